using Fovea.Kernels;

namespace Fovea;

/// <summary>Float32 values with a <see cref="Shape"/> for a batch of one or more, in N H W C order, in aligned native memory.</summary>
public sealed class Tensor : IDisposable
{
    private readonly NativeBuffer buffer;

    /// <summary>A zeroed tensor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch is below 1 or there are more than 2^31 − 1 values.</exception>
    public Tensor(Shape shape, int batch = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        long count = shape.Count * batch;
        if (count > int.MaxValue) throw new ArgumentOutOfRangeException(nameof(batch), $"{batch} × {shape} = {count:N0} values; a tensor holds at most {int.MaxValue:N0}");
        Shape = shape;
        Batch = batch;
        buffer = new NativeBuffer(count);
    }

    /// <summary>A tensor with the given values.</summary>
    /// <exception cref="ArgumentException">The number of values is not batch × shape.</exception>
    public Tensor(Shape shape, ReadOnlySpan<float> values, int batch = 1) : this(shape, batch)
    {
        if (values.Length != buffer.Length)
            throw new ArgumentException($"{batch} × {shape} needs {buffer.Length:N0} values, got {values.Length:N0}", nameof(values));
        values.CopyTo(Values);
    }

    /// <summary>Sizes without the batch.</summary>
    public Shape Shape { get; }

    /// <summary>Number of images.</summary>
    public int Batch { get; }

    /// <summary>All values, N H W C.</summary>
    public Span<float> Values => buffer.Span(0, (int)buffer.Length);

    /// <summary>The values of one image, H W C.</summary>
    public Span<float> Image(int n) => Values.Slice(checked(n * (int)Shape.Count), (int)Shape.Count);

    /// <summary>One value of feature maps.</summary>
    public float this[int n, int row, int column, int channel]
    {
        get => Values[Index(n, row, column, channel)];
        set => Values[Index(n, row, column, channel)] = value;
    }

    /// <summary>One channel of one image as H·W values.</summary>
    public float[] Channel(int n, int channel)
    {
        if (channel < 0 || channel >= Shape.Channels) throw new ArgumentOutOfRangeException(nameof(channel), $"channel {channel} of {Shape.Channels}");
        var map = new float[Shape.Height * Shape.Width];
        ReadOnlySpan<float> image = Image(n);
        for (int p = 0; p < map.Length; p++) map[p] = image[p * Shape.Channels + channel];
        return map;
    }

    /// <summary>Releases the memory.</summary>
    public void Dispose() => buffer.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Batch} × {Shape}";

    private int Index(int n, int row, int column, int channel)
    {
        if ((uint)n >= (uint)Batch || (uint)row >= (uint)Shape.Height || (uint)column >= (uint)Shape.Width || (uint)channel >= (uint)Shape.Channels)
            throw new ArgumentOutOfRangeException(nameof(n), $"[{n}, {row}, {column}, {channel}] is outside {Batch} × {Shape}");
        return ((n * Shape.Height + row) * Shape.Width + column) * Shape.Channels + channel;
    }
}
