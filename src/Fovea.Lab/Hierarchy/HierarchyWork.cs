using Fovea.Analysis;
using Fovea.Data;
using Fovea.Explain;

namespace Fovea.Lab;

/// <summary>The steps of one measurement.</summary>
internal sealed class HierarchyWork(Model model, IReadOnlyList<LayerPoint> points, ImageDataset train, ImageDataset held, HierarchyOptions o, IProgress<LabProgress>? progress, CancellationToken cancel)
{
    private readonly int classes = train.Classes.Length;
    private readonly int[] trainLabels = train.Labels(), heldLabels = held.Labels();
    private readonly int[] trainShuffled = Shuffled(train.Labels(), o.Seed, "train labels"), heldShuffled = Shuffled(held.Labels(), o.Seed, "held labels");

    private IEnumerable<Node> Nodes => points.Select(p => p.End);

    public void Say(string what, double done) => progress?.Report(new LabProgress(what, Math.Clamp(done, 0, 1)));

    /// <summary>Training images through the network, and through the other one, batch by batch.</summary>
    public (LayerGather[] Gathered, Cka Alike, int AlikeImages, OtherNetwork? Other) Gather(Model? against)
    {
        LayerGather[] gathered = [.. points.Select(p => new LayerGather(p, train.Count, classes, o))];
        IReadOnlyList<LayerPoint> others = against is null ? [] : LayerPoint.Of(against.Graph);
        int batch = Math.Min(LayerRun.BatchOf(Nodes), LayerRun.BatchOf(others.Select(p => p.End))), compared = 0;
        var alike = new Cka(points.Count, points.Count);
        var across = new Cka(points.Count, others.Count);
        using var run = new LayerRun(model, Nodes, train, batch, o.Threads);
        using LayerRun? second = against is null ? null : new LayerRun(against, others.Select(p => p.End), train, batch, o.Threads);
        while (run.Next(cancel))
        {
            for (int n = 0; n < run.Count; n++)
                for (int i = 0; i < points.Count; i++)
                    gathered[i].Add(run.Image(i, n), run.First + n, trainLabels[run.First + n], trainShuffled[run.First + n]);
            foreach (LayerGather g in gathered) g.Sums?.Add(run.Plan);
            // Batches of one size only: the last may be smaller.
            if (compared < o.AlikeImages && run.Count == Math.Min(batch, train.Count))
            {
                double[][] kernels = Kernels(run, points.Count);
                alike.Add(kernels, kernels);
                if (second is not null && second.Next(cancel)) across.Add(kernels, Kernels(second, others.Count));
                compared += run.Count;
            }
            Say("activations", (run.First + run.Count) / (double)train.Count);
        }
        OtherNetwork? other = against is null ? null : new OtherNetwork(against.Name == model.Name ? $"the other {against.Name}" : against.Name, [.. others.Select(p => p.End.Name)], Hierarchy.Matrix(across, points.Count, others.Count));
        return (gathered, alike, compared, other);
    }

    /// <summary>Unseen images through a network, and what it answers.</summary>
    public (PooledFeatures[] Features, Score? Accuracy) Test(Model tested)
    {
        var right = new bool[held.Count];
        PooledFeatures[] features = Features(tested, held, (run, n) => right[run.First + n] = Hierarchy.Largest(run.Output(n)) == heldLabels[run.First + n], "unseen images");
        return (features, tested.Outputs == classes ? ProbeSeries.ScoreOf(right) : null);
    }

    /// <summary>What probes get right on the same network with first weights.</summary>
    public bool[][] Untrained()
    {
        using Model fresh = model.With();
        Init.Reset(fresh.Graph, fresh.Parameters, o.Seed + 1);
        PooledFeatures[] learned = Features(fresh, train, null, "untrained network"), tested = Features(fresh, held, null, "untrained network");
        var probes = new ProbeSeries(trainLabels, heldLabels, classes);
        return Each("untrained probes", i => probes.Right(learned[i], tested[i]));
    }

    /// <summary>What probes get right, and what they get right of shuffled labels.</summary>
    public IReadOnlyList<(bool[] Right, bool[] Control)> Probe(LayerGather[] gathered, PooledFeatures[] tested)
    {
        var probes = new ProbeSeries(trainLabels, heldLabels, classes);
        return Each("probes", i => probes.RightAndControl(gathered[i].Features, tested[i], trainShuffled, heldShuffled));
    }

    /// <summary>Orientation selectivity of the layers with maps.</summary>
    public IReadOnlyDictionary<string, OrientationSelectivity[]> Orient()
    {
        Say("gratings", 0);
        return OrientationSelectivity.Of(model, [.. Nodes.Where(n => n.Op is not Input && n.Shape.IsImage && n.Shape.Height * n.Shape.Width > 1).Select(n => n.Name)], o.Threads, cancel);
    }

    public HierarchyLayer Layer(int i, LayerGather[] gathered, IReadOnlyList<(bool[] Right, bool[] Control)> probes, bool[][] untrained, Cka alike,
        IReadOnlyDictionary<string, OrientationSelectivity[]> oriented, IReadOnlyDictionary<Node, ReceptiveField> fields)
    {
        cancel.ThrowIfCancellationRequested();
        Say("dimensions", i / (double)points.Count);
        (LayerPoint p, LayerGather g) = (points[i], gathered[i]);
        // A sum is held against the better of what it adds up.
        int before = p.Before.Select(IndexOf).OrderByDescending(b => probes[b].Right.Count(r => r)).FirstOrDefault(-1);
        Gain? gain = before < 0 ? null : ProbeSeries.GainOf(probes[i].Right, probes[before].Right, points[before].End.Name);
        double? same = before < 0 ? null : alike[i, before];
        bool isEnd = gain is null || i == points.Count - 1;
        OrientationSelectivity[]? turned = oriented.GetValueOrDefault(p.End.Name);
        (double Dimension, double Error)? dimension = TwoNearest.Of(g.Features.Values, g.Features.Dimensions);
        var layer = new HierarchyLayer
        {
            Node = p.End.Name,
            Start = p.Start.Name,
            Op = p.Start.Op.ToString(),
            Output = p.End.Shape.ToString(),
            Field = fields[p.End].ToString(),
            Channels = p.End.Shape.Channels,
            Numbers = g.Features.Dimensions,
            Probe = ProbeSeries.ScoreOf(probes[i].Right),
            Shuffled = ProbeSeries.ScoreOf(probes[i].Control),
            Untrained = ProbeSeries.ScoreOf(untrained[i]),
            Adds = gain,
            Verdict = isEnd ? Contribution.End : ProbeSeries.Judge(gain!, same),
            Selectivity = g.Selectivity.Mean,
            SelectivityShuffled = g.Shuffled.Mean,
            Dead = g.Activity.Dead,
            Saturated = g.Activity.Saturated,
            Dimension = dimension?.Dimension,
            DimensionError = dimension?.Error,
            Saturation = g.Sums?.Saturation(),
            Participation = g.Sums?.Participation(),
            AlikeBefore = same,
            Orientation = turned?.Average(t => t.Index),
            Oriented = turned?.Count(t => t.IsOriented),
            Shown = p.End.Op is Input ? [] : Shown(p, g, turned, fields[p.End]),
        };
        return layer.Verdict is Contribution.Nothing or Contribution.Loses ? layer with { Evidence = HierarchyText.Evidence(layer) } : layer;
    }

    /// <summary>Images made for the channels that are shown.</summary>
    public FeatureImage[] FeatureImages(HierarchyLayer[] layers)
    {
        if (o.FeatureImages is not { } how) return [];
        (string Node, int Channel)[] wanted = [.. layers.SelectMany(l => l.Shown.Select(c => (l.Node, c.Channel)))];
        return [.. wanted.Select((w, i) =>
        {
            Say("images for channels", i / (double)wanted.Length);
            return FeatureImage.Of(model, w.Node, w.Channel, how with { Threads = o.Threads, Seed = o.Seed }, cancel);
        })];
    }

    /// <summary>The filters that see the image.</summary>
    public FirstFilters? Filters(IReadOnlyDictionary<string, OrientationSelectivity[]> oriented)
    {
        if (points.Count < 2 || points[1].Start is not { Op: Conv2d conv } first || first.Inputs[0].Op is not Input) return null;
        Say("filters", 0);
        int channels = model.Graph.Input.Shape.Channels / conv.Groups;
        bool fits = Math.Min(conv.KernelHeight, conv.KernelWidth) >= GaborFit.LeastSide;
        return new FirstFilters(first.Name, [conv.KernelHeight, conv.KernelWidth, channels, conv.OutChannels], [.. model.Parameters[$"{first.Name}.weight"]],
            FilterSpectrum.Of(model, first.Name), FilterSpectrum.Random(conv.KernelHeight, conv.KernelWidth, channels),
            fits ? GaborFit.Of(model, first.Name, cancel) : [], fits ? GaborFit.Floor(conv.KernelHeight, conv.KernelWidth) : null,
            oriented.GetValueOrDefault(points[1].End.Name) ?? []);
    }

    private IReadOnlyList<ShownChannel> Shown(LayerPoint p, LayerGather g, OrientationSelectivity[]? turned, ReceptiveField field) =>
    [
        .. Enumerable.Range(0, p.End.Shape.Channels).Where(c => !g.Activity.IsDead(c) && g.Selectivity.Of(c) is not null)
            .OrderByDescending(c => g.Selectivity.Of(c)!.Value.Index).ThenBy(c => c).Take(o.Channels)
            .Select(c => new ShownChannel(c, g.Selectivity.Of(c)!.Value.Index, train.Classes[g.Selectivity.Of(c)!.Value.Class],
                turned?[c] is { IsOriented: true } t ? t.Degrees : null, g.Patches.Of(c, field, model.Graph.Input.Shape, train.Id))),
    ];

    private int IndexOf(Node node)
    {
        for (int i = 0; i < points.Count; i++)
            if (points[i].End == node) return i;
        throw new InvalidOperationException($"{node.Name} is no layer");
    }

    private PooledFeatures[] Features(Model of, ImageDataset set, Action<LayerRun, int>? each, string what)
    {
        PooledFeatures[] features = [.. points.Select(p => new PooledFeatures(p.End.Shape, set.Count, o.Numbers, o.Seed))];
        using var run = new LayerRun(of, Nodes.Select(n => of.Graph[n.Name]), set, LayerRun.BatchOf(Nodes), o.Threads);
        while (run.Next(cancel))
        {
            for (int n = 0; n < run.Count; n++)
            {
                for (int i = 0; i < features.Length; i++) features[i].Set(run.First + n, run.Image(i, n));
                each?.Invoke(run, n);
            }
            Say(what, (run.First + run.Count) / (double)set.Count);
        }
        return features;
    }

    private T[] Each<T>(string what, Func<int, T> probe)
    {
        var results = new T[points.Count];
        int done = 0;
        Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = o.Threads == 0 ? Environment.ProcessorCount : o.Threads }, i =>
        {
            results[i] = probe(i);
            lock (results) Say(what, ++done / (double)results.Length);
        });
        return results;
    }

    private static double[][] Kernels(LayerRun run, int layers) => [.. Enumerable.Range(0, layers).Select(i => Cka.Kernel(run.Values(i), run.Count))];

    private static int[] Shuffled(int[] labels, ulong seed, string stream) => [.. Hierarchy.Shuffle(labels.Length, labels.Length, seed, stream).Select(i => labels[i])];
}
