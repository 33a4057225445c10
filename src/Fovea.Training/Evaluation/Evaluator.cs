using Fovea.Data;

namespace Fovea.Training;

/// <summary>Answers of a model on a data set, again and again: once an epoch while it is trained. The images are in their own order.</summary>
internal sealed class Evaluator : IDisposable
{
    private readonly Plan plan;
    private readonly InputSource loader;
    private readonly string? boundary;
    private readonly Loss loss;
    private readonly bool endsInSoftmax;
    private readonly double[] row;

    /// <param name="model">Its weights are read anew at each pass.</param>
    /// <param name="set">The images.</param>
    /// <param name="options">How.</param>
    /// <param name="passes">How often <see cref="Measure"/> will be called at most.</param>
    /// <param name="boundary">Where the plan begins; null begins at the image.</param>
    /// <param name="features">Computes that node of images.</param>
    /// <param name="cache">Has computed it of all images of the set.</param>
    public Evaluator(Model model, ImageDataset set, EvaluateOptions options, int passes, string? boundary = null, FeaturePlan? features = null, FeatureCache? cache = null)
    {
        this.boundary = boundary;
        loss = options.Loss;
        endsInSoftmax = model.Graph.Output.Op is Softmax;
        row = new double[model.Outputs];
        plan = model.Compile(new PlanOptions { MaxBatch = Math.Min(options.BatchSize, set.Count), Threads = options.Threads, Variant = options.Variant, Strict = options.Strict, Choices = options.Choices, Feed = boundary is null ? [] : [boundary] });
        loader = new InputSource(set, InputFormat.Of(model), new LoaderOptions { BatchSize = options.BatchSize, EndEpoch = passes, Threads = options.LoaderThreads }, features, cache);
    }

    /// <summary>One pass over all images.</summary>
    /// <param name="collect">Receives each image: its number in the set, its label, the answer, the probabilities (valid during the call).</param>
    /// <param name="cancel">Ends it between batches.</param>
    public (double Loss, double Accuracy) Measure(Action<int, int, int, double[]>? collect = null, CancellationToken cancel = default)
    {
        double sum = 0;
        int correct = 0, count = 0;
        for (int b = 0; b < loader.BatchesPerEpoch && loader.TryNext(out Batch? batch); b++)
        {
            cancel.ThrowIfCancellationRequested();
            if (boundary is null) plan.Load(loader.Inputs(batch));
            else plan.Feed(boundary, loader.Inputs(batch));
            plan.Run();
            for (int n = 0; n < batch.Count; n++)
            {
                ReadOnlySpan<float> outputs = plan.Output(n);
                int label = batch.Labels[n], answer = Answer.Of(outputs);
                if (answer == label) correct++;
                sum += LossOf(outputs, label, collect is not null);
                collect?.Invoke(batch.Indices[n], label, answer, row);
            }
            count += batch.Count;
        }
        return (sum / count, (double)correct / count);
    }

    public void Dispose()
    {
        loader.Dispose();
        plan.Dispose();
    }

    // Sums in double and in the classes' order: the same for every thread count. Leaves the probabilities in row.
    private double LossOf(ReadOnlySpan<float> outputs, int label, bool probabilities)
    {
        double largest = double.NegativeInfinity, sum = 0, squares = 0;
        foreach (float v in outputs) largest = Math.Max(largest, v);
        for (int i = 0; i < outputs.Length; i++)
        {
            double difference = outputs[i] - (i == label ? 1 : 0);
            squares += difference * difference;
            sum += row[i] = endsInSoftmax ? outputs[i] : Math.Exp(outputs[i] - largest);
        }
        if (probabilities)
            for (int i = 0; i < row.Length; i++) row[i] /= sum;
        if (loss == Loss.MeanSquaredError) return squares / outputs.Length;
        return endsInSoftmax ? -Math.Log(Math.Max(outputs[label], float.Epsilon)) : Math.Log(sum) - (outputs[label] - largest);
    }
}
