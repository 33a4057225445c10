namespace Fovea.Training;

/// <summary>Computes the features that the frozen part of a model makes of images. Its weights are packed once: they never change.</summary>
internal sealed class FeaturePlan : IDisposable
{
    private readonly Model part;
    private readonly Plan plan;
    private readonly string node;
    private readonly float[] features;

    public FeaturePlan(Model model, Node boundary, TrainOptions options, int batch)
    {
        node = boundary.Name;
        Each = checked((int)boundary.Shape.Count);
        part = model.UpTo(node);
        // Choices were measured for the layers of the whole network in training.
        plan = part.Compile(new PlanOptions { MaxBatch = batch, Threads = options.Threads, Variant = options.Variant, Strict = options.Strict });
        features = GC.AllocateUninitializedArray<float>(checked(batch * Each), pinned: true);
    }

    /// <summary>Floats of one image's features.</summary>
    public int Each { get; }

    /// <summary>The features of a batch, image by image; valid until the next call.</summary>
    public ReadOnlySpan<float> Run(ReadOnlySpan<float> pixels)
    {
        plan.Load(pixels);
        plan.Run();
        Span<float> used = features.AsSpan(0, plan.Batch * Each);
        plan.Read(node, used);
        return used;
    }

    public void Dispose()
    {
        plan.Dispose();
        part.Dispose();
    }
}
