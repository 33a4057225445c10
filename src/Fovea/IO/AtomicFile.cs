using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fovea;

/// <summary>Saves a file whole or not at all: at any moment, a kill or a power cut included, the name holds the old or the new content.</summary>
/// <remarks>
/// A temporary file in the same folder is written and flushed to the disk, renamed over the old one, and the folder is flushed.
/// Without the first flush a power cut may leave a correctly named file of zeros; without the second, the old one. A name that is
/// a symbolic link is replaced by a file.
/// </remarks>
public static class AtomicFile
{
    private const int DiskFullUnix = 28, QuotaUnix = 122, DiskFullWindows = unchecked((int)0x80070070), HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>Replaces the file's content with what <paramref name="write"/> writes, or leaves it as it was.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the new content forward; seeking is not offered. Errors of its own pass through.</param>
    /// <exception cref="DiskFullException">There is not enough space.</exception>
    /// <exception cref="IOException">The disk failed or refused; the old file is untouched unless only the last flush failed.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, static _ => { });

    /// <summary>Replaces the file's content with <paramref name="text"/> in UTF-8 without a byte order mark.</summary>
    /// <exception cref="DiskFullException">There is not enough space.</exception>
    /// <exception cref="IOException">As <see cref="Write(string, Action{Stream})"/>.</exception>
    public static void WriteText(string path, string text) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>As <see cref="Write(string, Action{Stream})"/>; <paramref name="before"/> runs before each operation on the disk, so that tests can fail any of them.</summary>
    internal static void Write(string path, Action<Stream> write, Action<FileOperation> before)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new IOException($"{path}: is a folder, not a file");
        string temporary = Path.Combine(folder, TemporaryName(Path.GetFileName(full)));
        bool created = false;
        try
        {
            before(FileOperation.Create);
            using (var file = new ForwardFile(File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None), before))
            {
                created = true;
                write(file);
                file.Finish();
            }
            before(FileOperation.Rename);
            File.Move(temporary, full, overwrite: true);
            created = false;
            before(FileOperation.FlushFolder);
            FolderSync.Flush(folder);
        }
        catch (ForwardFileException e)
        {
            Fail(path, folder, e.Needed, e.Written, e.Cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(path, folder, 0, 0, e);
        }
        finally
        {
            if (created) TryDelete(temporary);
        }
    }

    /// <summary>Deletes temporary files in <paramref name="folder"/> whose writer was killed, and says how many.</summary>
    /// <remarks>
    /// A file is stale when no process of its number runs here, or the one that does started after the file was last written (a
    /// container's first process is always number 1).
    /// </remarks>
    public static int RemoveStale(string folder)
    {
        int removed = 0;
        foreach (string path in Directory.EnumerateFiles(folder, ".*.tmp", new EnumerationOptions { AttributesToSkip = FileAttributes.Directory }))
            if (WriterOf(Path.GetFileName(path)) is int writer && !MayBeWriting(writer, path) && TryDelete(path)) removed++;
        return removed;
    }

    /// <summary><c>.name.pid.random.tmp</c>; a long name is cut, since file systems allow 255 bytes.</summary>
    private static string TemporaryName(string name)
    {
        int kept = Math.Min(name.Length, 40);
        if (kept < name.Length && char.IsHighSurrogate(name[kept - 1])) kept--;
        return $".{name[..kept]}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp";
    }

    private static int? WriterOf(string temporaryName)
    {
        string[] parts = temporaryName.Split('.');
        return parts.Length >= 5 && parts[^2].Length == 16 && parts[^2].All(char.IsAsciiHexDigitLower)
            && int.TryParse(parts[^3], NumberStyles.None, CultureInfo.InvariantCulture, out int writer) ? writer : null;
    }

    private static bool MayBeWriting(int writer, string path)
    {
        try
        {
            using var process = Process.GetProcessById(writer);
            return File.GetLastWriteTimeUtc(path) >= process.StartTime.ToUniversalTime();
        }
        catch (ArgumentException)
        {
            return false; // no such process
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return true; // it ended just now, or is another user's
        }
    }

    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // RemoveStale will find it
        }
    }

    [DoesNotReturn, StackTraceHidden]
    private static void Fail(string path, string folder, long needed, long written, Exception cause)
    {
        if (cause is IOException full && cause.HResult is DiskFullUnix or QuotaUnix or DiskFullWindows or HandleDiskFullWindows)
            throw new DiskFullException(path, needed, FreeBytes(folder) + written, full);
        throw new IOException(
            $"{path}: could not be saved: {cause.Message}\n"
            + "  rule  a file is written beside the old one and then renamed over it\n"
            + "  help  check the folder's permissions and the disk; the old file, if there was one, is untouched",
            cause);
    }

    private static long FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }
}
