using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>
/// One step of training on memory that is made once: forward, backward, check, update, moving average. Nothing is allocated on the
/// managed heap, and the weights are touched only when loss, running statistics and gradients are finite.
/// </summary>
internal sealed class TrainStep : IDisposable
{
    private readonly Model model;
    private readonly Plan plan;
    private readonly OptimizerState optimizer;
    private readonly NativeBuffer statisticsBefore;
    private readonly AverageSteps? averaging;
    private readonly float[] classWeights;
    private readonly string? boundary;

    public TrainStep(Model model, TrainOptions options)
    {
        this.model = model;
        FrozenPart part = FrozenPart.Of(model, options);
        boundary = part.Boundary?.Name;
        plan = model.Compile(PlanFor(options, part));
        UpdateRange[] ranges = OptimizerState.Ranges(model, options, part.Parameters);
        // Only what lies between the first and the last value that moves has moments and is swept over.
        (long first, long end) = part.Parameters.Count == 0 ? (0, model.Parameters.TrainableLength) : (ranges[0].Start, ranges[^1].End);
        optimizer = new OptimizerState(options.Optimizer, model.Parameters.Trainable.Slice(first, end - first), plan.ParameterGradients.Slice(first, end - first),
            [.. ranges.Select(r => r with { Start = r.Start - first, End = r.End - first })]);
        statisticsBefore = new NativeBuffer(model.Parameters.Statistics.Length);
        classWeights = options.Loss == Loss.CrossEntropy ? [.. options.ClassWeights] : [];
        if (options.WeightAverage > 0) averaging = new AverageSteps(model, options.WeightAverage);
    }

    public Plan Plan => plan;

    public OptimizerState Optimizer => optimizer;

    /// <summary>The model with the averaged weights; null when no average is kept.</summary>
    public Model? Average => averaging?.Model;

    /// <summary>Σ of the images' losses in the last step, and what it is divided by for the mean.</summary>
    public double LossSum { get; private set; }

    /// <summary>Images of the last step, each counted with its class weight.</summary>
    public double WeightSum { get; private set; }

    /// <summary>Images of the last step that were answered right, before the update.</summary>
    public int Correct { get; private set; }

    /// <summary>Runs a step; false when the loss, a running statistic or a gradient is not finite, and then nothing has changed.</summary>
    /// <param name="inputs">Images, N H W C; where the first part is frozen, the features it makes of them.</param>
    /// <param name="labels">One for each image.</param>
    /// <param name="seed">Of dropout.</param>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="learningRate">Of this step.</param>
    public bool Run(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, ulong seed, long step, float learningRate)
    {
        // Batch norm moves its statistics in the forward pass, before anybody can know that the step is bad.
        model.Parameters.Statistics.Span.CopyTo(statisticsBefore.Span(0, (int)statisticsBefore.Length));
        if (boundary is null) plan.Load(inputs);
        else plan.Feed(boundary, inputs);
        labels.CopyTo(plan.Labels);
        plan.Run(seed, step);
        Count(labels);
        if (!double.IsFinite(LossSum) || Reduction.FirstNonFinite(model.Parameters.Statistics) >= 0 || !optimizer.Measure(plan.Team))
        {
            RestoreStatistics();
            return false;
        }
        optimizer.Update(plan.Team, learningRate, step + 1);
        model.Parameters.MarkChanged();
        averaging?.Run(plan.Team, step);
        return true;
    }

    /// <summary>Gives the averaged model the newest running statistics.</summary>
    public void TakeStatistics() => averaging?.TakeStatistics();

    /// <summary>The running statistics as they were before the last step.</summary>
    public void RestoreStatistics() => statisticsBefore.Span(0, (int)statisticsBefore.Length).CopyTo(model.Parameters.Statistics.Span);

    public void Dispose()
    {
        plan.Dispose();
        optimizer.Dispose();
        statisticsBefore.Dispose();
        averaging?.Dispose();
    }

    internal static PlanOptions PlanFor(TrainOptions options, FrozenPart part) => new()
    {
        Frozen = part.NodesBehind,
        Feed = part.Boundary is { } boundary ? [boundary.Name] : [],
        MaxBatch = options.BatchSize,
        Threads = options.Threads,
        Training = true,
        Objective = options.Objective,
        ParameterGradients = true,
        Variant = options.Variant,
        Strict = options.Strict,
        Choices = options.Choices,
        Recompute = options.Recompute,
    };

    private void Count(ReadOnlySpan<int> labels)
    {
        ReadOnlySpan<float> losses = plan.Values;
        double sum = 0, weight = 0;
        int correct = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            sum += losses[n];
            weight += classWeights.Length == 0 ? 1 : classWeights[labels[n]];
            if (Answer.Of(plan.Output(n)) == labels[n]) correct++;
        }
        (LossSum, WeightSum, Correct) = (sum, weight, correct);
    }
}

/// <summary>Reads a classifier's answer.</summary>
internal static class Answer
{
    /// <summary>Index of the largest value, the first of equal ones.</summary>
    public static int Of(ReadOnlySpan<float> outputs)
    {
        int best = 0;
        for (int i = 1; i < outputs.Length; i++)
            if (outputs[i] > outputs[best]) best = i;
        return best;
    }
}
