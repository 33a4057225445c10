using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>How badly the map's sum over a removed square predicts what the logit loses with it.</summary>
/// <remarks>
/// Formula: <c>min_β E[(β·Σ_{p∈Q} map[p] − (S(x) − S(x without Q)))²] / E[(S(x) − S(x without Q))²]</c> over random squares Q of a sixth to a half
/// of the image. The best factor β and the denominator are ours: maps have different units, and logits different sizes.
/// Shapes: one number an image, 0 … 1; lower is better: 0 predicts every loss, 1 is no better than predicting 0. NaN where no square matters.
/// Source: Yeh et al., "On the (in)fidelity and sensitivity of explanations", NeurIPS 2019: square removal.
/// </remarks>
/// <param name="Samples">Squares.</param>
/// <param name="Removal">What takes the place of a removed pixel.</param>
public sealed record Infidelity(int Samples = 100, Removal Removal = Removal.Mean) : ExplanationMetric
{
    /// <inheritdoc/>
    public override string Name => "infidelity";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    private protected override double[] Values(MetricSubject s) => Each(s, (scorer, n) =>
    {
        Shape shape = s.Images.Shape;
        float[] image = s.Images.Image(n).ToArray(), empty = Removals.Image(s.Model, image, Removal), map = MapStatistics.Enlarged(s.Explanations[n], shape);
        double[] outputs = scorer.Outputs(Samples + 1, s.Classes[n], (i, copy) =>
        {
            image.CopyTo(copy);
            if (i == 0) return;
            (int top, int left, int side) = Square(s.Seed, i, shape);
            for (int row = top; row < top + side; row++)
                empty.AsSpan((row * shape.Width + left) * shape.Channels, side * shape.Channels).CopyTo(copy[((row * shape.Width + left) * shape.Channels)..]);
        });
        double both = 0, predicted = 0, lost = 0;
        for (int i = 1; i <= Samples; i++)
        {
            (int top, int left, int side) = Square(s.Seed, i, shape);
            double sum = 0, loss = outputs[0] - outputs[i];
            for (int row = top; row < top + side; row++)
                for (int column = left; column < left + side; column++) sum += map[row * shape.Width + column];
            both += sum * loss;
            predicted += sum * sum;
            lost += loss * loss;
        }
        return lost == 0 ? double.NaN : predicted == 0 ? 1 : 1 - both * both / (predicted * lost);
    });

    private static (int Top, int Left, int Side) Square(ulong seed, int i, Shape shape)
    {
        uint stream = CounterRandom.Stream("infidelity");
        int size = Math.Min(shape.Height, shape.Width), least = Math.Max(1, size / 6);
        int side = least + CounterRandom.Below(Math.Max(1, size / 2 - least + 1), seed, stream, (ulong)i, 0);
        return (CounterRandom.Below(shape.Height - side + 1, seed, stream, (ulong)i, 1), CounterRandom.Below(shape.Width - side + 1, seed, stream, (ulong)i, 2), side);
    }
}
