namespace Fovea;

/// <summary>A file could not be saved because the disk (or a quota) is full. The former file of that name is untouched.</summary>
public sealed class DiskFullException : IOException
{
    internal DiskFullException(string path, long neededBytes, long freeBytes, IOException inner)
        : base(
            $"{path}: the disk is full: {neededBytes:N0} bytes needed, {freeBytes:N0} free\n"
            + "  rule  a new file is written beside the old one, which stays good until the new one is whole\n"
            + "  help  free some space, or save to a folder on another disk",
            inner)
    {
        NeededBytes = neededBytes;
        FreeBytes = freeBytes;
    }

    /// <summary>The size of the file that was to be saved.</summary>
    public long NeededBytes { get; }

    /// <summary>What the disk had left for it, the space of the abandoned temporary file included.</summary>
    public long FreeBytes { get; }
}
