using System.Globalization;
using System.Text.Json;

namespace Fovea.Training;

/// <summary>What a model answered on a set of labelled images.</summary>
public sealed class Evaluation
{
    private const double Z95 = 1.959963984540054;
    private readonly float[] probabilities;

    internal Evaluation(string on, IReadOnlyList<string> classes, double loss, int[] indices, int[] labels, int[] predictions, float[] probabilities, double seconds, IReadOnlyList<string> notes)
    {
        (On, Classes, Loss, Indices, Labels, Predictions, this.probabilities, Seconds, Notes) = (on, classes, loss, indices, labels, predictions, probabilities, seconds, notes);
        Confusion = new int[classes.Count, classes.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            Confusion[labels[i], predictions[i]]++;
            if (labels[i] == predictions[i]) Correct++;
        }
    }

    /// <summary>The images' name.</summary>
    public string On { get; }

    /// <summary>Class names.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Mean loss, for cross entropy in nats, without smoothing or class weights.</summary>
    public double Loss { get; }

    /// <summary>Images.</summary>
    public int Count => Labels.Count;

    /// <summary>Images that were answered right.</summary>
    public int Correct { get; }

    /// <summary>Share that was answered right, 0 … 1.</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>Wall time.</summary>
    public double Seconds { get; }

    /// <summary>Each image's number in the data set: 0, 1, 2, … unless images were skipped.</summary>
    public IReadOnlyList<int> Indices { get; }

    /// <summary>The true class of each image.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The answer for each image: the class of the largest output, the first of equal ones.</summary>
    public IReadOnlyList<int> Predictions { get; }

    /// <summary>Counts: <c>[true class, answer]</c>.</summary>
    public int[,] Confusion { get; }

    /// <summary>What the caller should know, such as skipped images.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// The 95 % score interval of the accuracy. Source: Wilson 1927; Brown, Cai and DasGupta 2001 recommend it over p ± 1.96·s.
    /// </summary>
    public (double Low, double High) Interval95
    {
        get
        {
            double p = Accuracy, n = Count, z2 = Z95 * Z95;
            double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
            double half = Z95 / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
            return (Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }

    /// <summary>Probability of each class for the image at a position of <see cref="Labels"/>.</summary>
    public ReadOnlySpan<float> Probabilities(int position) => probabilities.AsSpan(checked(position * Classes.Count), Classes.Count);

    /// <summary>Positions of the wrong answers, those with the most probable wrong class first; equal ones in the set's order.</summary>
    /// <param name="limit">At most this many.</param>
    public IReadOnlyList<int> SurestMistakes(int limit)
        => [.. Enumerable.Range(0, Count).Where(i => Labels[i] != Predictions[i]).OrderByDescending(i => Probabilities(i)[Predictions[i]]).ThenBy(i => i).Take(limit)];

    /// <summary>Share of a class's images that were recognised; null when there were none.</summary>
    public double? Recall(int index)
    {
        int total = Enumerable.Range(0, Classes.Count).Sum(j => Confusion[index, j]);
        return total == 0 ? null : (double)Confusion[index, index] / total;
    }

    /// <summary>The numbers as JSON, without the single images.</summary>
    public string ToJson()
    {
        (double low, double high) = Interval95;
        int[][] rows = [.. Enumerable.Range(0, Classes.Count).Select(i => Enumerable.Range(0, Classes.Count).Select(j => Confusion[i, j]).ToArray())];
        return JsonSerializer.Serialize(
            new EvaluationSummary(On, Count, Correct, Accuracy, low, high, Loss, Seconds, Classes, [.. Enumerable.Range(0, Classes.Count).Select(Recall)], rows, Notes),
            TrainingJson.Indented().EvaluationSummary);
    }

    /// <summary>One line: <c>2,000 test images: accuracy 0.8850 (95 %: 0.8703 … 0.8982), loss 0.3214</c>.</summary>
    public override string ToString()
    {
        (double low, double high) = Interval95;
        return string.Create(CultureInfo.InvariantCulture, $"{On}, {Count:N0} images: accuracy {Accuracy:F4} (95 %: {low:F4} … {high:F4}), loss {Loss:F4}");
    }
}

/// <summary>An evaluation in numbers, as JSON.</summary>
internal sealed record EvaluationSummary(string On, int Count, int Correct, double Accuracy, double Low95, double High95, double Loss, double Seconds,
    IReadOnlyList<string> Classes, IReadOnlyList<double?> Recall, IReadOnlyList<IReadOnlyList<int>> Confusion, IReadOnlyList<string> Notes);
