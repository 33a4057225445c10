using System.Runtime.InteropServices;
using System.Text;

namespace Fovea;

/// <summary>Flushes a folder to the disk, so that a rename in it survives a power cut. .NET has no call for it.</summary>
/// <remarks>Windows needs none: its file system journals names. Nothing here is unsafe, hence no generated marshalling.</remarks>
internal static class FolderSync
{
    private const int ReadOnly = 0, InputOutputError = 5, NoSpace = 28;

    /// <summary>Flushes <paramref name="folder"/>; file systems that cannot (some network ones) are let be.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        byte[] path = Encoding.UTF8.GetBytes(folder + '\0');
        int descriptor = Open(in path[0], ReadOnly);
        if (descriptor < 0) return;
        int result = Sync(descriptor), error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0 && error is InputOutputError or NoSpace) throw new IOException($"flushing the folder {folder} to the disk failed", error);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(in byte path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
