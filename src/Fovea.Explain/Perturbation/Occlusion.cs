namespace Fovea.Explain;

/// <summary>How far the scalar falls when a patch of the image is covered.</summary>
/// <remarks>
/// Formula: <c>map[i,j] = mean over the patches P that cover (i,j) of S(x) − S(x with P removed)</c>.
/// Shapes: the map has the resolution of the image; units of the scalar.
/// Source: Zeiler, Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, figure 6. Patches of an eighth of the image that
/// overlap by half are ours.
/// </remarks>
/// <param name="Patch">Side of the square patch in pixels; 0 takes an eighth of the shorter side, at least 2.</param>
/// <param name="Stride">Pixels between patches; 0 takes half a patch. The last patch of a row ends at the edge.</param>
public sealed record Occlusion(int Patch = 0, int Stride = 0) : PerturbationMethod
{
    /// <inheritdoc/>
    public override string Name => "Occlusion";

    private protected override string Units(string scalar) => $"{scalar} lost behind the patch";

    /// <summary>The patch's side for an image.</summary>
    internal int Side(Shape shape)
    {
        int side = Patch == 0 ? Math.Max(2, Math.Min(shape.Height, shape.Width) / 8) : Patch;
        if (side < 1 || side > Math.Min(shape.Height, shape.Width)) throw new ArgumentException($"an occlusion patch of {side} pixels for an image of {shape}; 1 to {Math.Min(shape.Height, shape.Width)}");
        return side;
    }

    private protected override Explanation One(Scorer s, Objective objective)
    {
        int side = Side(s.Shape), stride = Stride == 0 ? Math.Max(1, side / 2) : Stride, width = s.Shape.Width, channels = s.Shape.Channels;
        if (stride < 1 || stride > side) throw new ArgumentException($"an occlusion stride of {stride} pixels for patches of {side}; 1 to {side}, or pixels would stay uncovered");
        int[] rows = [.. Starts(s.Shape.Height, side, stride)], columns = [.. Starts(width, side, stride)];
        float[] scores = s.Scores(rows.Length * columns.Length, (i, copy) =>
        {
            s.Image.CopyTo(copy);
            for (int row = rows[i / columns.Length]; row < rows[i / columns.Length] + side; row++)
            {
                int at = (row * width + columns[i % columns.Length]) * channels;
                s.Empty.AsSpan(at, side * channels).CopyTo(copy[at..]);
            }
        });
        double[] sums = new double[s.Shape.Height * width], counts = new double[sums.Length];
        for (int i = 0; i < scores.Length; i++)
            for (int row = rows[i / columns.Length]; row < rows[i / columns.Length] + side; row++)
                for (int column = columns[i % columns.Length]; column < columns[i % columns.Length] + side; column++)
                {
                    sums[row * width + column] += (double)s.Score - scores[i];
                    counts[row * width + column]++;
                }
        return Made(s, objective, [.. sums.Select((sum, p) => (float)(sum / counts[p]))]);
    }

    private static IEnumerable<int> Starts(int size, int side, int stride)
    {
        int last = size - side;
        for (int start = 0; start < last; start += stride) yield return start;
        yield return last;
    }
}
