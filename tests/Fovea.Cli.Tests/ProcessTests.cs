using System.Diagnostics;

namespace Fovea.Cli.Tests;

/// <summary>Signals, pipes and full disks, which need a process of their own.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string[] LongRun() => ["train", Small.Net, Small.Folder(folder, 40), "--out", folder["run"], "--epochs", "100000", "--batch", "8"];

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_ends_a_run_with_a_checkpoint_to_go_on_from(string signal)
    {
        using Process process = Cli.Start(folder.Path, null, LongRun());
        string seen = ReadUntil(process, "epoch   2/");
        Kill(process, signal);
        Ended ended = Cli.Wait(process, seen);
        Assert.True(ended.Code == 7, $"{ended.Code}\n{ended.Out}\n{ended.Error}");
        Assert.Contains($"fovea train --resume {folder["run"]}\n", ended.Out);
        Assert.Contains("note  stopping after this step; press again to stop at once\n", ended.Error);

        using Process again = Cli.Start(folder.Path, null, "train", "--resume", folder["run"]);
        seen = ReadUntil(again, "epoch ");
        Kill(again, signal);
        Assert.Equal(7, Cli.Wait(again, seen).Code);
    }

    [Fact]
    public void A_second_signal_ends_the_process_at_once_and_the_run_can_go_on()
    {
        using Process process = Cli.Start(folder.Path, null, LongRun());
        ReadUntil(process, "epoch   3/");
        Kill(process, "INT");
        Kill(process, "INT");
        int code = Cli.Wait(process).Code;
        Assert.True(code is 130 or 7, $"{code}");

        using Process again = Cli.Start(folder.Path, null, "train", "--resume", folder["run"]);
        string seen = ReadUntil(again, "epoch ");
        Kill(again, "INT");
        Assert.Equal(7, Cli.Wait(again, seen).Code);
    }

    [Fact]
    public void Redirected_output_and_NO_COLOR_have_no_escape_sequences()
    {
        var environment = new Dictionary<string, string> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = "1" };
        using Process process = Cli.Start(folder.Path, environment, "train", Small.Net, Small.Folder(folder), "--out", "run", "--epochs", "2");
        Ended ended = Cli.Wait(process);
        Assert.Equal(0, ended.Code);
        Assert.DoesNotContain('\u001b', ended.Out + ended.Error);
    }

    [Fact]
    public void A_disk_that_is_full_is_a_code_of_its_own_and_the_old_checkpoint_stays()
    {
        string data = Small.Folder(folder);
        using Process process = Cli.Start(folder.Path, null, "train", Small.Net, data, "--out", "run", "--epochs", "1");
        Assert.Equal(0, Cli.Wait(process).Code);
        byte[] before = File.ReadAllBytes(folder["run/weights/last.safetensors"]);

        // The system refuses every write beyond 4 KB, as a full disk does in the middle of a file.
        string line = $"trap '' XFSZ; ulimit -f 4; exec dotnet '{Path.Combine(AppContext.BaseDirectory, "Fovea.Cli.dll")}' train '28x28x1 | conv 32 5x5 | relu | flatten | dense 10' sample --max-steps 1 --out full";
        var start = new ProcessStartInfo("bash") { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Process full = Process.Start(start)!;
        Ended ended = Cli.Wait(full);
        Assert.True(ended.Code == 5, $"{ended.Code}\n{ended.Out}\n{ended.Error}");
        Assert.DoesNotContain("   at ", ended.Error);
        Assert.Equal(before, File.ReadAllBytes(folder["run/weights/last.safetensors"]));
    }

    private static string ReadUntil(Process process, string mark)
    {
        string seen = "";
        while (process.StandardOutput.ReadLine() is { } line)
        {
            seen += line + "\n";
            if (line.StartsWith(mark, StringComparison.Ordinal)) return seen;
        }
        throw new InvalidOperationException($"'{mark}' was not seen:\n{seen}\n{process.StandardError.ReadToEnd()}");
    }

    private static void Kill(Process process, string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
