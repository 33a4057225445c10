namespace Fovea.Data;

/// <summary>Image files in a folder or an archive, decoded when read.</summary>
internal sealed class EncodedDataset : ImageDataset
{
    private readonly EntrySource source;
    private readonly int[] entries;
    private readonly int[] labels;
    private readonly string[] notes;

    /// <summary><paramref name="entries"/> gives for each image its number in the source.</summary>
    public EncodedDataset(string name, string description, EntrySource source, int[] entries, int[] labels, string[] classes, string[] notes)
        : base(name, description, classes)
        => (this.source, this.entries, this.labels, this.notes) = (source, entries, labels, notes);

    public override int Count => entries.Length;

    public override bool IsEncoded => true;

    public override IReadOnlyList<string> Notes => notes;

    public override int Label(int index) => labels[index];

    public override string Id(int index) => source.Id(entries[index]);

    public override Image Read(int index) => Image.Decode(source.Read(entries[index]), Id(index));

    public override (int Height, int Width, int Channels) Size(int index)
    {
        ImageHeader header = ImageHeader.Read(source.Read(entries[index]), Id(index));
        return (header.Height, header.Width, header.Grey ? 1 : 3);
    }

    internal override (int Height, int Width) CheckQuickly(int index)
    {
        ImageHeader header = ImageDecoder.CheckQuickly(source.Read(entries[index]), Id(index), ImageHeader.DefaultPixelLimit);
        return (header.Height, header.Width);
    }

    private protected override void Close() => source.Dispose();
}
