namespace Fovea.Report;

/// <summary>How often each true class (row) was given each answer (column).</summary>
public sealed record ConfusionMatrix
{
    /// <summary>Wraps counts without copying them.</summary>
    /// <param name="classes">Class names, in index order.</param>
    /// <param name="counts">Square: <c>counts[actual, predicted]</c>.</param>
    /// <param name="on">What was counted, in words: <c>2,000 test images</c>.</param>
    /// <exception cref="ArgumentException">The matrix is not classes × classes, or a count is negative.</exception>
    public ConfusionMatrix(IReadOnlyList<string> classes, int[,] counts, string on)
    {
        if (counts.GetLength(0) != classes.Count || counts.GetLength(1) != classes.Count)
            throw new ArgumentException(
                $"a confusion matrix of {counts.GetLength(0)}×{counts.GetLength(1)} does not fit {classes.Count} class names");
        foreach (int count in counts)
            if (count < 0)
                throw new ArgumentException($"a confusion matrix holds counts, found {count}");
        (Classes, Counts, On) = (classes, counts, on);
    }

    /// <summary>Class names, in index order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary><c>[actual, predicted]</c>.</summary>
    public int[,] Counts { get; }

    /// <summary>What was counted, in words.</summary>
    public string On { get; }

    /// <summary>Images that truly are of the class.</summary>
    /// <param name="actual">Class index.</param>
    public int RowTotal(int actual) => Enumerable.Range(0, Classes.Count).Sum(p => Counts[actual, p]);

    /// <summary>Images that were said to be of the class.</summary>
    /// <param name="predicted">Class index.</param>
    public int ColumnTotal(int predicted) => Enumerable.Range(0, Classes.Count).Sum(a => Counts[a, predicted]);

    /// <summary>Share of the class's images that were recognised; null when there were none.</summary>
    /// <param name="index">Class index.</param>
    public double? Recall(int index) => RowTotal(index) is var n and > 0 ? (double)Counts[index, index] / n : null;

    /// <summary>Share of the answers naming this class that were right; null when it was never named.</summary>
    /// <param name="index">Class index.</param>
    public double? Precision(int index) => ColumnTotal(index) is var n and > 0 ? (double)Counts[index, index] / n : null;

    /// <summary>All images, and those on the diagonal, as a score.</summary>
    public Score Score
    {
        get
        {
            int right = 0, total = 0;
            for (int a = 0; a < Classes.Count; a++)
            {
                right += Counts[a, a];
                total += RowTotal(a);
            }
            return new Score(right, total, On);
        }
    }

    /// <summary>The mistakes that happen most often, by count, then by share, then by class order.</summary>
    /// <param name="limit">At most this many.</param>
    public IReadOnlyList<ConfusedPair> WorstPairs(int limit)
    {
        var pairs = new List<ConfusedPair>();
        for (int a = 0; a < Classes.Count; a++)
        {
            int total = RowTotal(a);
            for (int p = 0; p < Classes.Count; p++)
                if (a != p && Counts[a, p] > 0)
                    pairs.Add(new ConfusedPair(Classes[a], Classes[p], Counts[a, p], total));
        }
        return [.. pairs.OrderByDescending(x => x.Count).ThenByDescending(x => (double)x.Count / x.Total).Take(limit)];
    }
}

/// <summary>One kind of mistake.</summary>
/// <param name="Actual">What the images are.</param>
/// <param name="Predicted">What they were taken for.</param>
/// <param name="Count">How many.</param>
/// <param name="Total">Out of how many images of the actual class.</param>
public sealed record ConfusedPair(string Actual, string Predicted, int Count, int Total)
{
    /// <summary>A sentence: <c>Shirt is taken for T-shirt/top in 112 of 1,000 cases.</c></summary>
    public override string ToString() => $"{Actual} is taken for {Predicted} in {Count:N0} of {Total:N0} cases.";
}
