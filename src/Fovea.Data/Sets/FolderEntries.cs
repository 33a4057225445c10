using System.IO.Enumeration;

namespace Fovea.Data;

/// <summary>The files below a folder.</summary>
internal sealed class FolderEntries : EntrySource
{
    private readonly string[] names;

    public FolderEntries(string path)
    {
        Path = path;
        string root = System.IO.Path.GetFullPath(path);
        int prefix = root.EndsWith(System.IO.Path.DirectorySeparatorChar) ? root.Length : root.Length + 1;
        var found = new List<string>();
        try
        {
            var walk = new FileSystemEnumerable<string>(root, (ref FileSystemEntry e) => e.ToFullPath()[prefix..].Replace('\\', '/'),
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false, MaxRecursionDepth = 16 })
            {
                ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory && !e.FileName.StartsWith("."),
                // Linked folders are followed near the top, where people link splits and classes; deeper they could go round in circles.
                ShouldRecursePredicate = (ref FileSystemEntry e) => !e.FileName.StartsWith(".") && !e.FileName.SequenceEqual("__MACOSX")
                    && (!e.Attributes.HasFlag(FileAttributes.ReparsePoint) || Depth(e.Directory, prefix) < 2),
            };
            foreach (string name in walk)
            {
                if (IsJunk(name)) continue;
                if (found.Count == EntryLimit) throw new DatasetException(path, $"more than {EntryLimit:N0} files", "give the folder of the images itself");
                found.Add(name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(path, $"the folder cannot be listed: {e.Message}", "check the permissions", e);
        }
        found.Sort(string.CompareOrdinal);
        names = [.. found];
    }

    public override string Path { get; }

    public override string Kind => "folder";

    public override IReadOnlyList<string> Names => names;

    public override string Id(int index) => System.IO.Path.Combine(Path, names[index]);

    public override byte[] Read(int index, long limit = ImageFile.ByteLimit)
    {
        byte[] bytes = ImageFile.ReadBytes(Id(index), Id(index));
        return bytes.LongLength <= limit ? bytes
            : throw new ImageException(Id(index), ImageFault.TooLarge, $"the file has {bytes.LongLength:N0} bytes, the limit is {limit:N0}");
    }

    private static int Depth(ReadOnlySpan<char> directory, int prefix)
        => directory.Length < prefix ? 0 : 1 + directory[prefix..].Count(System.IO.Path.DirectorySeparatorChar);
}
