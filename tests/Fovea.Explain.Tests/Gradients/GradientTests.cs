using Fovea.Kernels;

namespace Fovea.Explain.Tests;

public sealed class GradientTests
{
    private const string Smooth = "5x4x2 | conv 3 3x3 | tanh | avgpool 2 | flatten | dense 4 | sigmoid | dense 3";

    public static TheoryData<string> Objectives => ["logit", "difference", "probability", "channel", "unit"];

    private static Objective Named(string name) => name switch
    {
        "difference" => Objective.Difference(2, 0),
        "probability" => Objective.Probability(1),
        "channel" => Objective.ChannelMean("conv1", 1),
        "unit" => Objective.Unit("tanh1", 2, 1, 0),
        _ => Objective.Logit(1),
    };

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Gradients_match_finite_differences(string name)
    {
        using Model model = Small.Disturbed(Smooth);
        using Tensor image = Small.Images(model, 1);
        double[] x = Small.Double(image.Values), g = Small.Differences(model, x, Named(name));
        double[] Channels(Func<int, double> of, Func<double, double, double> join) => [.. Enumerable.Range(0, 20).Select(p => join(of(2 * p), of(2 * p + 1)))];
        Small.Close(Channels(i => Math.Abs(g[i]), Math.Max), model.Explain(image, new Saliency(), Named(name))[0].Map);
        Small.Close(Channels(i => g[i], (a, b) => a + b), model.Explain(image, new Saliency { Channels = ChannelReduction.Sum }, Named(name))[0].Map);
        Small.Close(Channels(i => g[i] * g[i], (a, b) => Math.Sqrt(a + b)), model.Explain(image, new Saliency { Channels = ChannelReduction.L2 }, Named(name))[0].Map);
        Small.Close(Channels(i => x[i] * g[i], (a, b) => a + b), model.Explain(image, new GradientTimesInput(), Named(name))[0].Map);
    }

    [Fact]
    public void Gradient_times_input_of_a_linear_model_is_its_terms()
    {
        using Model model = Model.Parse("2x2x1 | flatten | dense 2 nobias");
        Small.Set(model, "dense1.weight", 1, 9, -2, 9, 3, 9, -4, 9);
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 4]);
        Explanation e = model.Explain(image, new GradientTimesInput(), Objective.Logit(0))[0];
        Assert.Equal([1f, -4f, 9f, -16f], e.Map);
        Assert.Equal((-10f, "logit", 0), (e.Value, e.Units, Small.Fact(e, "completeness error")));
    }

    // x = (1, 1); z = (x₁ + x₂, x₁ − 2·x₂) = (2, −1); s = −relu(z₁) + 3·relu(z₂): back come −1 and 3.
    [Theory]
    [InlineData("relu", ReluRule.Standard, -1, -1)]
    [InlineData("relu", ReluRule.Guided, 0, 0)]
    [InlineData("relu", ReluRule.Deconvnet, 3, -6)]
    [InlineData("relu6", ReluRule.Standard, -1, -1)]
    [InlineData("relu6", ReluRule.Guided, 0, 0)]
    [InlineData("relu6", ReluRule.Deconvnet, 3, -6)]
    public void Relu_rules_on_a_hand_computed_net(string relu, ReluRule rule, float first, float second)
    {
        using Model model = Model.Parse($"1x2x1 | flatten | dense 2 nobias | {relu} | dense 1 nobias");
        Small.Set(model, "dense1.weight", 1, 1, 1, -2);
        Small.Set(model, "dense2.weight", -1, 3);
        using var image = new Tensor(Shape.Image(1, 2, 1), [1, 1]);
        Assert.Equal([first, second], model.Explain(image, new Saliency(rule) { Channels = ChannelReduction.Sum }, Objective.Logit(0))[0].Map);
    }

    [Theory]
    [InlineData(ReluRule.Guided)]
    [InlineData(ReluRule.Deconvnet)]
    public void Relu_rules_go_through_skips_and_norms(ReluRule rule)
    {
        const string net = "8x8x3 | conv 8 3x3 nobias | bn | relu | residual(conv 8 3x3 nobias | bn | relu | conv 8 3x3 nobias | bn) | relu | globalavgpool | dense 4";
        using Model model = Small.Disturbed(net);
        using Tensor images = Small.Images(model, 2);
        ReferenceRun<double> run = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Small.Double(images.Values), [], Objective.Logit(2), reluRule: rule);
        double[] g = run.Gradient(model.Graph.Input);
        IReadOnlyList<Explanation> maps = model.Explain(images, new Saliency(rule) { Channels = ChannelReduction.Sum }, Objective.Logit(2));
        for (int n = 0; n < 2; n++)
            Small.Close([.. Enumerable.Range(0, 64).Select(p => g[n * 192 + 3 * p] + g[n * 192 + 3 * p + 1] + g[n * 192 + 3 * p + 2])], maps[n].Map);
    }
}
