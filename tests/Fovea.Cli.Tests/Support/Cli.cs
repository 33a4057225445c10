using System.Diagnostics;
using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary>What a command line came to.</summary>
public sealed record Ended(int Code, string Out, string Error)
{
    /// <summary>The one JSON object on standard output.</summary>
    public JsonElement Json
    {
        get
        {
            string[] lines = Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(lines.Length == 1, $"one line of JSON is expected, got:\n{Out}");
            return JsonDocument.Parse(lines[0]).RootElement;
        }
    }
}

/// <summary>Runs command lines in this process or in one of their own.</summary>
public static class Cli
{
    /// <summary>Runs in this process.</summary>
    public static Ended Run(params string[] args)
    {
        using var interrupts = new Interrupts();
        return Run(interrupts, null, args);
    }

    /// <summary>Runs in this process; <paramref name="onLine"/> sees each line of standard output.</summary>
    internal static Ended Run(Interrupts interrupts, Action<string>? onLine, params string[] args)
    {
        using var standard = new Lines(onLine);
        using var error = new StringWriter { NewLine = "\n" };
        int code = App.Run(args, new Terminal(standard, error), interrupts);
        return new Ended(code, standard.ToString(), error.ToString());
    }

    /// <summary>Starts a process of its own, output redirected.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Fovea.Cli.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Waits for a process.</summary>
    public static Ended Wait(Process process, string outSoFar = "")
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string rest = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "the process does not end");
        return new Ended(process.ExitCode, outSoFar + rest, error.Result);
    }

    private sealed class Lines(Action<string>? onLine) : StringWriter
    {
        public override string NewLine => "\n";

        public override void WriteLine(string? value)
        {
            base.Write(value + "\n");
            if (value is not null) onLine?.Invoke(value);
        }
    }
}
