namespace Fovea.Explain;

/// <summary>A method that removes superpixels and gives each a number, which all of its pixels show.</summary>
public abstract record SegmentMethod : PerturbationMethod
{
    /// <summary>About how many superpixels.</summary>
    public int Segments { get; init; } = 50;

    /// <summary>Compactness of the superpixels: large values give squares.</summary>
    public double Compactness { get; init; } = 0.5;

    /// <summary>The superpixels of an image, as this method divides it.</summary>
    /// <param name="image">H W C values, preprocessed.</param>
    /// <param name="shape">Height × width × channels.</param>
    public Superpixels Divide(ReadOnlySpan<float> image, Shape shape) => Superpixels.Of(image, shape, Math.Min(Segments, shape.Height * shape.Width / 4), Compactness);

    private protected sealed override Explanation One(Scorer scorer, Objective objective) => One(scorer, objective, Divide(scorer.Image, scorer.Shape));

    private protected abstract Explanation One(Scorer scorer, Objective objective, Superpixels parts);

    /// <summary>The scalar of the image with some superpixels kept and the others removed.</summary>
    private protected static float[] Scores(Scorer s, Superpixels parts, IReadOnlyList<bool[]> kept)
    {
        var mask = new float[parts.Labels.Count];
        return s.Scores(kept.Count, (i, copy) =>
        {
            for (int p = 0; p < mask.Length; p++) mask[p] = kept[i][parts.Labels[p]] ? 1 : 0;
            s.Mix(mask, copy);
        });
    }

    private protected static float[] Spread(Superpixels parts, double[] values) => [.. parts.Labels.Select(label => (float)values[label])];
}
