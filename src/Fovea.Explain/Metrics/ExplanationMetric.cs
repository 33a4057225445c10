namespace Fovea.Explain;

/// <summary>A number that says how well a map explains, for each image of a data set.</summary>
public abstract record ExplanationMetric
{
    /// <summary>What it is called.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a larger value is the better one.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>Whether a value is 0 or 1, so that the mean is a share.</summary>
    public virtual bool IsShare => false;

    /// <summary>Whether it compares with the objects' places, and so needs <see cref="MetricSubject.Regions"/>.</summary>
    public virtual bool NeedsRegions => false;

    /// <summary>Measures each image; NaN where the metric is not defined for it.</summary>
    /// <param name="subject">Maps, images, classes.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public IReadOnlyList<double> Measure(MetricSubject subject)
    {
        if (NeedsRegions && subject.Regions is null) throw new ArgumentException($"{Name} compares with the places of objects: give boxes or masks");
        if (subject.Regions is { } regions && regions.Count != subject.Images.Batch) throw new ArgumentException($"{regions.Count} regions for {subject.Images.Batch} images");
        return Values(subject);
    }

    /// <summary>What chance would give for each image, or null where that has no closed form.</summary>
    /// <param name="subject">Maps, images, classes.</param>
    public virtual IReadOnlyList<double>? Chance(MetricSubject subject) => null;

    private protected abstract double[] Values(MetricSubject s);

    /// <summary>Runs over the images with one scorer.</summary>
    private protected static double[] Each(MetricSubject s, Func<ClassScorer, int, double> one)
    {
        using var scorer = new ClassScorer(s.Model, s.Work);
        var values = new double[s.Images.Batch];
        for (int n = 0; n < values.Length; n++)
        {
            s.Work.Cancel.ThrowIfCancellationRequested();
            values[n] = one(scorer, n);
            s.Work.Progress?.Report((n + 1.0) / values.Length);
        }
        return values;
    }
}
