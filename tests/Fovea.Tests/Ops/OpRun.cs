using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>The arrays of one problem, and what plans and the reference make of them.</summary>
internal sealed class OpRun : IDisposable
{
    public OpRun(OpProblem problem, bool integers)
    {
        Problem = problem;
        Model = problem.Model();
        var random = new Random(problem.Seed);
        Images = Fill(new float[problem.Batch * (int)Model.Graph.Input.Shape.Count]);
        Back = new DotObjective(Fill(new float[problem.Batch * (int)Model.Graph.Output.Shape.Count]));
        foreach (Parameter p in Model.Parameters.All)
        {
            Span<float> values = Model.Parameters[p.Name];
            for (int i = 0; i < values.Length; i++)
                values[i] = integers ? random.Next(-3, 4)
                    : p.Spec.Kind is ParameterKind.RunningVariance ? 0.3f + random.NextSingle()
                    : p.Spec.Kind is ParameterKind.NormScale ? 0.5f + random.NextSingle()
                    : (random.NextSingle() - 0.5f) * 2 / MathF.Sqrt(p.Spec.FanIn);
        }
        Model.Parameters.MarkChanged();
        statistics = Model.Parameters.Statistics.Span.ToArray();
        Names = ["input.grad", Model.Graph.Output.Name];

        float[] Fill(float[] values)
        {
            for (int i = 0; i < values.Length; i++) values[i] = integers ? random.Next(-4, 5) : (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            return values;
        }
    }

    private readonly float[] statistics;

    public OpProblem Problem { get; }

    public Model Model { get; }

    public float[] Images { get; }

    public DotObjective Back { get; }

    /// <summary>What a plan keeps beside the parameters' gradients.</summary>
    public string[] Names { get; }

    public ReferenceRun<double> Reference() => ReferenceRun<double>.Execute(Model.Graph, ReferenceRun<double>.Copy(Model.Parameters),
        Array.ConvertAll(Images, v => (double)v), [], Back, Problem.Training, OpProblem.DropoutSeed, OpProblem.DropoutStep);

    /// <summary>Everything that a plan computes, by name: output, input gradient, parameter gradients, running statistics.</summary>
    public Dictionary<string, float[]> Compute(KernelVariant variant, int threads)
    {
        statistics.CopyTo(Model.Parameters.Statistics.Span);
        Model.Parameters.MarkChanged();
        using Plan plan = Model.Compile(new PlanOptions
        {
            MaxBatch = Problem.Batch + Problem.Seed % 3,
            Threads = threads,
            Training = Problem.Training,
            Objective = Back,
            ParameterGradients = true,
            Capture = ["input.grad"],
            Variant = variant,
            Optimise = Problem.Seed % 4 != 0,
        });
        plan.Load(Images);
        plan.Run(OpProblem.DropoutSeed, OpProblem.DropoutStep);
        var results = new Dictionary<string, float[]>();
        foreach (string name in Names)
        {
            using Tensor tensor = plan.Read(name);
            results[name] = tensor.Values.ToArray();
        }
        foreach (Parameter p in Model.Parameters.All)
            results[p.Spec.IsTrainable ? p.Name + ".grad" : p.Name] = (p.Spec.IsTrainable ? plan.Gradient(p.Name) : Model.Parameters[p.Name]).ToArray();
        statistics.CopyTo(Model.Parameters.Statistics.Span);
        return results;
    }

    /// <summary>The reference's answer under the same name.</summary>
    public double[] Expected(ReferenceRun<double> reference, string name)
    {
        if (name == "input.grad") return reference.Gradient(Model.Graph.Input);
        if (name == Model.Graph.Output.Name) return reference.Activation(Model.Graph.Output);
        return name.EndsWith(".grad", StringComparison.Ordinal) ? reference.ParameterGradient(name[..^5]) : reference.Parameter(name);
    }

    public void Dispose() => Model.Dispose();
}
