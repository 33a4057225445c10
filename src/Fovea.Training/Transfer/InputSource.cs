using System.Diagnostics.CodeAnalysis;
using Fovea.Data;

namespace Fovea.Training;

/// <summary>Batches of what a plan is given: pixels, the features that a frozen part makes of them, or features that were computed before.</summary>
internal sealed class InputSource : IDisposable
{
    private readonly BatchLoader loader;
    private readonly FeaturePlan? features;
    private readonly FeatureCache? cache;
    private readonly float[] gathered = [];

    /// <param name="set">The images.</param>
    /// <param name="format">What pixels are brought to.</param>
    /// <param name="options">Order, batches, threads.</param>
    /// <param name="features">The frozen part; null where the plan takes pixels.</param>
    /// <param name="cache">Features of all images of the set; null computes them.</param>
    public InputSource(ImageDataset set, InputFormat format, LoaderOptions options, FeaturePlan? features = null, FeatureCache? cache = null)
    {
        (this.features, this.cache) = (features, cache);
        if (cache is null)
        {
            loader = new BatchLoader(set, format, options);
            return;
        }
        // Order and labels come from the same loader, over images of one pixel: nothing is decoded any more.
        loader = new BatchLoader(new ArrayDataset(set.Name, 1, 1, 1, new byte[set.Count], set.Labels(), set.Classes), new InputFormat(Shape.Image(1, 1, 1), Preprocessing.Default), options);
        gathered = GC.AllocateUninitializedArray<float>(checked(Math.Min(options.BatchSize, set.Count) * features!.Each), pinned: true);
    }

    /// <summary>Batches of an epoch.</summary>
    public int BatchesPerEpoch => loader.BatchesPerEpoch;

    /// <summary>Time spent waiting for batches.</summary>
    public TimeSpan WaitTime => loader.WaitTime;

    /// <summary>The next batch: whose labels and numbers hold in any case.</summary>
    public bool TryNext([NotNullWhen(true)] out Batch? batch) => loader.TryNext(out batch, CancellationToken.None);

    /// <summary>What the plan is given for a batch; valid until the next call.</summary>
    public ReadOnlySpan<float> Inputs(Batch batch)
    {
        if (features is null) return batch.Pixels;
        if (cache is null) return features.Run(batch.Pixels);
        for (int n = 0; n < batch.Count; n++) cache.Row(batch.Indices[n]).CopyTo(gathered.AsSpan(n * features.Each));
        return gathered.AsSpan(0, batch.Count * features.Each);
    }

    public void Dispose() => loader.Dispose();
}
