using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>The features of every image of a set, in memory, computed once.</summary>
internal sealed class FeatureCache : IDisposable
{
    private readonly NativeBuffer rows;
    private readonly int each;

    private FeatureCache(NativeBuffer rows, int each) => (this.rows, this.each) = (rows, each);

    /// <summary>Bytes that the features of so many images take.</summary>
    public static long Bytes(Node boundary, long images) => images * boundary.Shape.Count * sizeof(float);

    public static FeatureCache Fill(FeaturePlan features, Model model, ImageDataset set, TrainOptions options, CancellationToken cancel)
    {
        var cache = new FeatureCache(new NativeBuffer((long)set.Count * features.Each), features.Each);
        try
        {
            int size = Math.Min(options.BatchSize, set.Count);
            using var loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = size, EndEpoch = 1, Threads = options.LoaderThreads });
            for (long at = 0; loader.TryNext(out Batch? batch, cancel); at += batch.Count) features.Run(batch.Pixels).CopyTo(cache.Rows(at, batch.Count));
            return cache;
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    /// <summary>The features of one image.</summary>
    public ReadOnlySpan<float> Row(int image) => Rows(image, 1);

    public void Dispose() => rows.Dispose();

    private Span<float> Rows(long first, int count) => new FloatBlock(rows, first * each, (long)count * each).Span;
}
