namespace Fovea.Explain;

/// <summary>Logit and probability of a class for many images, in batches through one plan; strict sums, so that nothing depends on the batch.</summary>
internal sealed class ClassScorer : IDisposable
{
    private readonly Plan plan;
    private readonly ExplainWork work;
    private readonly float[] buffer;
    private readonly int each;

    public ClassScorer(Model model, ExplainWork work)
    {
        this.work = work;
        each = (int)model.Graph.Input.Shape.Count;
        buffer = new float[work.Batch * each];
        Model = model;
        plan = model.Compile(new PlanOptions { MaxBatch = work.Batch, Threads = work.Threads, Strict = true });
    }

    public Model Model { get; }

    /// <summary>The softmax probability of a class.</summary>
    public double[] Probabilities(int count, int target, CopyMaker make) => Run(count, make, target, Model.Graph.Output.Op is Softmax ? Same : Probability);

    /// <summary>The output of a class as the network has it.</summary>
    public double[] Outputs(int count, int target, CopyMaker make) => Run(count, make, target, Same);

    private double[] Run(int count, CopyMaker make, int target, Func<ReadOnlySpan<float>, int, double> read)
    {
        var values = new double[count];
        for (int first = 0; first < count; first += work.Batch)
        {
            work.Cancel.ThrowIfCancellationRequested();
            int now = Math.Min(work.Batch, count - first);
            for (int i = 0; i < now; i++) make(first + i, buffer.AsSpan(i * each, each));
            plan.Load(buffer.AsSpan(0, now * each));
            plan.Run();
            for (int i = 0; i < now; i++) values[first + i] = read(plan.Output(i), target);
        }
        return values;
    }

    private static double Same(ReadOnlySpan<float> output, int target) => output[target];

    private static double Probability(ReadOnlySpan<float> output, int target)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float v in output) largest = Math.Max(largest, v);
        foreach (float v in output) sum += Math.Exp(v - largest);
        return Math.Exp(output[target] - largest) / sum;
    }

    public void Dispose() => plan.Dispose();
}
