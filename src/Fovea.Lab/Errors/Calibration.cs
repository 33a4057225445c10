using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>Images that were answered with about the same confidence.</summary>
/// <param name="Low">Smallest confidence among them.</param>
/// <param name="High">Largest.</param>
/// <param name="Count">How many.</param>
/// <param name="Confidence">Mean probability of the answer.</param>
/// <param name="Accuracy">Share that was right, with its 95 % interval.</param>
public sealed record ConfidenceBin(double Low, double High, int Count, double Confidence, Share Accuracy);

/// <summary>How well probabilities of the answers agree with how often they are right.</summary>
/// <param name="Count">Images.</param>
/// <param name="Accuracy">Share right.</param>
/// <param name="Confidence">Mean probability of the answer.</param>
/// <param name="Ece">Expected calibration error over <paramref name="Bins"/>.</param>
/// <param name="EceByChance">What it would be on average for a perfectly calibrated model on so many images: it is biased upwards.</param>
/// <param name="Mce">Largest error of a bin.</param>
/// <param name="Brier">Mean squared distance of all probabilities to the label, 0 … 2.</param>
/// <param name="Nll">Mean −ln of the label's probability, in nats.</param>
/// <param name="Bins">In order of confidence, of equal mass.</param>
public sealed record CalibrationScore(int Count, double Accuracy, double Confidence, double Ece, double EceByChance, double Mce, double Brier, double Nll, IReadOnlyList<ConfidenceBin> Bins);

/// <summary>Calibration of a model, and what a temperature does for it.</summary>
/// <remarks>
/// Formula: <c>ECE = Σ_m |B_m|/n · |acc(B_m) − conf(B_m)|</c> over bins of equal mass (each holds as many images, ±1), <c>Brier = mean Σ_k (p_k − y_k)²</c>,
/// <c>NLL = mean −ln p_label</c>, <c>T = argmin NLL of softmax(z/T)</c>; the answer does not depend on T.
/// Source: Guo et al., "On calibration of modern neural networks", ICML 2017; equal mass: Nguyen, O'Connor, EMNLP 2015, less biased than equal width (Roelofs et al. 2022).
/// </remarks>
/// <param name="All">Of the model as it is, on all images.</param>
/// <param name="Temperature">T, fitted on one half of the images, class by class; above 1 the model is too sure. Null when there are too few images.</param>
/// <param name="FittedOn">Images of that half.</param>
/// <param name="Before">Of the model as it is, on the other half.</param>
/// <param name="After">With the temperature, on that other half.</param>
public sealed record Calibration(CalibrationScore All, double? Temperature, int FittedOn, CalibrationScore? Before, CalibrationScore? After)
{
    private const int MostBins = 15, LeastInBin = 10, LeastToFit = 20, Draws = 200;
    private const double LeastTemperature = 0.05, MostTemperature = 20;

    internal static Calibration Of(AnswerSet answers, ulong seed)
    {
        int[] all = [.. Enumerable.Range(0, answers.Count)];
        CalibrationScore score = Score(answers, all, 1, seed);
        if (answers.Count < 2 * LeastToFit) return new Calibration(score, null, 0, null, null);
        bool[] fit = Half(answers.Labels, seed);
        int[] fitted = [.. all.Where(i => fit[i])], rest = [.. all.Where(i => !fit[i])];
        double temperature = Fit(answers, fitted);
        return new Calibration(score, temperature, fitted.Length, Score(answers, rest, 1, seed), Score(answers, rest, temperature, seed));
    }

    /// <summary>The scores of some images with logits divided by a temperature.</summary>
    internal static CalibrationScore Score(AnswerSet answers, int[] images, double temperature, ulong seed)
    {
        var rows = new List<(double Confidence, bool Right)>(images.Length);
        double nll = 0, brier = 0;
        double[] p = new double[answers.Classes];
        foreach (int i in images)
        {
            nll -= Softmax(answers.Outputs(i), temperature, p, answers.Labels[i]);
            for (int c = 0; c < p.Length; c++) brier += (p[c] - (c == answers.Labels[i] ? 1 : 0)) * (p[c] - (c == answers.Labels[i] ? 1 : 0));
            rows.Add((p[answers.Answers[i]], answers.Answers[i] == answers.Labels[i]));
        }
        (double Confidence, bool Right)[] sorted = [.. rows.OrderBy(r => r.Confidence)];
        int count = sorted.Length, bins = Math.Clamp(count / LeastInBin, 1, MostBins);
        ConfidenceBin[] found = [.. Enumerable.Range(0, bins).Select(b => Bin(sorted[Edge(b)..Edge(b + 1)]))];
        double ece = found.Sum(b => b.Count * Math.Abs(b.Accuracy.Value - b.Confidence)) / count;
        return new CalibrationScore(count, (double)sorted.Count(r => r.Right) / count, sorted.Average(r => r.Confidence), ece, ByChance(), found.Max(b => Math.Abs(b.Accuracy.Value - b.Confidence)),
            brier / count, nll / count, found);

        int Edge(int b) => (int)((long)b * count / bins);

        double ByChance()
        {
            uint stream = CounterRandom.Stream("errors.calibration");
            double sum = 0;
            for (int draw = 0; draw < Draws; draw++)
                for (int b = 0; b < bins; b++)
                {
                    double gap = 0;
                    for (int i = Edge(b); i < Edge(b + 1); i++) gap += (CounterRandom.Uniform(seed, stream, (ulong)draw, (uint)i) < sorted[i].Confidence ? 1 : 0) - sorted[i].Confidence;
                    sum += Math.Abs(gap);
                }
            return sum / Draws / count;
        }
    }

    private static ConfidenceBin Bin((double Confidence, bool Right)[] rows)
        => new(rows[0].Confidence, rows[^1].Confidence, rows.Length, rows.Average(r => r.Confidence), Share.Of(rows.Count(r => r.Right), rows.Length)!);

    /// <summary>The temperature of least NLL: golden section over ln T, of which NLL has one minimum.</summary>
    internal static double Fit(AnswerSet answers, int[] images)
    {
        const double golden = 0.6180339887498949;
        double[] p = new double[answers.Classes];
        double low = Math.Log(LeastTemperature), high = Math.Log(MostTemperature);
        while (high - low > 1e-4)
        {
            double a = high - golden * (high - low), b = low + golden * (high - low);
            if (Nll(a) < Nll(b)) high = b;
            else low = a;
        }
        return Math.Exp((low + high) / 2);

        double Nll(double log)
        {
            double sum = 0;
            foreach (int i in images) sum -= Softmax(answers.Outputs(i), Math.Exp(log), p, answers.Labels[i]);
            return sum;
        }
    }

    // Fills p and gives ln p[label].
    private static double Softmax(ReadOnlySpan<float> z, double temperature, double[] p, int label)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float v in z) largest = Math.Max(largest, v / temperature);
        for (int c = 0; c < p.Length; c++) sum += p[c] = Math.Exp(z[c] / temperature - largest);
        for (int c = 0; c < p.Length; c++) p[c] /= sum;
        return z[label] / temperature - largest - Math.Log(sum);
    }

    // Every other image of each class, in random order.
    private static bool[] Half(int[] labels, ulong seed)
    {
        uint stream = CounterRandom.Stream("errors.half");
        bool[] half = new bool[labels.Length];
        int place = 0;
        foreach (int i in Enumerable.Range(0, labels.Length).OrderBy(i => labels[i]).ThenBy(i => CounterRandom.Words(seed, stream, 0, (uint)i).A)) half[i] = place++ % 2 == 0;
        return half;
    }
}
