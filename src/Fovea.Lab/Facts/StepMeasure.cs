using Fovea.Analysis;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>Takes some steps of training on a copy and watches gradients and updates of the weights.</summary>
internal static class StepMeasure
{
    public static StepFacts? Of(Model model, Optimizer optimizer, Measurement m)
    {
        ImageDataset train = m.Data.Train;
        int batch = Math.Min(m.Options.Batch, train.Count);
        Parameter[] weights = [.. model.Parameters.All.Where(p => p.Spec.Kind is ParameterKind.ConvWeight or ParameterKind.DenseWeight or ParameterKind.LocalWeight)];
        double[] gradients = Gradients(model, weights, train, batch, m);
        var watch = new UpdateWatch(model, weights);
        // A network that ends in softmax is refused by training.
        if (m.Options.Steps == 0 || model.Graph.Output.Op is Softmax) return new StepFacts(0, optimizer.LearningRate, [.. weights.Select((p, i) => new NodeSteps(p.Node.Name, gradients[i], 0))]);
        using Model copy = model.With();
        watch.Follow(copy);
        int perEpoch = Math.Max(1, train.Count / batch);
        try
        {
            copy.Train(train, new TrainOptions
            {
                Epochs = (m.Options.Steps + perEpoch - 1) / perEpoch,
                MaxSteps = m.Options.Steps,
                BatchSize = batch,
                DropLast = true,
                Seed = m.Options.Seed,
                Threads = m.Options.Threads,
                Optimizer = optimizer,
                Schedule = new Constant(),
            }, watch, m.Cancel);
        }
        catch (TrainingDivergedException)
        {
            // What was seen until then counts.
        }
        m.Cancel.ThrowIfCancellationRequested();
        return new StepFacts(watch.Steps, optimizer.LearningRate, [.. weights.Select((p, i) => new NodeSteps(p.Node.Name, gradients[i], watch.Median(i)))]);
    }

    private static double[] Gradients(Model model, Parameter[] weights, ImageDataset train, int batch, Measurement m)
    {
        m.Say("gradients", 0);
        float[] statistics = model.Parameters.Statistics.Span.ToArray();
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = m.Options.Threads, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true });
        using var loader = new BatchLoader(train, InputFormat.Of(model), new LoaderOptions { BatchSize = batch, Shuffle = true, DropLast = true, Seed = m.Options.Seed, EndEpoch = 1 });
        if (!loader.TryNext(out Batch? images, m.Cancel)) return new double[weights.Length];
        plan.Load(images.Pixels);
        images.Labels.AsSpan(0, images.Count).CopyTo(plan.Labels);
        plan.Run(m.Options.Seed);
        statistics.CopyTo(model.Parameters.Statistics.Span);
        model.Parameters.MarkChanged();
        return [.. weights.Select(p => Norm(plan.Gradient(p.Name)))];
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values) sum += (double)v * v;
        return Math.Sqrt(sum);
    }
}

/// <summary>Compares the weights after each step with those before it.</summary>
internal sealed class UpdateWatch(Model model, Parameter[] weights) : IProgress<TrainProgress>
{
    private readonly List<double>[] ratios = [.. weights.Select(_ => new List<double>())];
    private readonly float[][] before = [.. weights.Select(p => model.Parameters.Values(p).Span.ToArray())];
    private Model watched = model;

    public int Steps => ratios.Length == 0 ? 0 : ratios[0].Count;

    public void Follow(Model other) => watched = other;

    public void Report(TrainProgress value)
    {
        // An epoch's end is reported once more, when nothing has moved.
        if (value.Finished is not null) return;
        for (int i = 0; i < weights.Length; i++)
        {
            ReadOnlySpan<float> now = watched.Parameters.Values(watched.Parameters.Find(weights[i].Name)).Span;
            double change = 0, norm = 0;
            for (int k = 0; k < now.Length; k++)
            {
                double d = now[k] - before[i][k];
                change += d * d;
                norm += (double)before[i][k] * before[i][k];
            }
            ratios[i].Add(norm > 0 ? Math.Sqrt(change / norm) : change > 0 ? 1 : 0);
            now.CopyTo(before[i]);
        }
    }

    public double Median(int i)
    {
        double[] sorted = [.. ratios[i].Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
