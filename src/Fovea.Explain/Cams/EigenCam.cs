namespace Fovea.Explain;

/// <summary>The strongest common pattern of the feature maps, whatever the scalar is.</summary>
/// <remarks>
/// Formula: with <c>X</c> the H·W × C feature maps less each channel's mean and <c>v</c> the eigenvector of <c>XᵀX</c> with the largest
/// eigenvalue, <c>map = X·v</c>. The sign of v is free: it is chosen so that the value of the largest magnitude, the first of equals, is positive.
/// Shapes: the map has the resolution of the node.
/// Source: Muhammad, Yeasin, "Eigen-CAM", IJCNN 2020; centred and signed as in pytorch-grad-cam. It does not look at the class: the same map for each.
/// </remarks>
/// <param name="Node">The feature maps; null takes the last ones.</param>
public sealed record EigenCam(string? Node = null) : CamMethod(Node)
{
    private const int MostSteps = 10_000;
    private const double Settled = 1e-12, Tie = 1e-6;

    /// <inheritdoc/>
    public override string Name => "Eigen-CAM";

    private protected override string Units(string scalar) => "activation";

    private protected override string? Caution => "Eigen-CAM shows what the feature maps have in common and does not depend on the class";

    private protected override float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape)
    {
        int pixels = shape.Height * shape.Width, channels = shape.Channels;
        var x = new double[pixels * channels];
        for (int c = 0; c < channels; c++)
        {
            double mean = 0;
            for (int p = 0; p < pixels; p++) mean += activation[p * channels + c] / (double)pixels;
            for (int p = 0; p < pixels; p++) x[p * channels + c] = activation[p * channels + c] - mean;
        }
        double[] map = Project(x, FirstDirection(x, pixels, channels), pixels, channels);
        double largest = map.Max(Math.Abs), sign = Math.Sign(map.First(v => Math.Abs(v) >= largest * (1 - Tie)));
        return [.. map.Select(v => (float)(sign * v))];
    }

    // Power iteration, from the pixel that lies farthest from the mean: it has a share of the first direction unless all are alike.
    private static double[] FirstDirection(double[] x, int pixels, int channels)
    {
        int farthest = Enumerable.Range(0, pixels).MaxBy(p => Norm(x.AsSpan(p * channels, channels)));
        double[] v = x.AsSpan(farthest * channels, channels).ToArray();
        if (!Scale(v)) return v;
        for (int step = 0; step < MostSteps; step++)
        {
            double[] u = Project(x, v, pixels, channels), next = new double[channels];
            for (int p = 0; p < pixels; p++)
                for (int c = 0; c < channels; c++) next[c] += u[p] * x[p * channels + c];
            if (!Scale(next)) return v;
            double change = 0;
            for (int c = 0; c < channels; c++) change = Math.Max(change, Math.Abs(next[c] - v[c]));
            v = next;
            if (change < Settled) break;
        }
        return v;
    }

    private static double[] Project(double[] x, double[] v, int pixels, int channels)
    {
        var map = new double[pixels];
        for (int p = 0; p < pixels; p++)
            for (int c = 0; c < channels; c++) map[p] += x[p * channels + c] * v[c];
        return map;
    }

    private static bool Scale(double[] v)
    {
        double norm = Norm(v);
        if (norm == 0) return false;
        for (int c = 0; c < v.Length; c++) v[c] /= norm;
        return true;
    }

    private static double Norm(ReadOnlySpan<double> v)
    {
        double sum = 0;
        foreach (double a in v) sum += a * a;
        return Math.Sqrt(sum);
    }

    private protected override string? Warning(float[] map, Shape node, Shape image)
        => map.All(v => v == 0) ? "the map is zero everywhere: the feature maps are constant" : null;
}
