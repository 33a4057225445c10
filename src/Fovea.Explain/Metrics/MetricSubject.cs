namespace Fovea.Explain;

/// <summary>What a metric looks at: a method's maps for some images and the class each of them explains.</summary>
/// <param name="Model">The model.</param>
/// <param name="Images">Preprocessed images.</param>
/// <param name="Classes">The class that is explained, for each image.</param>
/// <param name="Method">The method, to be run again where a metric needs that.</param>
/// <param name="Explanations">Its maps, of the logit of each image's class.</param>
public sealed record MetricSubject(Model Model, Tensor Images, IReadOnlyList<int> Classes, ExplanationMethod Method, IReadOnlyList<Explanation> Explanations)
{
    /// <summary>For each image which pixels belong to the object (height × width), from boxes or masks; null where that is not known.</summary>
    public IReadOnlyList<bool[]?>? Regions { get; init; }

    /// <summary>Decides every random draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>Batch, threads, progress, cancellation.</summary>
    public ExplainWork Work { get; init; } = new();

    /// <summary>Explains the images of the subject with a method.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Preprocessed images of the input's shape.</param>
    /// <param name="classes">The class to explain, for each image.</param>
    /// <param name="method">The method.</param>
    /// <param name="work">Batch, threads, progress, cancellation.</param>
    public static MetricSubject Of(Model model, Tensor images, IReadOnlyList<int> classes, ExplanationMethod method, ExplainWork? work = null)
    {
        if (classes.Count != images.Batch) throw new ArgumentException($"{classes.Count} classes for {images.Batch} images", nameof(classes));
        work ??= new ExplainWork();
        return new MetricSubject(model, images, classes, method, Explained.Of(model, images, method, Objective.Logit(), [.. classes], work)) { Work = work };
    }
}

/// <summary>Maps of any number of images, in batches.</summary>
internal static class Explained
{
    public static IReadOnlyList<Explanation> Of(Model model, Tensor images, ExplanationMethod method, Objective objective, int[] labels, ExplainWork work)
    {
        if (method is PerturbationMethod p) return p.Explain(model, images, objective, labels, work);
        var all = new List<Explanation>(images.Batch);
        int each = (int)images.Shape.Count;
        for (int first = 0; first < images.Batch; first += work.Batch)
        {
            work.Cancel.ThrowIfCancellationRequested();
            int now = Math.Min(work.Batch, images.Batch - first);
            using var part = new Tensor(images.Shape, images.Values.Slice(first * each, now * each), now);
            all.AddRange(method.Explain(model, part, objective, labels.Length == 0 ? [] : labels.AsSpan(first, now)));
            work.Progress?.Report((double)(first + now) / images.Batch);
        }
        return all;
    }
}
