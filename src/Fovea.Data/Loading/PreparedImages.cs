namespace Fovea.Data;

/// <summary>A data set's images at the model's size as bytes, each decoded and resized once when all of them fit into the cache.</summary>
internal sealed class PreparedImages
{
    private readonly ImageDataset set;
    private readonly InputFormat format;
    private readonly int imageBytes;
    private readonly byte[]? cache;
    private readonly bool[] ready;

    public PreparedImages(ImageDataset set, InputFormat format, long cacheBytes)
    {
        this.set = set;
        this.format = format;
        imageBytes = checked((int)format.Shape.Count);
        long all = (long)set.Count * imageBytes;
        // Pixels that lie in memory in the right form already are read from there.
        bool direct = set.Count > 0 && !set.Raw(0, out int height, out int width, out int channels).IsEmpty
            && (height, width, channels) == (format.Shape.Height, format.Shape.Width, format.Shape.Channels);
        cache = !direct && all <= Math.Min(cacheBytes, Array.MaxLength) ? GC.AllocateUninitializedArray<byte>((int)all) : null;
        ready = cache is null ? [] : new bool[set.Count];
    }

    /// <summary>True when each image is decoded once only.</summary>
    public bool IsCached => cache is not null;

    /// <summary>One image's H W C bytes. The span is valid until the worker's next call.</summary>
    public ReadOnlySpan<byte> Read(int index, Worker worker)
    {
        if (cache is null)
        {
            ReadOnlySpan<byte> raw = set.Raw(index, out int height, out int width, out int channels);
            if (!raw.IsEmpty && (height, width, channels) == (format.Shape.Height, format.Shape.Width, format.Shape.Channels)) return raw;
            Prepare(index, worker, worker.Fitted);
            return worker.Fitted;
        }
        Span<byte> slot = cache.AsSpan(checked(index * imageBytes), imageBytes);
        // Two workers may prepare the same image at once; both write the same bytes.
        if (!Volatile.Read(ref ready[index]))
        {
            Prepare(index, worker, slot);
            Volatile.Write(ref ready[index], true);
        }
        return slot;
    }

    private void Prepare(int index, Worker worker, Span<byte> target)
    {
        ReadOnlySpan<byte> pixels = set.Raw(index, out int height, out int width, out int channels);
        if (pixels.IsEmpty)
        {
            Image image = set.Read(index);
            pixels = image.Pixels;
            (height, width, channels) = (image.Height, image.Width, image.Channels);
        }
        if (channels != format.Shape.Channels)
        {
            Span<byte> converted = worker.Converted(height * width * format.Shape.Channels);
            ChannelConversion.Convert(pixels, channels, converted, format.Shape.Channels);
            pixels = converted;
        }
        if (height == format.Shape.Height && width == format.Shape.Width) pixels.CopyTo(target);
        else worker.Resizer.Resize(pixels, height, width, format.Shape.Channels, target, format.Shape.Height, format.Shape.Width, format.Preprocessing.Resize, set.Id(index));
    }

    /// <summary>What one thread needs for itself.</summary>
    public sealed class Worker(InputFormat format)
    {
        private byte[] converted = [];

        public Resizer Resizer { get; } = new();

        public byte[] Fitted { get; } = new byte[format.Shape.Count];

        public float[] Scratch { get; } = new float[format.Shape.Count];

        public Span<byte> Converted(int length)
        {
            if (converted.Length < length) converted = new byte[length];
            return converted.AsSpan(0, length);
        }
    }
}
