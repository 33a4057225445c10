namespace Fovea.Training;

/// <summary>What a run asks of its folder; tests make any of it fail.</summary>
internal enum DiskOperation
{
    CreateFolder,
    WriteCheckpoint,
    RotateCheckpoint,
    WriteBest,
    WriteArguments,
    WriteResults,
    AppendMetrics,
    FlushMetrics,
}

/// <summary>The folder of a run on disk. <paramref name="before"/> runs before each operation, so that tests can fail it.</summary>
internal sealed class Disk(Action<DiskOperation>? before = null)
{
    public static Disk Real { get; } = new();

    public void Before(DiskOperation operation) => before?.Invoke(operation);

    public void WriteWhole(DiskOperation operation, string path, Action<Stream> write) => AtomicFile.Write(path, stream =>
    {
        write(stream);
        // Inside the write, so that an injected failure goes the way of a real one: through AtomicFile.
        before?.Invoke(operation);
    });

    public void Move(DiskOperation operation, string from, string to)
    {
        before?.Invoke(operation);
        File.Move(from, to, overwrite: true);
    }
}
