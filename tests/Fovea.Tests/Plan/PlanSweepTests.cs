using Fovea.Kernels;
using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Sums and ReLUs that a training plan computes in the sweeps of the ops beside them, and when it must not.</summary>
public sealed class PlanSweepTests
{
    // A block with a plain shortcut, one with a projection, one whose shortcut is a pooling; the last sum has no ReLU.
    private const string Residual = "8x8x4 | conv 6 3x3 nobias | bn | relu | residual(conv 6 3x3 nobias | bn | relu | conv 6 3x3 nobias | bn) | relu "
        + "| residual(conv 8 3x3 stride 2 nobias | bn | relu | conv 8 3x3 nobias | bn ; conv 8 1x1 stride 2 nobias | bn) | relu "
        + "| residual(conv 8 3x3 nobias | bn ; avgpool 3 stride 1 pad 1) | relu | residual(conv 8 3x3 nobias | bn) | globalavgpool | dense 3";

    [Theory]
    [InlineData(Residual)]
    [InlineData(SmallNets.ResNet20)]
    public void Residual_blocks_have_no_sweeps_of_their_own(string net)
    {
        using Model model = Model.Parse(net, seed: 3);
        using Plan plan = Training(model, 2);
        string text = plan.ToString();
        foreach (string sweep in (string[])["add+relu", " add\n", "relu backward", "add backward"]) Assert.DoesNotContain(sweep, text, StringComparison.Ordinal);
        Assert.Contains("bn+residual+relu", text, StringComparison.Ordinal);
        Assert.Contains("backward sums+relu", text, StringComparison.Ordinal);
        foreach (Node add in model.Graph.Nodes.Where(n => n.Op is Add)) Assert.Contains($" in {add.Name} ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bn3", "bn3 bn", "add1 add+relu", "relu3 relu backward")]
    [InlineData("bn3.grad", "bn3 bn", "add1 add+relu", "relu3 relu backward")]
    [InlineData("add1", "bn3 bn+residual", "relu3 relu", "relu3 relu backward")]
    [InlineData("add1.grad", "bn3 bn+residual", "relu3 relu backward", "bn3 bn+residual backward")]
    [InlineData("relu3", "bn3 bn+residual+relu", "bn3 backward sums+relu", "in add1")]
    [InlineData("relu3.grad", "bn3 bn+residual+relu", "bn3 bn+residual backward", "in add1")]
    public void Captures_limit_the_fusion_and_change_no_bits(string captured, params string[] lines)
    {
        using Model model = Model.Parse(Residual, seed: 3);
        float[] images = Images(model, 3);
        using Plan plain = Training(model, 3), plan = Training(model, 3, options => options with { Capture = [captured] });
        foreach (string line in lines) Assert.Contains(line, plan.ToString(), StringComparison.Ordinal);
        Step(model, plain, images);
        Step(model, plan, images);
        SameBits(plain.ParameterGradients.Span, plan.ParameterGradients.Span, "gradients");
        ReferenceRun<double> reference = Reference(model, images, [0, 1, 2], Objective.CrossEntropy(), training: true);
        Node node = model.Graph[captured.Replace(".grad", "", StringComparison.Ordinal)];
        Close(captured == node.Name ? reference.Activation(node) : reference.Gradient(node), Read(plan, captured), captured);
    }

    [Fact]
    public void Max_pooling_masks_the_gradient_of_the_relu_before_it()
    {
        using Model model = Model.Parse("9x9x3 | conv 6 3x3 | relu | maxpool 3 stride 2 pad 1 | relu | maxpool 2 | flatten | dense 3", seed: 3);
        float[] images = Images(model, 3);
        using Plan plain = Training(model, 3), captured = Training(model, 3, options => options with { Capture = ["relu1.grad", "relu2.grad"] });
        Assert.DoesNotContain("relu backward", plain.ToString(), StringComparison.Ordinal);
        Assert.Contains("maxpool1 maxpool 3 stride 2 pad 1 backward+relu", plain.ToString(), StringComparison.Ordinal);
        Assert.Contains("relu1 relu backward", captured.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("backward+relu", captured.ToString(), StringComparison.Ordinal);
        Step(model, plain, images);
        Step(model, captured, images);
        SameBits(captured.ParameterGradients.Span, plain.ParameterGradients.Span, "gradients");
    }

    [Theory]
    [InlineData("6x6x3 | conv 4 3x3 | relu | residual(maxpool 3 stride 1 pad 1 ; conv 4 1x1) | flatten | dense 3")]
    [InlineData("6x6x3 | conv 4 3x3 | leakyrelu 0.1 | maxpool 2 | flatten | dense 3")]
    [InlineData("6x6x3 | conv 4 3x3 | bn | relu | maxpool 2 | flatten | dense 3")]
    public void Max_pooling_masks_nothing_where_others_add_or_mask(string net)
    {
        using Model model = Model.Parse(net, seed: 3);
        using Plan plan = Training(model, 3);
        Assert.DoesNotContain("backward+relu", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_rules_of_relu_keep_its_sweeps()
    {
        using Model model = Model.Parse(Residual, seed: 3);
        using Plan plan = model.Compile(new PlanOptions { Objective = Objective.Logit(1), Capture = ["input.grad"], BackwardRules = [new ReluBackward(ReluRule.Guided)] });
        Assert.Contains("relu3 relu backward", plan.ToString(), StringComparison.Ordinal);
        float[] images = Images(model, 1);
        plan.Load(images);
        plan.Run();
        Close(Reference(model, images, [], Objective.Logit(1), ReluRule.Guided).Gradient(model.Graph.Input), Read(plan, "input.grad"), "input.grad");
    }

    [Theory]
    [InlineData("6x6x4 | residual(bn) | relu | flatten | dense 3")]
    [InlineData("6x6x4 | conv 4 1x1 | residual( ; avgpool 3 stride 1 pad 1 | bn) | relu | flatten | dense 3")]
    [InlineData("6x6x4 | residual(conv 4 1x1 ; maxpool 3 stride 1 pad 1 | bn) | relu | flatten | dense 3")]
    [InlineData("6x6x4 | residual(conv 4 1x1 ; maxpool 3 stride 1 pad 1 | bn) | flatten | dense 3")]
    [InlineData("6x6x4 | residual(relu | conv 4 1x1 | relu ; conv 4 3x3 | bn) | relu | maxpool 2 | flatten | dense 3")]
    [InlineData("6x6x4 | conv 4 3x3 | residual(residual(conv 4 3x3 | bn) | relu | conv 4 3x3 | bn ; residual(conv 4 1x1 | bn) | relu) | relu | flatten | dense 3")]
    [InlineData("6x6x4 | conv 4 3x3 | residual(residual( ; conv 4 3x3 | bn) | bn) | residual(gelu | bn) | tanh | flatten | dense 3")]
    public void Unusual_blocks_match_the_reference(string net)
    {
        using Model model = Model.Parse(net, seed: 5);
        float[] images = Images(model, 3);
        foreach (bool parameters in (bool[])[true, false])
            foreach (string[] capture in (string[][])[[], ["input.grad"], .. model.Graph.Nodes.Select(n => (string[])[n.Name + ".grad"])])
            {
                if (!parameters && capture.Length == 0) continue;
                using Plan plan = Training(model, 3, options => options with { ParameterGradients = parameters, Capture = capture });
                ReferenceRun<double> reference = Reference(model, images, [0, 1, 2], Objective.CrossEntropy(), training: true);
                Step(model, plan, images);
                foreach (string name in capture) Near(reference.Gradient(model.Graph[name[..^5]]), Read(plan, name), $"{name}\n{plan}");
                foreach (Parameter p in model.Parameters.All)
                    if (parameters && p.Spec.IsTrainable) Near(reference.ParameterGradient(p.Name), plan.Gradient(p.Name), $"{p.Name}\n{plan}");
            }
    }

    [Theory]
    [InlineData(Residual)]
    public void Bits_do_not_depend_on_the_threads(string net)
    {
        using Model model = Model.Parse(net, seed: 3);
        float[] images = Images(model, 5);
        float[]? first = null;
        foreach (int threads in (int[])[1, 2, 3, 8])
        {
            using Plan plan = Training(model, 5, options => options with { Threads = threads });
            Step(model, plan, images);
            first ??= plan.ParameterGradients.Span.ToArray();
            SameBits(first, plan.ParameterGradients.Span, $"{threads} threads");
        }
    }

    // A sum that is zero by theory (an offset before batch norm) leaves rounding, which is far below 10⁻⁵ of the gradients beside it.
    private static void Near(double[] expected, float[] actual, string what)
    {
        double difference = Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (e - a)).Sum()), norm = Math.Sqrt(expected.Sum(e => e * e));
        Assert.True(difference <= 1e-4 * norm + 1e-6 * Math.Sqrt(expected.Length), $"{what}\nis off by {difference:E2} of {norm:E2}");
    }

    private static void Near(double[] expected, ReadOnlySpan<float> actual, string what) => Near(expected, actual.ToArray(), what);

    private static Plan Training(Model model, int batch, Func<PlanOptions, PlanOptions>? change = null)
    {
        var options = new PlanOptions { MaxBatch = batch, Threads = 2, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true };
        return model.Compile(change is null ? options : change(options));
    }

    // Twice: memory that the first run left behind must not matter. The running statistics stay as they were.
    private static void Step(Model model, Plan plan, float[] images)
    {
        float[] statistics = model.Parameters.Statistics.Span.ToArray();
        for (int twice = 0; twice < 2; twice++)
        {
            plan.Load(images);
            for (int n = 0; n < plan.Batch; n++) plan.Labels[n] = n % 3;
            plan.Run();
            statistics.CopyTo(model.Parameters.Statistics.Span);
            model.Parameters.MarkChanged();
        }
    }
}
