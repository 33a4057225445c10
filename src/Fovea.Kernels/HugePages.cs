using System.Runtime.InteropServices;

namespace Fovea.Kernels;

/// <summary>
/// Asks Linux for 2 MiB pages. Feature maps are walked row by row through many more 4 KiB pages than the first-level TLB holds, and
/// hardware prefetchers stop at page ends; most distributions give huge pages only on request.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>Bytes of a huge page.</summary>
    public const uint Bytes = 1u << 21;

    /// <summary>Blocks from this size on get them.</summary>
    public const uint Least = 1u << 20;

    private const int Wanted = 14;

    /// <summary>A hint: where it is not understood nothing happens.</summary>
    public static void Advise(void* block, nuint bytes)
    {
        if (OperatingSystem.IsLinux()) _ = Madvise(block, bytes, Wanted);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* block, nuint bytes, int advice);
}
