using Fovea.Kernels;

namespace Fovea.Data;

/// <summary>A list of labelled images. Reading is allowed from several threads at once.</summary>
public abstract class ImageDataset : IDisposable
{
    /// <summary>The parts every data set has.</summary>
    private protected ImageDataset(string name, string source, string[] classes)
    {
        Name = name;
        Source = source;
        Classes = classes;
    }

    /// <summary>The data set's name: the last part of its path, with the split.</summary>
    public string Name { get; }

    /// <summary>What was found where, for people: "folder per class, /data/pets, split train".</summary>
    public string Source { get; }

    /// <summary>The class names; a label is an index into them.</summary>
    public string[] Classes { get; }

    /// <summary>The number of images.</summary>
    public abstract int Count { get; }

    /// <summary>Things worth knowing that are no errors: files that were ignored, an empty class.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>The class of image <paramref name="index"/>, in [0, Classes.Length).</summary>
    public abstract int Label(int index);

    /// <summary>A name by which a person finds the image again: a path, an archive entry, a position in a file.</summary>
    public abstract string Id(int index);

    /// <summary>Decodes one image.</summary>
    /// <exception cref="ImageException">It cannot be read; the message begins with its <see cref="Id"/>.</exception>
    public abstract Image Read(int index);

    /// <summary>The size of one image from its header, before EXIF rotation, without decoding it.</summary>
    /// <exception cref="ImageException">It cannot be read or is no image.</exception>
    public virtual (int Height, int Width, int Channels) Size(int index)
    {
        Image image = Read(index);
        return (image.Height, image.Width, image.Channels);
    }

    /// <summary>As <see cref="Size"/>, and fails for files that are cut short, without decoding where that can be told.</summary>
    internal virtual (int Height, int Width) CheckQuickly(int index)
    {
        var (height, width, _) = Size(index);
        return (height, width);
    }

    /// <summary>True when images must be decoded, and so may turn out to be broken.</summary>
    public virtual bool IsEncoded => false;

    /// <summary>The pixels themselves when they lie decoded in memory, otherwise empty.</summary>
    internal virtual ReadOnlySpan<byte> Raw(int index, out int height, out int width, out int channels)
    {
        (height, width, channels) = (0, 0, 0);
        return default;
    }

    /// <summary>The labels of all images, in order.</summary>
    public int[] Labels()
    {
        var labels = new int[Count];
        for (int i = 0; i < labels.Length; i++) labels[i] = Label(i);
        return labels;
    }

    /// <summary>A part of this set, in the order of <paramref name="indices"/>. Disposing of it leaves this set open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is no image.</exception>
    public ImageDataset Subset(IReadOnlyList<int> indices, string? name = null) => new SubsetDataset(this, [.. indices], name ?? Name);

    /// <summary>The first <paramref name="count"/> images (all, when there are fewer).</summary>
    public ImageDataset Take(int count) => Subset([.. Enumerable.Range(0, Math.Clamp(count, 0, Count))]);

    /// <summary>
    /// Cuts the set in two, class by class (stratified): <paramref name="fraction"/> of each class, rounded, goes to the second part,
    /// but never all of a class and, when the class has two or more images, at least one. Both parts keep the original order.
    /// </summary>
    /// <param name="fraction">The share of the second part, between 0 and 1.</param>
    /// <param name="seed">Who is chosen.</param>
    public (ImageDataset First, ImageDataset Second) Split(double fraction, ulong seed = 0)
    {
        if (!(fraction > 0 && fraction < 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "the share must lie between 0 and 1");
        uint stream = CounterRandom.Stream("dataset.split");
        bool[] second = new bool[Count];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, Count).GroupBy(Label))
        {
            int[] order = [.. members.OrderBy(i => CounterRandom.Words(seed, stream, 0, (uint)i).A).ThenBy(i => i)];
            int take = order.Length < 2 ? 0 : Math.Clamp((int)Math.Round(order.Length * fraction), 1, order.Length - 1);
            foreach (int i in order.AsSpan(0, take)) second[i] = true;
        }
        int[] all = [.. Enumerable.Range(0, Count)];
        return (Subset([.. all.Where(i => !second[i])]), Subset([.. all.Where(i => second[i])], $"{Name} (split {fraction:0.##})"));
    }

    /// <summary>Closes the archive behind the set, if there is one.</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the set holds open.</summary>
    private protected virtual void Close()
    {
    }

    /// <summary>One line: name, count, classes and where it came from.</summary>
    public override string ToString() => $"{Name}: {Count:N0} images, {Classes.Length} classes ({Source})";
}
