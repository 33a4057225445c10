using System.Runtime.CompilerServices;
using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>Says before any work what does not fit.</summary>
internal static class OptionsCheck
{
    public static void Check(Model model, ImageDataset set, TrainOptions o)
    {
        Require(o.Epochs >= 1, o.Epochs, "at least 1");
        Require(o.BatchSize >= 1, o.BatchSize, "at least 1");
        Require(o.Threads >= 0, o.Threads, "0 (one for each processor) or more");
        Require(o.MaxSteps >= 0, o.MaxSteps, "0 (all epochs) or more");
        Require(o.WeightAverage is >= 0 and < 1, o.WeightAverage, "0 (none) or a decay below 1, usually 0.9 … 0.9999");
        Require(o.CheckpointEverySteps >= 0, o.CheckpointEverySteps, "0 (none) or more");
        Require(o.CheckpointEveryMinutes >= 0, o.CheckpointEveryMinutes, "0 (none) or more");
        Require(o.LogEverySteps >= 0, o.LogEverySteps, "0 (none) or more");
        Require(o.LoaderThreads >= 1, o.LoaderThreads, "at least 1");
        o.Optimizer.Check();
        RateFactors.Of(model, o);
        o.Schedule.Check();
        Require(o.RateDecayByDepth is > 0 and <= 1, o.RateDecayByDepth, "a share above 0, at most 1, usually 0.7 … 0.95");
        Require(o.FeatureCacheBytes >= 0, o.FeatureCacheBytes, "0 or more");
        foreach (RateFactor rate in o.RateFactors)
            if (!(rate.Factor > 0) || !double.IsFinite(rate.Factor))
                throw new ArgumentException($"the learning rate of '{rate.Pattern}' is multiplied with {rate.Factor}\n  rule  a factor is above 0\n  help  what shall not learn is frozen: Freeze");
        if (o.EarlyStopping is { } early)
        {
            Require(early.Patience >= 1, early.Patience, "at least 1");
            Require(early.MinDelta >= 0, early.MinDelta, "0 or more");
            if (o.Validation is null)
                throw new ArgumentException("EarlyStopping is set, but there are no validation images\n  rule  it watches the validation images\n  help  give Validation, for example train.Split(0.1).Second");
        }
        Input.CheckClasses(model, set);
        if (o.Validation is { } validation)
        {
            Input.CheckClasses(model, validation);
            if (!validation.Classes.SequenceEqual(set.Classes))
                throw new ArgumentException($"the classes of {validation.Name} are not those of {set.Name} in the same order\n  rule  a label means the same in training and validation\n  help  cut the validation images from the training images: train.Split(0.1)");
        }
        if (o.Loss == Loss.CrossEntropy && model.Graph.Output.Op is Softmax)
            throw new ArgumentException($"{model.Name} ends in {model.Graph.Output.Name}\n  rule  cross entropy takes logits: it has the softmax inside\n  help  end the network with its last dense layer");
        if (o.Freeze.Count > 0 || o.FeatureCaching == FeatureCaching.Always) TransferPlan.Of(model, o, set.Count + (o.Validation?.Count ?? 0));
        SmallBatch(model, set, o);
        foreach (Parameter p in model.Parameters.All)
            if (Reduction.FirstNonFinite(model.Parameters.Values(p).Span) is >= 0 and var at)
                throw new ArgumentException($"{model.Name}: {p.Name} holds {model.Parameters.Values(p).Span[at]} at {at:N0}\n  rule  training begins with finite numbers\n  help  begin from a sound file, or from new weights");
    }

    // The variance of one value is 0 and its unbiased form is 0/0.
    private static void SmallBatch(Model model, ImageDataset set, TrainOptions o)
    {
        int size = Math.Max(1, Math.Min(o.BatchSize, set.Count)), rest = o.DropLast ? 0 : set.Count % size;
        if (size > 1 && rest != 1) return;
        IReadOnlySet<Node> frozen = FrozenPart.Of(model, o).Nodes;
        if (model.Graph.Nodes.FirstOrDefault(n => n.Op is BatchNorm && !frozen.Contains(n) && n.Shape.Count == n.Shape.Channels) is { } norm)
            throw new ArgumentException($"{norm.Name} would normalise a batch of 1 image ({set.Count:N0} images in batches of {o.BatchSize})\n"
                + "  rule  batch norm needs at least 2 values of each channel\n  help  set DropLast, or another BatchSize");
    }

    private static void Require(bool holds, double value, string rule, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!holds) throw new ArgumentException($"{name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]} is {value}\n  rule  {rule}");
    }
}
