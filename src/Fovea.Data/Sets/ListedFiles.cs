namespace Fovea.Data;

/// <summary>Files that a list names, wherever they lie.</summary>
internal sealed class ListedFiles(string list, string[] files) : EntrySource
{
    public override string Path => list;

    public override string Kind => "list";

    public override IReadOnlyList<string> Names => files;

    public override string Id(int index) => files[index];

    public override byte[] Read(int index, long limit = ImageFile.ByteLimit) => ImageFile.ReadBytes(files[index], files[index]);
}
