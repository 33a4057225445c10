using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>The same number of numbers from every layer, so that a probe of a wide layer has no advantage: maps are averaged over a grid, wide vectors projected.</summary>
/// <remarks>
/// Formula: the mean over the cells of the finest g×g grid with g²·C ≤ most; where C itself is more, a random projection of it,
/// <c>z = x·R/√most</c> with R of independent normal numbers, which keeps distances to a few per cent.
/// Shapes: N×H×W×C → N×D, D ≤ most.
/// Source: Alain, Bengio, "Understanding intermediate layers using linear classifier probes", 2016; Johnson, Lindenstrauss 1984.
/// </remarks>
internal sealed class PooledFeatures
{
    private readonly int height, width, channels, grid, inputs;
    private readonly float[]? projection;
    private readonly float[] pooled;

    /// <param name="shape">Of the layer.</param>
    /// <param name="images">N.</param>
    /// <param name="most">Most numbers an image.</param>
    /// <param name="seed">Of the projection.</param>
    public PooledFeatures(Shape shape, int images, int most, ulong seed)
    {
        (height, width, channels) = (shape.Height, shape.Width, shape.Channels);
        grid = Math.Max(1, Math.Min(Math.Max(height, width), (int)Math.Sqrt((double)most / channels)));
        int rows = Math.Min(grid, height), columns = Math.Min(grid, width);
        inputs = rows * columns * channels;
        Dimensions = Math.Min(inputs, most);
        pooled = new float[inputs];
        Values = new float[checked(images * Dimensions)];
        if (inputs <= most) return;
        projection = new float[checked(inputs * Dimensions)];
        uint stream = CounterRandom.Stream("projection");
        float scale = 1 / MathF.Sqrt(Dimensions);
        for (int i = 0; i < projection.Length; i++) projection[i] = scale * CounterRandom.Normal(seed, stream, (ulong)channels, (uint)i);
    }

    /// <summary>D.</summary>
    public int Dimensions { get; }

    /// <summary>N×D values.</summary>
    public float[] Values { get; }

    /// <summary>Takes one image's activation, H W C.</summary>
    public void Set(int image, ReadOnlySpan<float> activation)
    {
        Span<float> target = Values.AsSpan(image * Dimensions, Dimensions), cells = projection is null ? target : pooled;
        cells.Clear();
        int rows = Math.Min(grid, height), columns = Math.Min(grid, width);
        Span<int> counts = stackalloc int[rows * columns];
        for (int h = 0; h < height; h++)
            for (int w = 0; w < width; w++)
            {
                int cell = h * rows / height * columns + w * columns / width;
                counts[cell]++;
                Span<float> into = cells.Slice(cell * channels, channels);
                ReadOnlySpan<float> from = activation.Slice((h * width + w) * channels, channels);
                for (int c = 0; c < channels; c++) into[c] += from[c];
            }
        for (int cell = 0; cell < counts.Length; cell++)
            foreach (ref float v in cells.Slice(cell * channels, channels)) v /= counts[cell];
        if (projection is null) return;
        target.Clear();
        for (int i = 0; i < inputs; i++)
        {
            float v = pooled[i];
            if (v == 0) continue;
            ReadOnlySpan<float> row = projection.AsSpan(i * Dimensions, Dimensions);
            for (int d = 0; d < row.Length; d++) target[d] += v * row[d];
        }
    }
}
