namespace Fovea.Data;

/// <summary>Images of one size that lie decoded in memory: IDX and CIFAR files, or a program's own pixels.</summary>
public sealed class ArrayDataset : ImageDataset
{
    private readonly byte[] pixels;
    private readonly int[] labels;
    private readonly int imageBytes;

    /// <summary>A data set from pixels, which are not copied.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="height">Rows of each image.</param>
    /// <param name="width">Columns of each image.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="pixels">N H W C order.</param>
    /// <param name="labels">One a picture, in [0, classes.Length).</param>
    /// <param name="classes">Class names.</param>
    /// <param name="source">Where the data came from.</param>
    /// <exception cref="DatasetException">The numbers of pixels, labels and classes do not agree.</exception>
    public ArrayDataset(string name, int height, int width, int channels, byte[] pixels, int[] labels, string[] classes, string source = "memory")
        : base(name, source, classes)
    {
        imageBytes = checked(height * width * channels);
        if (imageBytes <= 0 || channels is not (1 or 3)) throw new DatasetException(name, $"images of {height}×{width}×{channels} are not possible (1 or 3 channels)");
        if (pixels.LongLength != (long)labels.Length * imageBytes)
            throw new DatasetException(name, $"{pixels.LongLength:N0} bytes of pixels do not make {labels.Length:N0} images of {height}×{width}×{channels}");
        for (int i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)classes.Length)
                throw new DatasetException(name, $"image {i} has label {labels[i]}, but there are {classes.Length} classes (0 to {classes.Length - 1})",
                    "labels count from 0; check the labels file or give the right class names");
        (Height, Width, Channels) = (height, width, channels);
        (this.pixels, this.labels) = (pixels, labels);
    }

    /// <summary>Rows of each image.</summary>
    public int Height { get; }

    /// <summary>Columns of each image.</summary>
    public int Width { get; }

    /// <summary>1 or 3.</summary>
    public int Channels { get; }

    /// <inheritdoc/>
    public override int Count => labels.Length;

    /// <inheritdoc/>
    public override int Label(int index) => labels[index];

    /// <inheritdoc/>
    public override string Id(int index) => $"{Name}[{index}]";

    /// <inheritdoc/>
    public override Image Read(int index) => new(Height, Width, Channels, Raw(index, out _, out _, out _).ToArray());

    /// <inheritdoc/>
    public override (int Height, int Width, int Channels) Size(int index) => (Height, Width, Channels);

    internal override ReadOnlySpan<byte> Raw(int index, out int height, out int width, out int channels)
    {
        (height, width, channels) = (Height, Width, Channels);
        return pixels.AsSpan(checked(index * imageBytes), imageBytes);
    }
}
