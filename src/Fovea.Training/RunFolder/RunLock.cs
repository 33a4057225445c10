using System.Globalization;

namespace Fovea.Training;

/// <summary>
/// One run folder has one writer. The system's file lock decides, so a killed process holds nothing; a second file says who it is.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream file;
    private readonly string owner;

    private RunLock(FileStream file, string owner, string? takenOver) => (this.file, this.owner, TakenOver) = (file, owner, takenOver);

    /// <summary>Who held the lock and ended without releasing it; null when nobody did.</summary>
    public string? TakenOver { get; }

    /// <exception cref="RunFolderException">Another process (or another run of this one) holds it.</exception>
    public static RunLock Take(string folder)
    {
        string path = Path.Combine(folder, ".lock"), owner = Path.Combine(folder, ".owner");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new RunFolderException($"{folder}: another run is writing here: {Read(owner) ?? "an unknown process"}\n"
                + "  rule  one run folder has one writer\n  help  wait for it, stop it, or choose another folder", e);
        }
        string? before = Read(owner);
        AtomicFile.Write(owner, s => s.Write(System.Text.Encoding.UTF8.GetBytes(Me())));
        return new RunLock(file, owner, before);
    }

    public void Dispose()
    {
        File.Delete(owner);
        file.Dispose();
    }

    private static string Me()
        => string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC");

    private static string? Read(string owner)
    {
        try
        {
            return File.ReadAllText(owner);
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>A run folder cannot be used: in use, taken, incomplete, or another run's.</summary>
public sealed class RunFolderException : Exception
{
    internal RunFolderException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
