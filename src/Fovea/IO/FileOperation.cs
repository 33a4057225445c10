namespace Fovea;

/// <summary>What <see cref="AtomicFile"/> asks of the disk, in this order.</summary>
internal enum FileOperation
{
    Create,
    Write,
    Flush,
    Rename,
    FlushFolder,
}
