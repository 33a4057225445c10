using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>A compiled plan computes what the reference loops compute: activations, gradients, running statistics.</summary>
public sealed class PlanAgainstReferenceTests
{
    private const double Tolerance = 2e-5;

    // A bias before batch norm has gradient 0 in theory; what is left is rounding.
    private const double ZeroGradient = 1e-2;

    public static TheoryData<string> Nets => [
        SmallNets.LeNet5,
        "8x8x3 | conv 7 3x3 | relu | conv 5 3x3 stride 2 | leakyrelu 0.2 | flatten | dense 4",
        "9x7x2 | conv 16 3x3 nobias | bn | relu | residual(conv 16 3x3 nobias | bn | relu | conv 16 3x3 nobias | bn) | relu | globalavgpool | dense 3",
        "8x8x4 | residual(conv 6 3x3 stride 2 nobias | bn | relu | conv 6 3x3 nobias | bn ; conv 6 1x1 stride 2 nobias | bn) | relu | avgpool 2 | flatten | dense 5",
        "8x8x3 | concat(conv 4 1x1 | relu ; conv 6 3x3 | relu ; maxpool 3 stride 1 pad 1 ; ) | conv 5 3x3 pad valid | gelu | globalmaxpool | dense 3",
        "7x7x4 | depthwise 3x3 | bn | relu6 | conv 8 1x1 | layernorm | silu | pad 1,2,0,1 | conv 6 3x3 dilation 2 | hardswish | flatten | dense 6 | elu | dense 3",
        "6x6x4 | conv 8 3x3 groups 2 | selu | avgpool 3 stride 2 pad 1 ceil excludepad | tanh | flatten | dense 7 | sigmoid | dense 4 | softmax",
        "8x8x2 | conv 6 3x3 | relu | dropout 0.3 | conv 6 3x3 | dropout 0.25 | relu | maxpool 3 stride 2 ceil | softplus | flatten | dropout 0.5 | dense 5",
        "6x6x3 | residual(residual(conv 3 3x3 | relu)) | relu | residual( ; conv 3 1x1) | relu | hardsigmoid | flatten | dense 2",
        "5x5x3 | residual(relu ; dropout 0.2) | flatten | dense 3",
        "12 | dense 9 | bn | relu | residual(dense 9 | relu) | dense 3",
    ];

    [Theory]
    [MemberData(nameof(Nets))]
    public void Training_step_matches(string net) => Compare(net, training: true, optimise: true, 5, KernelVariant.Auto);

    [Theory]
    [MemberData(nameof(Nets))]
    public void Inference_gradients_match(string net) => Compare(net, training: false, optimise: true, 4, KernelVariant.Auto);

    [Theory]
    [MemberData(nameof(Nets))]
    public void Unoptimised_plans_match(string net) => Compare(net, training: true, optimise: false, 7, KernelVariant.Auto);

    [Theory]
    [MemberData(nameof(Nets))]
    public void Portable_kernels_match(string net) => Compare(net, training: true, optimise: true, 6, KernelVariant.Vector128);

    [Theory]
    [MemberData(nameof(Nets))]
    public void Reference_kernels_match(string net) => Compare(net, training: true, optimise: true, 5, KernelVariant.Reference);

    [Theory]
    [MemberData(nameof(Nets))]
    public void Inference_with_folded_norms_matches(string net)
    {
        using Model model = Model.Parse(net, seed: 3);
        Randomise(model);
        float[] images = Numbers(5 * (int)model.Graph.Input.Shape.Count, 7);
        var reference = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), []);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 6, Threads = 2 });
        plan.Load(images);
        plan.Run();
        string where = plan.ToString();
        Assert.DoesNotContain(plan.ToString().Split('\n'), line => line.Contains("bn1 bn", StringComparison.Ordinal) && net.Contains("nobias | bn", StringComparison.Ordinal));
        using Tensor output = plan.Read(model.Graph.Output.Name);
        Close(reference.Activation(model.Graph.Output), output.Values, "output", where);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Captures_change_nothing(string net)
    {
        using Model model = Model.Parse(net, seed: 3);
        string[] all = [.. model.Graph.Nodes.Select(n => n.Name), .. model.Graph.Nodes.Select(n => n.Name + ".grad")];
        Compare(net, training: true, optimise: true, 6, KernelVariant.Auto, all);
    }

    private static void Compare(string net, bool training, bool optimise, int batch, KernelVariant variant, string[]? capture = null)
    {
        using Model model = Model.Parse(net, seed: 3);
        Randomise(model);
        float[] images = Numbers(batch * (int)model.Graph.Input.Shape.Count, 7);
        int[] labels = [.. Enumerable.Range(0, batch).Select(i => i % model.Outputs)];
        var objective = Objective.CrossEntropy(labelSmoothing: 0.1f);
        Dictionary<string, double[]> values = ReferenceRun<double>.Copy(model.Parameters);
        var reference = ReferenceRun<double>.Execute(model.Graph, values, Array.ConvertAll(images, v => (double)v), labels, objective, training, 11, 4);

        using Plan plan = model.Compile(new PlanOptions
        {
            MaxBatch = batch + 1,
            Threads = 2,
            Training = training,
            Objective = objective,
            ParameterGradients = true,
            Optimise = optimise,
            Variant = variant,
            Capture = capture ?? ["input.grad"],
        });
        plan.Load(images);
        labels.CopyTo(plan.Labels);
        // Twice: memory that the first run left behind must not matter.
        float[] before = model.Parameters.Statistics.Span.ToArray();
        plan.Run(11, 4);
        before.CopyTo(model.Parameters.Statistics.Span);
        plan.Run(11, 4);

        string where = plan.ToString();
        Close(reference.Value, plan.Value, "loss", where);
        foreach (string name in plan.Readable)
        {
            using Tensor tensor = plan.Read(name);
            Node node = model.Graph[name.EndsWith(".grad", StringComparison.Ordinal) ? name[..^5] : name];
            Close(name.EndsWith(".grad", StringComparison.Ordinal) ? reference.Gradient(node) : reference.Activation(node), tensor.Values, name, where);
        }
        foreach (Parameter p in model.Parameters.All)
            if (p.Spec.IsTrainable) Close(reference.ParameterGradient(p.Name), plan.Gradient(p.Name), p.Name + ".grad", where);
            else Close(reference.Parameter(p.Name), model.Parameters[p.Name], p.Name, where);
    }

    private static void Close(double expected, double actual, string what, string where)
        => Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: {actual} instead of {expected}\n{where}");

    private static void Close(double[] expected, ReadOnlySpan<float> actual, string what, string where)
    {
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += (expected[i] - actual[i]) * (expected[i] - actual[i]);
            norm += expected[i] * expected[i];
        }
        double error = Math.Sqrt(difference) / Math.Max(Math.Sqrt(norm), ZeroGradient);
        Assert.True(error <= Tolerance, $"{what}: relative error {error:E2}\n{where}");
    }

    private static float[] Numbers(int count, uint stream)
        => [.. Enumerable.Range(0, count).Select(i => CounterRandom.Normal(1, stream, 0, (uint)i))];

    // Biases, scales and statistics away from 0 and 1, so that mistakes show.
    private static void Randomise(Model model)
    {
        foreach (Parameter p in model.Parameters.All)
        {
            Span<float> v = model.Parameters[p.Name];
            if (p.Spec.IsDecayed) continue;
            float[] noise = Numbers(v.Length, CounterRandom.Stream(p.Name));
            for (int i = 0; i < v.Length; i++) v[i] += p.Spec.Kind == ParameterKind.RunningVariance ? Math.Abs(noise[i]) * 0.3f : noise[i] * 0.2f;
        }
        model.Parameters.MarkChanged();
    }
}
