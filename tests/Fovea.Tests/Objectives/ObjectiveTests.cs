using Fovea.Golden;

namespace Fovea.Tests;

/// <summary>Objectives: the reference against finite differences, plans against the reference, cross entropy against libtorch.</summary>
public sealed class ObjectiveTests
{
    private static readonly float[] Weights = [0.5f, 2, 1, 0.25f];

    public static TheoryData<string> Names => [.. Objectives().Keys];

    private static Dictionary<string, Objective> Objectives() => new()
    {
        ["cross entropy"] = Objective.CrossEntropy(),
        ["smoothed"] = Objective.CrossEntropy(0.1f),
        ["weighted"] = Objective.CrossEntropy(0, Weights),
        ["smoothed and weighted"] = Objective.CrossEntropy(0.2f, Weights),
        ["mean squared error"] = Objective.MeanSquaredError(),
        ["logit of a class"] = Objective.Logit(2),
        ["logit of the label"] = Objective.Logit(),
        ["difference of two classes"] = Objective.Difference(3, 1),
        ["difference to the label"] = new LogitDifference(null, 0),
        ["probability of a class"] = Objective.Probability(1),
        ["probability of the label"] = Objective.Probability(),
        ["unit of maps"] = Objective.Unit("conv1", 3, 0, 2),
        ["unit of a vector"] = Objective.Unit("dense1", 0, 0, 2),
        ["channel mean"] = Objective.ChannelMean("conv1", 1),
        ["pixel of maps"] = Objective.PixelSum("conv1", 2, 1),
        ["pixel of a vector"] = Objective.PixelSum("dense1", 0, 0),
        ["channel of a vector"] = Objective.ChannelMean("dense1", 3),
    };

    private static Model Net() => Model.Parse("4x3x2 | conv 3 3x3 | tanh | flatten | dense 4", seed: 5);

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_matches_finite_differences(string name)
    {
        using Model model = Net();
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            int batch = random.Next(1, 5);
            double[] images = [.. Enumerable.Range(0, batch * 24).Select(_ => random.NextDouble() * 4 - 2)];
            int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.Next(4))];
            Dictionary<string, double[]> values = ReferenceRun<double>.Copy(model.Parameters);
            Objective objective = Objectives()[name];
            ReferenceRun<double> Run() => ReferenceRun<double>.Execute(model.Graph, values, images, labels, objective);
            // The mean of a batch for losses; the sum where images do not mix.
            bool mixes = objective is CrossEntropy or MeanSquaredError;
            double Scalar() => mixes ? Run().Value : Run().Values.Sum();
            ReferenceRun<double> run = Run();
            FiniteDifferences.Check(images, run.Gradient(model.Graph.Input), Scalar, 24, random, $"{name}, seed {seed}: input");
            foreach (Parameter p in model.Parameters.All)
            {
                if (objective is ChannelMean { Node: "conv1" } or PixelSum { Node: "conv1" } or Unit { Node: "conv1" } && p.Node.Name != "conv1") continue;
                FiniteDifferences.Check(values[p.Name], run.ParameterGradient(p.Name), Scalar, 12, random, $"{name}, seed {seed}: {p.Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_matches_reference(string name)
    {
        using Model model = Net();
        Objective objective = Objectives()[name];
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 5, Threads = 3, Objective = objective, Capture = ["input.grad"] });
        for (int batch = 5; batch >= 1; batch--)
        {
            var random = new Random(batch);
            float[] images = [.. Enumerable.Range(0, batch * 24).Select(_ => random.NextSingle() * 4 - 2)];
            int[] labels = [.. Enumerable.Range(0, batch).Select(_ => random.Next(4))];
            var run = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), labels, objective);
            plan.Load(images);
            labels.CopyTo(plan.Labels);
            plan.Run();
            Assert.Equal(run.Value, plan.Value, 1e-5 * Math.Max(1, Math.Abs(run.Value)));
            for (int n = 0; n < batch; n++) Assert.Equal(run.Values[n], plan.Values[n], 1e-5 * Math.Max(1, Math.Abs(run.Values[n])));
            using Tensor gradient = plan.Read("input.grad");
            double[] expected = run.Gradient(model.Graph.Input);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient.Values[i], 1e-5 * Math.Max(0.1, Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void Cross_entropy_matches_libtorch()
    {
        foreach (GoldenCase c in GoldenFile.Load("cross_entropy").Cases)
        {
            int[] shape = c["x"].Shape;
            using Model model = Model.Parse($"{shape[1]} | dropout 0", name: c.Id);
            float[] weights = c.Has("class_weight") ? c["class_weight"].Data : [];
            using Plan plan = model.Compile(new PlanOptions
            {
                MaxBatch = shape[0],
                Threads = 2,
                Objective = Objective.CrossEntropy((float)c.Number("label_smoothing"), weights),
                Capture = ["input.grad"],
            });
            plan.Load(c["x"].Data);
            c["target"].ToInts().CopyTo(plan.Labels);
            plan.Run();
            Assert.True(GoldenFile.RelativeError([plan.Value], c["y"].Data) <= 1e-5, $"{c.Id}: {plan.Value} instead of {c["y"].Data[0]}");
            using Tensor gradient = plan.Read("input.grad");
            // dy of a scalar is recorded too.
            float[] expected = [.. c["dx"].Data.Select(v => v / c["dy"].Data[0])];
            double error = GoldenFile.RelativeError(gradient.Values, expected);
            Assert.True(error <= 1e-4, $"{c.Id}: the gradient is off by {error:E2}");
        }
    }

    [Fact]
    public void Negative_label_leaves_its_image_out()
    {
        using Model model = Net();
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Threads = 1, Objective = Objective.CrossEntropy(0, Weights), Capture = ["input.grad"] });
        float[] image = [.. Enumerable.Range(0, 24).Select(i => i / 24f)];
        plan.Load(image);
        plan.Labels[0] = 1;
        plan.Run();
        float alone = plan.Value;
        plan.Load([.. image, .. image]);
        ((int[])[1, -1]).CopyTo(plan.Labels);
        plan.Run();
        Assert.Equal(alone, plan.Value, 1e-6);
        using Tensor gradient = plan.Read("input.grad");
        Assert.DoesNotContain(gradient.Image(1).ToArray(), v => v != 0);
    }
}
