namespace Fovea;

/// <summary>How many images go through an inference plan together.</summary>
internal sealed partial class Planner
{
    // Measured on Zen 4 with 32 MB of shared cache: MobileNetV2 (6.7 MB of activations an image, 14 MB of weights) takes 3.5 ms an image in
    // pieces of four and 4.2 all sixteen at once; ResNet-18 (6 and 47 MB) reads its weights too often.
    private const long CacheFloats = 8 << 20;
    private const int ActivationsPerWeight = 3;

    private static int PieceImages(Graph graph, PlanOptions options)
    {
        bool whole = options.Objective is not null || options.Training || options.Capture.Count + options.Feed.Count > 0;
        if (whole || options.MaxBatch == 1) return options.MaxBatch;
        if (options.ImagesAtOnce > 0) return Math.Min(options.ImagesAtOnce, options.MaxBatch);
        long image = Arena.Place(LayOut(graph, options with { MaxBatch = 1 }).Roots(), 1);
        if (image * options.MaxBatch <= CacheFloats || graph.ParameterCount > ActivationsPerWeight * image) return options.MaxBatch;
        return (int)Math.Clamp(CacheFloats / image, 1, options.MaxBatch);
    }
}
