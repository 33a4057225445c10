using System.Diagnostics;

namespace Fovea.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private const int DiskFull = 28;
    private readonly string folder = Directory.CreateTempSubdirectory("fovea").FullName;
    private readonly byte[] old = [1, 2, 3];
    private readonly byte[] fresh = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];

    private string Target => Path.Combine(folder, "last.safetensors");

    private string[] Files => [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order()];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Creates_a_file_and_replaces_it()
    {
        AtomicFile.Write(Target, s => s.Write(old));
        Assert.Equal(old, File.ReadAllBytes(Target));
        AtomicFile.Write(Target, s =>
        {
            for (int i = 0; i < fresh.Length; i += 999) s.Write(fresh.AsSpan(i, Math.Min(999, fresh.Length - i)));
        });
        Assert.Equal(fresh, File.ReadAllBytes(Target));
        Assert.Equal(["last.safetensors"], Files);
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        AtomicFile.Write(Target, _ => { });
        Assert.Empty(File.ReadAllBytes(Target));
    }

    [Fact]
    public void Text_is_utf8_without_a_mark()
    {
        AtomicFile.WriteText(Target, "é\n");
        Assert.Equal([0xc3, 0xa9, 0x0a], File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_relative_path_a_long_name_and_spaces_work()
    {
        string path = Path.Combine(folder, "modèle 🦊 " + new string('é', 100) + ".safetensors");
        AtomicFile.Write(Path.GetRelativePath(Environment.CurrentDirectory, path), s => s.Write(old));
        Assert.Equal(old, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_reader_that_holds_the_old_file_keeps_reading_it()
    {
        File.WriteAllBytes(Target, old);
        using FileStream reader = new(Target, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        AtomicFile.Write(Target, s => s.Write(fresh));
        var seen = new byte[10];
        Assert.Equal(3, reader.Read(seen));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_old_content_survives_a_failure_of_any_operation(bool forEver)
    {
        // The loop of SQLite's tests: operation 1 fails, then 2, then 3, … until nothing failed any more.
        for (int failing = 1; ; failing++)
        {
            File.WriteAllBytes(Target, old);
            int operation = 0;
            FileOperation failed = default;
            try
            {
                AtomicFile.Write(Target, s => s.Write(fresh), now =>
                {
                    operation++;
                    if (operation != failing && !(forEver && operation > failing)) return;
                    if (operation == failing) failed = now;
                    throw new IOException("input/output error", 5);
                });
                Assert.Equal(8, failing); // create, 3 writes, flush, rename, flush of the folder
                Assert.Equal(fresh, File.ReadAllBytes(Target));
                return;
            }
            catch (IOException e)
            {
                Assert.Equal(
                    $"{Target}: could not be saved: input/output error\n"
                    + "  rule  a file is written beside the old one and then renamed over it\n"
                    + "  help  check the folder's permissions and the disk; the old file, if there was one, is untouched",
                    e.Message);
            }
            Assert.Equal(failed == FileOperation.FlushFolder ? fresh : old, File.ReadAllBytes(Target));
            Assert.Equal(["last.safetensors"], Files);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 131_072)]
    [InlineData(3, 262_144)]
    public void A_full_disk_says_how_much_is_needed_and_free(int failingWrite, long written)
    {
        File.WriteAllBytes(Target, old);
        int writes = 0;
        var error = Assert.Throws<DiskFullException>(() => AtomicFile.Write(Target, s => s.Write(fresh), now =>
        {
            if (now == FileOperation.Write && ++writes == failingWrite) throw new IOException("No space left on device", DiskFull);
        }));
        Assert.Equal(
            $"{Target}: the disk is full: 300,000 bytes needed, {error.FreeBytes:N0} free\n"
            + "  rule  a new file is written beside the old one, which stays good until the new one is whole\n"
            + "  help  free some space, or save to a folder on another disk",
            error.Message);
        Assert.Equal(300_000, error.NeededBytes);
        Assert.InRange(error.FreeBytes, written, long.MaxValue);
        Assert.Equal(old, File.ReadAllBytes(Target));
        Assert.Equal(["last.safetensors"], Files);
        AtomicFile.Write(Target, s => s.Write(fresh)); // space is free again
        Assert.Equal(fresh, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_disk_that_fills_up_at_the_flush_is_full_too()
    {
        var error = Assert.Throws<DiskFullException>(() => AtomicFile.Write(Target, s => s.Write(fresh), now =>
        {
            if (now == FileOperation.Flush) throw new IOException("No space left on device", DiskFull);
        }));
        Assert.Equal(300_000, error.NeededBytes);
        Assert.Empty(Files);
    }

    [Fact]
    public void An_error_of_the_writer_itself_passes_through()
    {
        File.WriteAllBytes(Target, old);
        Assert.Throws<ArithmeticException>(() => AtomicFile.Write(Target, s =>
        {
            s.Write(fresh);
            throw new ArithmeticException();
        }));
        Assert.Equal(old, File.ReadAllBytes(Target));
        Assert.Equal(["last.safetensors"], Files);
    }

    [Fact]
    public void A_missing_folder_and_a_folder_as_target_say_so()
    {
        string missing = Path.Combine(folder, "none", "last.safetensors");
        Assert.StartsWith($"{missing}: could not be saved: Could not find a part of the path", Assert.Throws<IOException>(() => AtomicFile.Write(missing, _ => { })).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Target);
        Assert.StartsWith($"{Target}: could not be saved: ", Assert.Throws<IOException>(() => AtomicFile.Write(Target, _ => { })).Message, StringComparison.Ordinal);
        Assert.Empty(Files);
    }

    [Fact]
    public void Temporary_files_of_dead_writers_are_removed_and_no_others()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        child.WaitForExit();
        string dead = $".last.safetensors.{child.Id}.0123456789abcdef.tmp", reused = $".last.safetensors.{Environment.ProcessId}.0123456789abcdef.tmp";
        string alive = $".last.safetensors.{Environment.ProcessId}.fedcba9876543210.tmp";
        string[] others = [".x.tmp", ".last.safetensors.12.tmp", $"last.safetensors.{child.Id}.0123456789abcdef.tmp", $".a.{child.Id}.0123456789ABCDEF.tmp"];
        foreach (string name in (string[])[dead, reused, alive, .. others]) File.WriteAllBytes(Path.Combine(folder, name), []);
        File.SetLastWriteTimeUtc(Path.Combine(folder, reused), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)); // before this process began
        Assert.Equal(2, AtomicFile.RemoveStale(folder));
        Assert.Equal(((string[])[alive, .. others]).Order(), Files);
    }

    [Fact]
    public void The_temporary_file_lies_in_the_same_folder_and_is_named_after_its_writer()
    {
        AtomicFile.Write(Target, _ => Assert.Matches($@"^\.last\.safetensors\.{Environment.ProcessId}\.[0-9a-f]{{16}}\.tmp$", Assert.Single(Files)));
    }
}
