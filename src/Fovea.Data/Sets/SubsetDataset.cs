namespace Fovea.Data;

/// <summary>Some images of another set.</summary>
internal sealed class SubsetDataset : ImageDataset
{
    private readonly ImageDataset whole;
    private readonly int[] indices;

    public SubsetDataset(ImageDataset whole, int[] indices, string name) : base(name, whole.Source, whole.Classes)
    {
        foreach (int i in indices)
            if ((uint)i >= (uint)whole.Count) throw new ArgumentOutOfRangeException(nameof(indices), i, $"{whole.Name} has {whole.Count} images");
        // A subset of a subset reads the original, so that cuts do not pile up.
        this.whole = whole is SubsetDataset inner ? inner.whole : whole;
        this.indices = whole is SubsetDataset part ? [.. indices.Select(i => part.indices[i])] : indices;
    }

    public override int Count => indices.Length;

    public override bool IsEncoded => whole.IsEncoded;

    public override IReadOnlyList<string> Notes => whole.Notes;

    public override int Label(int index) => whole.Label(indices[index]);

    public override string Id(int index) => whole.Id(indices[index]);

    public override Image Read(int index) => whole.Read(indices[index]);

    public override (int Height, int Width, int Channels) Size(int index) => whole.Size(indices[index]);

    internal override (int Height, int Width) CheckQuickly(int index) => whole.CheckQuickly(indices[index]);

    internal override ReadOnlySpan<byte> Raw(int index, out int height, out int width, out int channels)
        => whole.Raw(indices[index], out height, out width, out channels);
}
