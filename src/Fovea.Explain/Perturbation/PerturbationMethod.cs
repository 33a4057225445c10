namespace Fovea.Explain;

/// <summary>
/// A method that changes the image, or feature maps, and watches the scalar: it needs no gradients, and many forward passes. They run in
/// batches; every random draw comes from <see cref="Seed"/>.
/// </summary>
public abstract record PerturbationMethod : ExplanationMethod
{
    /// <summary>Decides every random draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>What takes the place of what is removed.</summary>
    public Removal Removal { get; init; } = Removal.Mean;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
        => Explain(model, images, objective, labels, new ExplainWork());

    /// <summary>Explains each image of a batch, with progress and a way to end it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Preprocessed images of the input's shape.</param>
    /// <param name="objective">The scalar; a logit, as a rule.</param>
    /// <param name="labels">A label for each image, where the objective reads them.</param>
    /// <param name="work">Batch, threads, progress, cancellation.</param>
    /// <exception cref="ArgumentException">The network takes vectors, or the images have another shape.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels, ExplainWork work)
    {
        Shape input = model.Graph.Input.Shape;
        if (!input.IsImage) throw new ArgumentException($"{Name} explains images, {model.Name} takes a vector of {input}");
        if (images.Shape != input) throw new ArgumentException($"images of {images.Shape} for a network that takes {input}", nameof(images));
        if (labels.Length != 0 && labels.Length != images.Batch) throw new ArgumentException($"{labels.Length} labels for {images.Batch} images", nameof(labels));
        using Scorer scorer = NewScorer(model, objective, work);
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            scorer.Begin(images.Image(n), labels.IsEmpty ? 0 : labels[n], work.Part((double)n / images.Batch, 1.0 / images.Batch));
            explanations[n] = One(scorer, objective);
        }
        return explanations;
    }

    private protected virtual Scorer NewScorer(Model model, Objective objective, ExplainWork work) => new(model, objective, work, Removal);

    private protected abstract Explanation One(Scorer scorer, Objective objective);

    /// <summary>What the map is measured in, for a scalar measured in <paramref name="scalar"/>.</summary>
    private protected abstract string Units(string scalar);

    private protected Explanation Made(Scorer scorer, Objective objective, float[] map, string? warning = null, FeatureLayer? layer = null)
    {
        Shape s = layer?.Node.Shape ?? scorer.Shape;
        warning ??= SoftmaxWarning(scorer.Model, objective) ?? (map.All(v => v == 0) ? "the map is zero everywhere: nothing that was removed moves the scalar" : null);
        return new Explanation(layer is null ? Name : $"{Name} at {layer.Node.Name}", objective, scorer.Score, s.Height, s.Width, map, warning)
        {
            Node = layer?.Node.Name ?? "input",
            Reason = layer?.Reason,
            Units = Units(UnitsOf(objective)),
        };
    }
}

/// <summary><c>model.Explain(…)</c> for long work.</summary>
public static class PerturbationExtensions
{
    /// <inheritdoc cref="PerturbationMethod.Explain(Model, Tensor, Objective, ReadOnlySpan{int}, ExplainWork)"/>
    public static IReadOnlyList<Explanation> Explain(this Model model, Tensor images, PerturbationMethod method, Objective objective, ReadOnlySpan<int> labels, ExplainWork work)
        => method.Explain(model, images, objective, labels, work);
}
