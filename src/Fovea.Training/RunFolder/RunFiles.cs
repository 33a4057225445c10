using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Fovea.Training;

/// <summary>
/// The files of a run: <c>args.json results.csv metrics.jsonl weights/{best,last}.safetensors</c>. At any moment, a kill included,
/// at least one sound checkpoint lies here once the first has been written.
/// </summary>
/// <remarks>
/// A checkpoint is written as <c>last.next</c>, read back and checked, then <c>last</c> becomes <c>last.previous</c> and
/// <c>last.next</c> becomes <c>last</c>. A kill between the renames leaves all contents in place under one of the three names.
/// </remarks>
internal sealed class RunFiles : IDisposable
{
    public const string Header = "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,learning_rate,seconds,wait_share\n";
    private readonly Disk disk;
    private readonly RunLock lockFile;
    private SafeFileHandle? metrics;

    private RunFiles(string folder, Disk disk, RunLock lockFile) => (Folder, this.disk, this.lockFile) = (folder, disk, lockFile);

    public string Folder { get; }

    public string Weights => Path.Combine(Folder, "weights");

    public string Last => Path.Combine(Weights, "last.safetensors");

    public string Previous => Path.Combine(Weights, "last.previous.safetensors");

    public string Next => Path.Combine(Weights, "last.next.safetensors");

    public string Best => Path.Combine(Weights, "best.safetensors");

    public string Results => Path.Combine(Folder, "results.csv");

    public string Metrics => Path.Combine(Folder, "metrics.jsonl");

    public string Arguments => Path.Combine(Folder, "args.json");

    public long MetricsBytes { get; private set; }

    /// <summary>Who left the lock behind; null when nobody did.</summary>
    public string? TakenOver => lockFile.TakenOver;

    /// <summary>A folder for a new run.</summary>
    /// <exception cref="RunFolderException">A run lies there, or another process is writing there.</exception>
    public static RunFiles Create(string folder, Disk disk)
    {
        disk.Before(DiskOperation.CreateFolder);
        Directory.CreateDirectory(Path.Combine(folder, "weights"));
        var files = new RunFiles(folder, disk, RunLock.Take(folder));
        try
        {
            if (Candidates(folder).Any())
                throw new RunFolderException($"{folder}: there is a run in this folder\n  rule  a new run never overwrites another\n"
                    + $"  help  resume it (fovea train --resume {folder}), or choose another folder");
            files.Clean();
            files.OpenMetrics(0);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The folder of a run that goes on.</summary>
    /// <exception cref="RunFolderException">No run lies there, or another process is writing there.</exception>
    public static RunFiles Open(string folder, Disk disk)
    {
        if (!Directory.Exists(Path.Combine(folder, "weights")))
            throw new RunFolderException($"{folder}: there is no run in this folder\n  rule  a run folder holds weights/last.safetensors\n  help  give the folder of an earlier run");
        var files = new RunFiles(folder, disk, RunLock.Take(folder));
        files.Clean();
        return files;
    }

    /// <summary>The state of a run without touching anything.</summary>
    /// <exception cref="RunFolderException">There is no sound checkpoint.</exception>
    public static CheckpointState Peek(string folder) => Newest(folder).State;

    /// <summary>
    /// The newest sound checkpoint, moved to <see cref="Last"/>. Damaged ones are noted and set aside, never written over a sound one.
    /// </summary>
    /// <exception cref="RunFolderException">There is none.</exception>
    public (SafetensorsFile File, CheckpointState State) OpenNewest(List<string> notes)
    {
        (string newest, CheckpointState state, List<(string Path, string Problem)> damaged) = Newest(Folder);
        foreach ((string path, string problem) in damaged)
        {
            notes.Add($"{path} is damaged ({problem}); the run goes on from {newest} (step {state.Step})");
            File.Move(path, Path.ChangeExtension(path, ".damaged"), overwrite: true);
        }
        if (newest == Next && File.Exists(Last)) disk.Move(DiskOperation.RotateCheckpoint, Last, Previous);
        if (newest == Next) disk.Move(DiskOperation.RotateCheckpoint, Next, Last);
        return CheckpointFile.Open(newest == Next ? Last : newest);
    }

    /// <summary>Makes a checkpoint the newest one. On an error the former ones are as they were.</summary>
    public void SaveCheckpoint(Action<Stream> write)
    {
        disk.WriteWhole(DiskOperation.WriteCheckpoint, Next, write);
        (SafetensorsFile file, _) = CheckpointFile.Open(Next);
        file.Dispose();
        if (File.Exists(Last)) disk.Move(DiskOperation.RotateCheckpoint, Last, Previous);
        disk.Move(DiskOperation.RotateCheckpoint, Next, Last);
    }

    public void SaveBest(Action<Stream> write) => disk.WriteWhole(DiskOperation.WriteBest, Best, write);

    public void WriteArguments(RunArguments arguments)
        => disk.WriteWhole(DiskOperation.WriteArguments, Arguments, s => JsonSerializer.Serialize(s, arguments, TrainingJson.Indented().RunArguments));

    /// <summary>Writes results.csv anew: no line is lost or there twice, whatever happened to the file.</summary>
    public void WriteResults(IReadOnlyList<EpochResult> epochs)
        => disk.WriteWhole(DiskOperation.WriteResults, Results, s => s.Write(Encoding.UTF8.GetBytes(Header + string.Concat(epochs.Select(Line)))));

    /// <summary>Cuts metrics.jsonl to the part that belongs to a checkpoint and opens it for more.</summary>
    public void OpenMetrics(long bytes)
    {
        metrics = File.OpenHandle(Metrics, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        MetricsBytes = Math.Min(bytes, RandomAccess.GetLength(metrics));
        RandomAccess.SetLength(metrics, MetricsBytes);
    }

    public void AppendMetrics(ReadOnlySpan<byte> line)
    {
        try
        {
            disk.Before(DiskOperation.AppendMetrics);
            RandomAccess.Write(metrics!, line, MetricsBytes);
        }
        catch (IOException e)
        {
            throw new IOException($"{Metrics}: could not be written: {e.Message}\n  rule  a run stops when it can no longer record itself; its last checkpoint is sound\n"
                + $"  help  free some space, then resume it (fovea train --resume {Folder})", e);
        }
        MetricsBytes += line.Length;
    }

    /// <summary>The lines that a checkpoint counts must be on the disk before it is.</summary>
    public void FlushMetrics()
    {
        disk.Before(DiskOperation.FlushMetrics);
        RandomAccess.FlushToDisk(metrics!);
    }

    public void Dispose()
    {
        metrics?.Dispose();
        lockFile.Dispose();
    }

    internal static string Line(EpochResult e) => string.Create(CultureInfo.InvariantCulture,
        $"{e.Epoch},{e.TrainLoss:R},{e.TrainAccuracy:R},{e.ValidationLoss:R},{e.ValidationAccuracy:R},{e.LearningRate:R},{e.Seconds:F3},{e.WaitShare:F4}\n");

    private static IEnumerable<string> Candidates(string folder)
        => new[] { "last.next", "last", "last.previous" }.Select(name => Path.Combine(folder, "weights", name + ".safetensors")).Where(File.Exists);

    private static (string Path, CheckpointState State, List<(string Path, string Problem)> Damaged) Newest(string folder)
    {
        var sound = new List<(string Path, CheckpointState State)>();
        var damaged = new List<(string Path, string Problem)>();
        foreach (string path in Candidates(folder))
        {
            try
            {
                (SafetensorsFile file, CheckpointState state) = CheckpointFile.Open(path);
                file.Dispose();
                sound.Add((path, state));
            }
            catch (ModelFileException e)
            {
                damaged.Add((path, e.Problem));
            }
        }
        if (sound.Count == 0)
            throw new RunFolderException(damaged.Count == 0
                ? $"{folder}: there is no checkpoint in this folder\n  rule  a run folder holds weights/last.safetensors\n  help  the run ended before its first checkpoint, or this is another folder; start the run again"
                : $"{folder}: no checkpoint is sound{string.Concat(damaged.Select(d => $"\n  {d.Path}: {d.Problem}"))}\n  rule  every byte is checked before a run goes on\n  help  restore the folder from a copy, or start the run again");
        // A finished epoch and its last step have the same number of steps.
        (string newest, CheckpointState chosen) = sound.OrderByDescending(s => s.State.Step).ThenByDescending(s => s.State.Epoch).First();
        return (newest, chosen, damaged);
    }

    private void Clean()
    {
        AtomicFile.RemoveStale(Folder);
        AtomicFile.RemoveStale(Weights);
    }
}
