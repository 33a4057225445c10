using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Fovea.Data;

/// <summary>The regular files of a tar archive: indexed once, then read by offset. A gzipped tar is unpacked into memory.</summary>
internal sealed class TarEntries : EntrySource
{
    /// <summary>The most bytes a gzipped tar may unpack to.</summary>
    public const long UnpackedLimit = 1L << 31;

    private readonly (string Name, long Offset, long Length)[] entries;
    private readonly string[] names;
    private readonly SafeFileHandle? file;
    private readonly Dictionary<int, byte[]>? unpacked;

    private TarEntries(string path, (string Name, long Offset, long Length)[] entries, SafeFileHandle? file, Dictionary<int, byte[]>? unpacked)
    {
        Path = path;
        this.entries = entries;
        this.file = file;
        this.unpacked = unpacked;
        names = [.. entries.Select(e => e.Name)];
    }

    public override string Path { get; }

    public override string Kind => unpacked is null ? "tar" : "tar.gz";

    public override IReadOnlyList<string> Names => names;

    public override string Id(int index) => $"{Path}!{names[index]}";

    public static TarEntries OpenPlain(string path)
    {
        var found = new List<(string Name, long Offset, long Length)>();
        using (FileStream stream = File.OpenRead(path))
            Walk(path, stream, entry => found.Add((Clean(entry.Name), entry.DataOffset, entry.Length)));
        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new TarEntries(path, [.. found], File.OpenHandle(path), null);
    }

    public static TarEntries OpenGzip(string path)
    {
        var found = new List<(string Name, byte[] Data)>();
        long total = 0;
        using (FileStream stream = File.OpenRead(path))
        using (var unzip = new GZipStream(stream, CompressionMode.Decompress))
            Walk(path, unzip, entry =>
            {
                total += entry.Length;
                if (total > UnpackedLimit)
                    throw new DatasetException(path, $"unpacks to more than {UnpackedLimit:N0} bytes", "unpack it to a folder (tar xzf) and give the folder");
                found.Add((Clean(entry.Name), BoundedRead.All(entry.DataStream!, entry.Length, UnpackedLimit, entry.Name)));
            });
        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        var data = new Dictionary<int, byte[]>(found.Count);
        for (int i = 0; i < found.Count; i++) data[i] = found[i].Data;
        return new TarEntries(path, [.. found.Select(f => (f.Name, 0L, f.Data.LongLength))], null, data);
    }

    public override byte[] Read(int index, long limit = ImageFile.ByteLimit)
    {
        var (_, offset, length) = entries[index];
        if (length == 0) throw new ImageException(Id(index), ImageFault.Empty, "the file is empty (0 bytes)");
        if (length > limit) throw new ImageException(Id(index), ImageFault.TooLarge, $"the entry has {length:N0} bytes, the limit is {limit:N0}");
        if (unpacked is not null) return unpacked[index];
        var bytes = new byte[length];
        int done = 0;
        while (done < bytes.Length)
        {
            int n = RandomAccess.Read(file!, bytes.AsSpan(done), offset + done);
            if (n == 0) throw new ImageException(Id(index), ImageFault.Truncated, $"the archive ends {length - done:N0} bytes before the entry does", "copy or download the archive again");
            done += n;
        }
        return bytes;
    }

    protected override void Close() => file?.Dispose();

    private static void Walk(string path, Stream stream, Action<TarEntry> take)
    {
        int count = 0;
        try
        {
            using var reader = new TarReader(stream, leaveOpen: true);
            while (reader.GetNextEntry() is { } entry)
            {
                if (++count > EntryLimit) throw new DatasetException(path, $"more than {EntryLimit:N0} entries");
                // Links and devices are not followed: they could point outside the archive.
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile)) continue;
                string name = Clean(entry.Name);
                if (entry.Length > 0 && IsSafe(name) && !IsJunk(name)) take(entry);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new DatasetException(path, $"the tar archive is broken or cut short after {count:N0} entries: {e.Message}", "copy or download it again", e);
        }
        if (count == 0) throw new DatasetException(path, "no tar archive, or an empty one", "IDX files are named like train-images-idx3-ubyte.gz; other gzip files cannot be read");
    }

    private static string Clean(string name)
    {
        while (name.StartsWith("./", StringComparison.Ordinal)) name = name[2..];
        return name;
    }
}
