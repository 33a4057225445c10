using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>How a class is recognised; the intervals are 95 % score intervals (Wilson 1927).</summary>
/// <param name="Class">Its name.</param>
/// <param name="Images">Images labelled so.</param>
/// <param name="Answers">Images answered so.</param>
/// <param name="Right">Images both labelled and answered so.</param>
/// <param name="Recall">Share of the class's images that were recognised; null when there were none.</param>
/// <param name="Precision">Share of the answers naming the class that were right; null when there were none.</param>
/// <param name="TakenFor">The wrong answer that its images get most often; null when they get none.</param>
/// <param name="Taken">How often.</param>
public sealed record ClassScore(string Class, int Images, int Answers, int Right, Share? Recall, Share? Precision, string? TakenFor, int Taken)
{
    /// <summary>One row for each class of a confusion matrix, <c>[label][answer]</c>.</summary>
    internal static IReadOnlyList<ClassScore> Of(IReadOnlyList<string> classes, int[][] counts) => [.. classes.Select((name, c) =>
    {
        int images = counts[c].Sum(), answers = counts.Sum(row => row[c]), right = counts[c][c];
        int wrong = Enumerable.Range(0, classes.Count).Where(j => j != c).OrderByDescending(j => counts[c][j]).FirstOrDefault(-1);
        bool taken = wrong >= 0 && counts[c][wrong] > 0;
        return new ClassScore(name, images, answers, right, Share.Of(right, images), Share.Of(right, answers), taken ? classes[wrong] : null, taken ? counts[c][wrong] : 0);
    })];
}

/// <summary>A share with its 95 % interval.</summary>
/// <param name="Value">0 … 1.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Share(double Value, double Low, double High)
{
    /// <summary>So many of so many; null of none.</summary>
    internal static Share? Of(int part, int whole)
    {
        if (whole == 0) return null;
        (double low, double high) = ShareInterval.Of((double)part / whole, whole);
        return new Share((double)part / whole, low, high);
    }
}
