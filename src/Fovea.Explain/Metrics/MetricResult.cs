using System.Globalization;
using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>A metric of a method over a data set.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Values">One for each image; NaN where the metric is not defined.</param>
/// <param name="Count">Images for which it is.</param>
/// <param name="Mean">Their mean; NaN without any.</param>
/// <param name="Low95">Lower end of the mean's 95 % interval.</param>
/// <param name="High95">Upper end.</param>
/// <param name="Chance">What chance would give, where that is known.</param>
public sealed record MetricResult(ExplanationMetric Metric, IReadOnlyList<double> Values, int Count, double Mean, double Low95, double High95, double? Chance)
{
    private const int Resamples = 2000;

    /// <summary>Measures and takes the mean: Wilson's interval for shares, otherwise a percentile bootstrap of 2000 resamples.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="subject">Maps, images, classes; its seed also decides the resamples.</param>
    public static MetricResult Of(ExplanationMetric metric, MetricSubject subject)
    {
        IReadOnlyList<double> values = metric.Measure(subject);
        double[] defined = [.. values.Where(double.IsFinite)];
        double mean = defined.Length > 0 ? defined.Average() : double.NaN;
        (double low, double high) = defined.Length == 0 ? (double.NaN, double.NaN) : metric.IsShare ? Wilson(mean, defined.Length) : Bootstrap(defined, subject.Seed);
        double[] chance = [.. (metric.Chance(subject) ?? []).Where(double.IsFinite)];
        return new MetricResult(metric, values, defined.Length, mean, low, high, chance.Length > 0 ? chance.Average() : null);
    }

    /// <summary>Whether the mean over the same images differs from another's: the sign of the paired difference's 95 % interval, 0 where that holds zero.</summary>
    /// <param name="other">The same metric of another method.</param>
    /// <param name="seed">Decides the resamples.</param>
    public int Against(MetricResult other, ulong seed)
    {
        double[] differences = [.. Values.Zip(other.Values, (a, b) => a - b).Where(double.IsFinite)];
        if (differences.Length < 2) return 0;
        (double low, double high) = Bootstrap(differences, seed);
        return low > 0 ? 1 : high < 0 ? -1 : 0;
    }

    /// <summary><c>deletion 0.312 (95 %: 0.28 … 0.34), 50 images</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Metric.Name} {Mean:F3} (95 %: {Low95:F3} … {High95:F3}), {Count} {(Count == 1 ? "image" : "images")}{(Chance is { } c ? string.Create(CultureInfo.InvariantCulture, $", chance {c:F3}") : "")}");

    private static (double, double) Wilson(double share, int n)
    {
        const double z = 1.959964;
        double centre = (share + z * z / (2 * n)) / (1 + z * z / n), half = z / (1 + z * z / n) * Math.Sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    private static (double, double) Bootstrap(double[] values, ulong seed)
    {
        uint stream = CounterRandom.Stream("bootstrap");
        var means = new double[Resamples];
        for (int b = 0; b < Resamples; b++)
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++) sum += values[CounterRandom.Below(values.Length, seed, stream, (ulong)b, (uint)i)];
            means[b] = sum / values.Length;
        }
        Array.Sort(means);
        return (means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples) - 1]);
    }
}
