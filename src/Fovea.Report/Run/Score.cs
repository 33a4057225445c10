namespace Fovea.Report;

/// <summary>Right answers out of all, and what they were counted on.</summary>
/// <param name="Correct">Images whose first answer was right.</param>
/// <param name="Total">Images asked, at least 1.</param>
/// <param name="On">What was asked, in words: <c>2,000 test images</c>, <c>last batch of epoch 3</c>.</param>
/// <param name="Loss">Mean loss on the same images, in nats, when it was computed.</param>
public sealed record Score(int Correct, int Total, string On, double? Loss = null)
{
    private const double Z95 = 1.959963984540054;

    /// <summary>Correct ÷ Total, 0…1.</summary>
    public double Accuracy => Total == 0 ? double.NaN : (double)Correct / Total;

    /// <summary>
    /// The 95 % score interval of the accuracy. Source: Wilson 1927; Brown, Cai and DasGupta 2001 recommend it over p ± 1.96·s,
    /// which leaves 0…1 and is too narrow near the ends.
    /// </summary>
    public (double Low, double High) Interval95
    {
        get
        {
            if (Total == 0)
                return (0, 1);
            double p = Accuracy, n = Total, z2 = Z95 * Z95;
            double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
            double half = Z95 / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
            return (Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }
}
