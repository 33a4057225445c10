namespace Fovea.Tests;

/// <summary>The reference's gradients against central differences in double precision.</summary>
public sealed class OpGradientTests
{
    public const int Problems = 50;
    private const int MostPerTensor = 24;

    public static TheoryData<string> Ops => OpRandomProblemTests.Ops;

    [Theory]
    [MemberData(nameof(Ops))]
    public void Gradient_matches_finite_differences(string op)
    {
        OpEntry entry = OpProblems.Find(op);
        for (int i = 0; i < Problems; i++)
        {
            OpProblem problem = OpProblem.Make(entry, 3000 + i, alone: true);
            // Through the statistics of the batch is the harder half.
            Check(entry.Type == typeof(BatchNorm) ? problem with { Training = true } : problem);
        }
    }

    private static void Check(OpProblem problem)
    {
        using Model model = problem.Model();
        Graph graph = model.Graph;
        var random = new Random(problem.Seed);
        double[] images = Spread(problem.Batch * (int)graph.Input.Shape.Count, random);
        Dictionary<string, double[]> values = ReferenceRun<double>.Copy(model.Parameters);
        foreach (double[] block in values.Values)
            for (int i = 0; i < block.Length; i++) block[i] = 0.2 + random.NextDouble();
        var back = new DotObjective([.. Enumerable.Range(0, problem.Batch * (int)graph.Output.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);

        ReferenceRun<double> Run() => ReferenceRun<double>.Execute(graph, values, images, [], back, problem.Training, OpProblem.DropoutSeed, OpProblem.DropoutStep);
        ReferenceRun<double> run = Run();
        FiniteDifferences.Check(images, run.Gradient(graph.Input), () => Run().Values.Sum(), MostPerTensor, random, $"{problem}: input");
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable))
            FiniteDifferences.Check(values[p.Name], run.ParameterGradient(p.Name), () => Run().Values.Sum(), MostPerTensor, random, $"{problem}: {p.Name}");
    }

    // Distinct values, at least 0.008 apart (no ties in max pooling) and 0.002 away from the kinks at −3, 0, 3 and 6.
    private static double[] Spread(int count, Random random)
    {
        double step = Math.Max(0.012, 9.0 / count);
        double[] values = [.. Enumerable.Range(0, count).Select(i => (i - count / 2) * step + 0.0047)];
        for (int i = 0; i < count; i++)
            foreach (double kink in (double[])[-3, 0, 3, 6])
                if (Math.Abs(values[i] - kink) < 0.002) values[i] = kink + 0.002;
        random.Shuffle(values);
        return values;
    }
}
