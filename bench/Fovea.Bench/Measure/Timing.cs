namespace Fovea.Bench;

/// <summary>How long one call takes: the median over rounds, and the range in which the middle half of the rounds lies.</summary>
/// <param name="Milliseconds">The median.</param>
/// <param name="Spread">The interquartile range, in milliseconds too.</param>
internal sealed record Timing(double Milliseconds, double Spread)
{
    public static Timing Of(IEnumerable<double> rounds)
    {
        double[] sorted = [.. rounds.Order()];
        return new Timing(Quantile(sorted, 0.5), Quantile(sorted, 0.75) - Quantile(sorted, 0.25));
    }

    /// <summary>Linear between the two nearest.</summary>
    public static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
