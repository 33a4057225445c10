using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fovea.Onnx;

/// <summary>Which file it is, what kind, and under how many names. .NET has no call for these.</summary>
/// <param name="Device">The disk.</param>
/// <param name="Node">The file on it.</param>
/// <param name="Names">Number of hard links.</param>
/// <param name="IsRegular">False for pipes, devices and folders.</param>
/// <remarks>
/// Linux alone: elsewhere every file counts as regular with one name, and the checks that .NET allows remain. The layout of statx's
/// answer is the same on every processor.
/// </remarks>
internal readonly record struct FileIdentity(ulong Device, ulong Node, uint Names, bool IsRegular)
{
    private const int CurrentFolder = -100, EmptyPath = 0x1000, NoFollow = 0x100, BasicStatistics = 0x7ff;

    /// <summary>Of a path; a link is not followed.</summary>
    public static FileIdentity Of(string path)
        => OperatingSystem.IsLinux() ? Read(b => StatusAt(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), NoFollow, BasicStatistics, b)) : new(0, 0, 1, true);

    /// <summary>Of an open file.</summary>
    public static FileIdentity Of(SafeFileHandle file)
        => OperatingSystem.IsLinux() ? Read(b => StatusOf(file, [0], EmptyPath, BasicStatistics, b)) : new(0, 0, 1, true);

    private static FileIdentity Read(Func<byte[], int> call)
    {
        var b = new byte[256];
        if (call(b) != 0) throw new IOException($"asking for the kind of a file failed (error {Marshal.GetLastPInvokeError()})");
        const int KindMask = 0xf000, Regular = 0x8000;
        return new(BinaryPrimitives.ReadUInt64LittleEndian(b.AsSpan(136)), BinaryPrimitives.ReadUInt64LittleEndian(b.AsSpan(32)),
            BinaryPrimitives.ReadUInt32LittleEndian(b.AsSpan(16)), (BinaryPrimitives.ReadUInt16LittleEndian(b.AsSpan(28)) & KindMask) == Regular);
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatusAt(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatusOf(SafeFileHandle file, byte[] path, int flags, uint mask, byte[] status);
}
