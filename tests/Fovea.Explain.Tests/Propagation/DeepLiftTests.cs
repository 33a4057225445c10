namespace Fovea.Explain.Tests;

public sealed class DeepLiftTests
{
    public static TheoryData<string> Nets => Small.Nets;

    // s = tanh(x₁ + x₂ − 1) from (0, 0) to (2, 1): the multiplier is (tanh 2 − tanh −1)/3 for both.
    [Fact]
    public void Of_one_neuron_is_computed_by_hand()
    {
        using Model model = Model.Parse("1x2x1 | flatten | dense 1 | tanh | dense 1 nobias");
        Small.Set(model, "dense1.weight", 1, 1);
        Small.Set(model, "dense1.bias", -1);
        Small.Set(model, "dense2.weight", 1);
        using var image = new Tensor(Shape.Image(1, 2, 1), [2, 1]);
        Explanation e = model.Explain(image, new DeepLift(), Objective.Logit(0))[0];
        double m = (Math.Tanh(2) - Math.Tanh(-1)) / 3;
        Small.Close([2 * m, m], e.Map, 1e-6);
    }

    // A maximum that grows is due to its place, one that falls to where it was.
    [Theory]
    [InlineData(new[] { 1f, 5f }, new[] { 0f, 5f })]
    [InlineData(new[] { -1f, -3f }, new[] { -1f, 0f })]
    public void Of_a_maximum_is_computed_by_hand(float[] pixels, float[] expected)
    {
        using Model model = Model.Parse("1x2x1 | maxpool 1x2 | flatten | dense 1 nobias");
        Small.Set(model, "dense1.weight", 1);
        using var image = new Tensor(Shape.Image(1, 2, 1), pixels);
        Assert.Equal(expected, model.Explain(image, new DeepLift(), Objective.Logit(0))[0].Map);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Maps_sum_to_the_difference(string net)
    {
        using Model model = Small.Disturbed(net);
        using Tensor images = Small.Images(model, 3);
        foreach (ReferenceImage reference in Enum.GetValues<ReferenceImage>())
            foreach (Objective objective in (Objective[])[Objective.Logit(1), Objective.Difference(0, 3)])
                foreach (Explanation e in model.Explain(images, new DeepLift(reference), objective))
                    Assert.True(Small.Fact(e, "completeness error") < 1e-4, e.ToString());
    }

    [Theory]
    [InlineData("gelu")]
    [InlineData("silu")]
    [InlineData("sigmoid")]
    [InlineData("elu")]
    [InlineData("hardswish")]
    public void Every_activation_is_rescaled(string activation)
    {
        using Model model = Small.Disturbed($"5x5x2 | conv 4 3x3 | {activation} | maxpool 2 | flatten | dense 3 | {activation} | dense 2");
        using Tensor images = Small.Images(model, 2);
        foreach (Explanation e in model.Explain(images, new DeepLift(), Objective.Logit(1))) Assert.True(Small.Fact(e, "completeness error") < 1e-4, e.ToString());
    }

    [Fact]
    public void Of_a_linear_net_is_gradient_times_difference()
    {
        using Model model = Small.Parse("6x6x2 | conv 4 3x3 | bn | avgpool 2 | flatten | dense 3");
        using Tensor image = Small.Images(model, 1);
        Small.Close([.. model.Explain(image, new GradientTimesInput(), Objective.Logit(1))[0].Map.Select(v => (double)v)], model.Explain(image, new DeepLift(), Objective.Logit(1))[0].Map, 1e-5);
    }

    [Fact]
    public void A_node_without_a_rule_is_named()
    {
        using Model model = Model.Parse("4x4x2 | conv 4 3x3 | layernorm | relu | flatten | dense 3");
        using Tensor image = Small.Images(model, 1);
        Assert.Equal("layernorm1 (layernorm): DeepLIFT has no rule for layernorm\n  rule  DeepLIFT goes through linear nodes, activations and max pooling\n  help  integrated gradients and the gradient go through every node",
            Assert.Throws<UnsupportedNodeException>(() => model.Explain(image, new DeepLift(), Objective.Logit(1))).Message);
    }

    [Fact]
    public void Probabilities_are_refused()
    {
        using Model model = Model.Parse(SmallNets.LeNet5);
        using Tensor image = Small.Images(model, 1);
        Assert.StartsWith("DeepLIFT explains what is linear in a node: logits, differences of logits, channels, units; not ",
            Assert.Throws<ArgumentException>(() => model.Explain(image, new DeepLift(), Objective.Probability(0))).Message);
    }
}
