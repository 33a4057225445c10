namespace Fovea.Data;

/// <summary>Named byte strings: the files below a folder, the entries of a zip or a tar. The formats above it need not know which.</summary>
internal abstract class EntrySource : IDisposable
{
    /// <summary>The most entries that are indexed.</summary>
    public const int EntryLimit = 5_000_000;

    /// <summary>The folder or archive.</summary>
    public abstract string Path { get; }

    /// <summary>"folder", "zip", "tar".</summary>
    public abstract string Kind { get; }

    /// <summary>Relative names with '/' between parts, in ordinal order: the order is the same on every system.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The name under which a person finds the entry.</summary>
    public abstract string Id(int index);

    /// <summary>All bytes of an entry. Thread-safe.</summary>
    /// <param name="index">Position in <see cref="Names"/>.</param>
    /// <param name="limit">The most bytes it may have, uncompressed.</param>
    /// <exception cref="ImageException">The entry cannot be read or is larger.</exception>
    public abstract byte[] Read(int index, long limit = ImageFile.ByteLimit);

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a folder, a zip, a tar or a gzipped tar.</summary>
    public static EntrySource Open(string path)
    {
        if (Directory.Exists(path)) return new FolderEntries(path);
        if (!File.Exists(path)) throw new DatasetException(path, "no such file or folder", Suggest(path));
        try
        {
            byte[] head = new byte[512];
            int length;
            using (FileStream file = File.OpenRead(path)) length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (head.AsSpan(0, length).StartsWith("PK\x03\x04"u8) || head.AsSpan(0, length).StartsWith("PK\x05\x06"u8)) return new ZipEntries(path);
            if (length >= 2 && head[0] == 0x1F && head[1] == 0x8B) return TarEntries.OpenGzip(path);
            if (length >= 262 && head.AsSpan(257, 5).SequenceEqual("ustar"u8)) return TarEntries.OpenPlain(path);
            throw new DatasetException(path, $"this is {ForeignFormat.Name(head.AsSpan(0, length))}, not a data set",
                "give a folder with a subfolder per class, a zip or tar of one, IDX or CIFAR files, or a CSV of paths and labels");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(path, $"cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Closes the archive.</summary>
    protected virtual void Close()
    {
    }

    /// <summary>Entry names that could leave the archive's own folder, or that no system can hold, are not indexed.</summary>
    protected static bool IsSafe(string name)
        => name.Length is > 0 and < 4096 && name[0] != '/' && !name.Contains('\0') && !(name.Length > 1 && name[1] == ':')
           && !name.Split('/').Contains("..");

    /// <summary>Files that systems leave behind and nobody means.</summary>
    protected static bool IsJunk(string name)
    {
        foreach (string part in name.Split('/'))
            if (part.StartsWith('.') || part is "__MACOSX" or "Thumbs.db" or "desktop.ini") return true;
        return false;
    }

    private static string? Suggest(string path)
    {
        string? parent = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (parent is null || !Directory.Exists(parent)) return null;
        string name = System.IO.Path.GetFileName(path);
        string? near = Directory.EnumerateFileSystemEntries(parent).Select(e => System.IO.Path.GetFileName(e))
            .FirstOrDefault(e => string.Equals(e, name, StringComparison.OrdinalIgnoreCase) || System.IO.Path.GetFileNameWithoutExtension(e) == name);
        return near is null ? null : $"did you mean {System.IO.Path.Combine(parent, near)}?";
    }
}
