using System.Diagnostics;
using System.Globalization;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>Looks at a network layer by layer: what can be read from each, what each adds, what its channels answer to.</summary>
public static class Hierarchy
{
    /// <summary>Measures every layer of a network.</summary>
    /// <param name="model">The network; its weights are left as they are.</param>
    /// <param name="data">Its images: probes learn from training images and are tested on unseen ones; without unseen ones a third is held out.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <param name="against">Another network to compare the layers with; it prepares the same images in its own way.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancel">Ends it.</param>
    /// <example><c>Console.WriteLine(Hierarchy.Measure(cnn, new LabData(train, validation)));</c></example>
    /// <exception cref="ArgumentException">The network takes vectors, or an option makes no sense.</exception>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static HierarchyReport Measure(Model model, LabData data, HierarchyOptions? options = null, Model? against = null, IProgress<LabProgress>? progress = null, CancellationToken cancel = default)
    {
        HierarchyOptions o = options ?? new HierarchyOptions();
        Require(model, o);
        long start = Stopwatch.GetTimestamp();
        (ImageDataset train, ImageDataset held) = Sets(data, o);
        IReadOnlyList<LayerPoint> points = LayerPoint.Of(model.Graph);
        var work = new HierarchyWork(model, points, train, held, o, progress, cancel);

        (LayerGather[] gathered, Cka alike, int alikeImages, OtherNetwork? other) = work.Gather(against);
        (PooledFeatures[] tested, Score? accuracy) = work.Test(model);
        bool[][] untrained = work.Untrained();
        IReadOnlyList<(bool[] Right, bool[] Control)> probes = work.Probe(gathered, tested);
        IReadOnlyDictionary<string, OrientationSelectivity[]> oriented = work.Orient();
        IReadOnlyDictionary<Node, ReceptiveField> fields = ReceptiveField.Of(model.Graph);
        HierarchyLayer[] layers = [.. points.Select((p, i) => work.Layer(i, gathered, probes, untrained, alike, oriented, fields))];
        FeatureImage[] made = work.FeatureImages(layers);
        FirstFilters? filters = work.Filters(oriented);
        PatchShuffle? shuffle = accuracy is null ? null : PatchShuffle.Of(model, held, o.Seed, o.Threads, done => work.Say("shuffled pieces", done), cancel);
        InputFormat format = InputFormat.Of(model);
        return new HierarchyReport
        {
            Name = model.Name,
            Data = string.Create(CultureInfo.InvariantCulture, $"{data.Train.Name}, {data.Train.Classes.Length} classes"),
            Images = train.Count,
            Held = held.Count,
            Guessing = held.Labels().GroupBy(l => l).Max(g => g.Count()) / (double)held.Count,
            Accuracy = accuracy,
            Layers = layers,
            Alike = Matrix(alike, points.Count, points.Count),
            AlikeImages = alikeImages,
            Against = other,
            Filters = filters,
            Shuffle = shuffle,
            FeatureImages = made,
            Pictures = layers.SelectMany(l => l.Shown).SelectMany(c => c.Patches).Select(p => p.Index).Distinct().ToDictionary(i => i, i => format.Fit(train.Read(i), train.Id(i))),
            Preprocessing = model.Preprocessing,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    /// <summary>Place of the largest number.</summary>
    internal static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }

    internal static IReadOnlyList<double?[]> Matrix(Cka alike, int rows, int columns)
        => [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => alike[i, j]).ToArray())];

    /// <summary>Some places in a seeded order: batches of them are samples of the set, however it is sorted.</summary>
    internal static int[] Shuffle(int count, int most, ulong seed, string stream)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        int taken = Math.Min(count, most);
        for (int i = 0; i < taken; i++)
        {
            int other = i + CounterRandom.Below(count - i, seed, CounterRandom.Stream(stream), 0, (uint)i);
            (all[i], all[other]) = (all[other], all[i]);
        }
        return all[..taken];
    }

    private static (ImageDataset Train, ImageDataset Held) Sets(LabData data, HierarchyOptions o)
    {
        (ImageDataset train, ImageDataset held) = data.Held is { } kept ? (data.Train, kept) : data.Train.Split(1 / 3.0, o.Seed);
        if (train.Count < 5 || held.Count < 2) throw new ArgumentException($"{data.Train.Name}: {train.Count} images to learn from and {held.Count} to test on\n  rule  probes need at least 5 and 2");
        return (train.Subset(Shuffle(train.Count, o.Images, o.Seed, "train")), held.Subset(Shuffle(held.Count, o.Held, o.Seed, "held")));
    }

    private static void Require(Model model, HierarchyOptions o)
    {
        if (!model.Graph.Input.Shape.IsImage) throw new ArgumentException($"{model.Name} takes a vector of {model.Graph.Input.Shape}\n  rule  a hierarchy of layers is measured on images");
        if (model.Graph.Output.Shape.IsImage) throw new ArgumentException($"{model.Name} gives feature maps of {model.Graph.Output.Shape}\n  rule  a hierarchy of layers is measured on a classifier");
        foreach ((string name, int value, int least) in new[] { ("Images", o.Images, 5), ("Held", o.Held, 2), ("AlikeImages", o.AlikeImages, 4), ("Numbers", o.Numbers, 1), ("Channels", o.Channels, 0), ("Patches", o.Patches, 1), ("Threads", o.Threads, 0) })
            if (value < least) throw new ArgumentException($"{name} is {value}\n  rule  at least {least}");
    }
}
