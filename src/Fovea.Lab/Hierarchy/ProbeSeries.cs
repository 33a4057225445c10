using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>A probe of every layer, and what one layer adds over another.</summary>
/// <param name="train">Labels of the images that probes learn from.</param>
/// <param name="held">Labels of those that they are tested on.</param>
/// <param name="classes">K.</param>
internal sealed class ProbeSeries(int[] train, int[] held, int classes)
{
    /// <summary>Below this an upper end counts as no gain.</summary>
    public const double Margin = 0.01;

    /// <summary>From this alignment on two layers are taken as saying the same.</summary>
    public const double Same = 0.95;

    /// <summary>Which unseen images a probe gets right.</summary>
    /// <param name="features">Of the training images.</param>
    /// <param name="tested">Of the unseen ones.</param>
    public bool[] Right(PooledFeatures features, PooledFeatures tested) => Marks(new RidgeProbe(features.Values, features.Dimensions).Answer(train, classes, tested.Values), held);

    /// <summary>The same, and what it gets right of shuffled labels when it has learned shuffled ones.</summary>
    public (bool[] Right, bool[] Control) RightAndControl(PooledFeatures features, PooledFeatures tested, int[] trainShuffled, int[] heldShuffled)
    {
        var probe = new RidgeProbe(features.Values, features.Dimensions);
        return (Marks(probe.Answer(train, classes, tested.Values), held), Marks(probe.Answer(trainShuffled, classes, tested.Values), heldShuffled));
    }

    /// <summary>The share of right answers with its interval.</summary>
    public static Score ScoreOf(bool[] right)
    {
        double share = right.Count(r => r) / (double)right.Length;
        (double low, double high) = ShareInterval.Of(share, right.Length);
        return new Score(share, low, high);
    }

    /// <summary>What one layer gets right beyond another, on the same images.</summary>
    /// <remarks>
    /// Formula: with b images right in the first only, c in the second only, of n: <c>(b − c)/(n + 2) ± 1.96·√(b + c + 1 − (b − c)²/(n + 2))/(n + 2)</c>;
    /// the difference that is printed is (b − c)/n.
    /// Source: Agresti, Min, "Simple improved confidence intervals for comparing matched proportions", Statistics in Medicine 2005.
    /// </remarks>
    public static Gain GainOf(bool[] layer, bool[] before, string over)
    {
        int n = layer.Length, more = 0, less = 0;
        for (int i = 0; i < n; i++)
        {
            if (layer[i] && !before[i]) more++;
            if (!layer[i] && before[i]) less++;
        }
        double difference = more - less, all = n + 2, half = ShareInterval.Z95 * Math.Sqrt(more + less + 1 - difference * difference / all) / all;
        return new Gain(over, difference / n, difference / all - half, difference / all + half);
    }

    /// <summary>What a gain comes to.</summary>
    public static Contribution Judge(Gain gain, double? alike) =>
        gain.High < 0 ? Contribution.Loses
        : gain.Low > 0 ? Contribution.Adds
        : gain.High <= Margin || (alike >= Same && gain.Points <= Margin) ? Contribution.Nothing
        : Contribution.Unclear;

    private static bool[] Marks(int[] answers, int[] labels) => [.. answers.Select((a, i) => a == labels[i])];
}
