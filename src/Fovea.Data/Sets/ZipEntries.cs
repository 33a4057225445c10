using System.IO.Compression;

namespace Fovea.Data;

/// <summary>The entries of a zip archive, unpacked one at a time into memory; nothing is ever written to disk.</summary>
internal sealed class ZipEntries : EntrySource
{
    private readonly ZipArchive archive;
    private readonly ZipArchiveEntry[] entries;
    private readonly string[] names;

    public ZipEntries(string path)
    {
        Path = path;
        try
        {
            archive = ZipFile.OpenRead(path);
            if (archive.Entries.Count > EntryLimit) throw new DatasetException(path, $"{archive.Entries.Count:N0} entries, the limit is {EntryLimit:N0}");
            var kept = archive.Entries.Select(e => (Name: e.FullName.Replace('\\', '/'), Entry: e))
                .Where(e => !e.Name.EndsWith('/') && IsSafe(e.Name) && !IsJunk(e.Name)).OrderBy(e => e.Name, StringComparer.Ordinal).ToArray();
            names = [.. kept.Select(e => e.Name)];
            entries = [.. kept.Select(e => e.Entry)];
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(path, $"the zip archive is broken or cut short ({new FileInfo(path).Length:N0} bytes): {e.Message}", "copy or download it again", e);
        }
    }

    public override string Path { get; }

    public override string Kind => "zip";

    public override IReadOnlyList<string> Names => names;

    public override string Id(int index) => $"{Path}!{names[index]}";

    public override byte[] Read(int index, long limit = ImageFile.ByteLimit)
    {
        ZipArchiveEntry entry = entries[index];
        if (entry.Length == 0) throw new ImageException(Id(index), ImageFault.Empty, "the file is empty (0 bytes)");
        if (entry.Length > limit) throw new ImageException(Id(index), ImageFault.TooLarge, $"the entry has {entry.Length:N0} bytes, the limit is {limit:N0}");
        try
        {
            // ZipArchive is one stream with one position.
            lock (archive)
            {
                using Stream stream = entry.Open();
                return BoundedRead.All(stream, entry.Length, limit, Id(index));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw new ImageException(Id(index), ImageFault.Broken, $"the archive entry cannot be unpacked: {e.Message}", "copy or download the archive again", e);
        }
    }

    protected override void Close() => archive.Dispose();
}
