using System.Globalization;
using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>A linear model of the scalar over superpixels that are there or not, fitted near the image.</summary>
/// <remarks>
/// Formula: <c>min_{w,b} Σ_i π_i·(S(x_i) − b − wᵀz_i)² + α·|w|²</c> over random z ∈ {0,1}^d, x_i the image with the superpixels z = 0 removed,
/// <c>π = exp(−D² / σ²)</c>, D the cosine distance of z to all ones, <c>1 − √(Σz / d)</c>.
/// Shapes: the map has the resolution of the image, one number w a superpixel; units of the scalar.
/// Source: Ribeiro, Singh, Guestrin, "Why should I trust you?", KDD 2016; 1000 draws, σ = 0.25 and α = 1 as in the authors' package for images.
/// The share of the scalar's variance that the linear model explains is in the note where it is below a half: then no sum of parts describes
/// the network here.
/// </remarks>
/// <param name="Samples">Random images.</param>
/// <param name="KernelWidth">σ.</param>
/// <param name="Ridge">α.</param>
public sealed record Lime(int Samples = 1000, double KernelWidth = 0.25, double Ridge = 1) : SegmentMethod
{
    /// <inheritdoc/>
    public override string Name => "LIME";

    private protected override string Units(string scalar) => $"{scalar} for the superpixel";

    private protected override Explanation One(Scorer s, Objective objective, Superpixels parts)
    {
        if (Samples < 1 || !(KernelWidth > 0) || !(Ridge >= 0)) throw new ArgumentException($"LIME of {Samples} samples, kernel width {KernelWidth:G3}, ridge {Ridge:G3}; at least 1, above 0, at least 0");
        bool[][] kept = [.. Enumerable.Range(0, Samples).Select(i => Draw(i, parts.Count))];
        float[] scores = Scores(s, parts, kept);
        (double[] weights, double fit) = Fit(kept, scores, parts.Count);
        string? note = fit < 0.5 ? string.Create(CultureInfo.InvariantCulture, $"the linear model explains only {100 * Math.Max(0, fit):F0} % of the scalar's variance near this image: no sum of superpixels describes the network here") : null;
        return Made(s, objective, Spread(parts, weights), note);
    }

    private bool[] Draw(int i, int parts)
    {
        uint stream = CounterRandom.Stream("lime");
        return [.. Enumerable.Range(0, parts).Select(k => i == 0 || CounterRandom.Uniform(Seed, stream, (ulong)i, (uint)k) < 0.5f)];
    }

    /// <summary>The weights and the share of the weighted variance they explain.</summary>
    internal (double[] Weights, double Fit) Fit(bool[][] kept, float[] scores, int parts)
    {
        var system = new LeastSquares(parts + 1);
        var row = new double[parts + 1];
        var near = new double[kept.Length];
        row[parts] = 1;
        double mean = 0, total = 0;
        for (int i = 0; i < kept.Length; i++)
        {
            int there = 0;
            for (int k = 0; k < parts; k++)
            {
                row[k] = kept[i][k] ? 1 : 0;
                there += kept[i][k] ? 1 : 0;
            }
            double distance = 1 - Math.Sqrt((double)there / parts);
            near[i] = Math.Exp(-distance * distance / (KernelWidth * KernelWidth));
            system.Add(row, scores[i], near[i]);
            mean += near[i] * scores[i];
            total += near[i];
        }
        mean /= total;
        double[] solution = system.Solve(Ridge, parts);
        double left = 0, all = 0;
        for (int i = 0; i < kept.Length; i++)
        {
            double predicted = solution[parts];
            for (int k = 0; k < parts; k++) predicted += kept[i][k] ? solution[k] : 0;
            left += near[i] * Math.Pow(scores[i] - predicted, 2);
            all += near[i] * Math.Pow(scores[i] - mean, 2);
        }
        return (solution[..parts], all > 0 ? 1 - left / all : 1);
    }
}
