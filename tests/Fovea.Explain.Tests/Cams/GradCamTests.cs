namespace Fovea.Explain.Tests;

public sealed class GradCamTests
{
    // 1×1 convolution, identity, then the mean: everything can be computed by hand.
    private static Model Tiny()
    {
        Model model = Model.Parse("2x2x1 | conv 2 1x1 | globalavgpool | dense 2 nobias");
        new float[] { 1, -2 }.CopyTo(model.Parameters["conv1.weight"]);
        new float[] { 3, 0, 1, 5 }.CopyTo(model.Parameters["dense1.weight"]);
        model.Parameters.MarkChanged();
        return model;
    }

    [Fact]
    public void Matches_a_hand_computed_example()
    {
        using Model model = Tiny();
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 4]);
        Explanation e = Assert.Single(model.Explain(image, new GradCam("conv1"), Objective.Logit(0)));
        // A = (x, −2x); ∂logit0/∂A = (3, 1)/4 at each pixel; map = 3/4·x − 2/4·x = x/4.
        Assert.Equal([0.25f, 0.5f, 0.75f, 1f], e.Map);
        Assert.Equal((1, 1), e.Peak);
        // logit0 = 3·mean(x) + 1·mean(−2x) = 2.5.
        Assert.Equal(2.5f, e.Value);
    }

    [Fact]
    public void Keeps_evidence_against_the_class()
    {
        using Model model = Tiny();
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 4]);
        Explanation e = Assert.Single(model.Explain(image, new GradCam("conv1"), Objective.Logit(1)));
        Assert.All(e.Map, v => Assert.True(v < 0));
        Assert.Contains("speaks against", e.Warning);
        Assert.All(e.Positive(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Default_node_is_the_last_feature_maps_before_the_head()
    {
        using Model two = Model.Parse(SmallNets.TwoConv);
        Assert.Equal("relu2", GradCam.DefaultNode(two.Graph).Name);
        using Model resnet = Model.Parse(SmallNets.ResNet20);
        Assert.Equal(resnet.Graph.Nodes[^3].Name, GradCam.DefaultNode(resnet.Graph).Name);
    }

    [Fact]
    public void A_network_without_feature_maps_says_so()
    {
        using Model mlp = Model.Parse("9 | dense 3");
        using var x = new Tensor(Shape.Vector(9));
        var e = Assert.Throws<ArgumentException>(() => mlp.Explain(x, new GradCam(), Objective.Logit(0)));
        Assert.Equal("Grad-CAM needs feature maps: no node of this network has more than one pixel", e.Message);
    }

    [Fact]
    public void A_map_depends_on_the_weights()
    {
        using Model a = Model.Parse(SmallNets.TwoConv, seed: 1), b = Model.Parse(SmallNets.TwoConv, seed: 2);
        using var image = new Tensor(Shape.Image(28, 28, 1), [.. Enumerable.Range(0, 784).Select(i => MathF.Sin(i * 0.1f))]);
        Assert.NotEqual(a.Explain(image, new GradCam(), Objective.Logit(0))[0].Map, b.Explain(image, new GradCam(), Objective.Logit(0))[0].Map);
    }

    [Fact]
    public void An_image_is_explained_alike_alone_and_in_a_batch()
    {
        using Model model = Model.Parse(SmallNets.TwoConv, seed: 1);
        float[] pixels = [.. Enumerable.Range(0, 3 * 784).Select(i => MathF.Sin(i * 0.37f))];
        using var all = new Tensor(Shape.Image(28, 28, 1), pixels, 3);
        using var one = new Tensor(Shape.Image(28, 28, 1), pixels.AsSpan(784, 784));
        Assert.Equal(model.Explain(one, new GradCam(), Objective.Logit(), [7])[0].Map, model.Explain(all, new GradCam(), Objective.Logit(), [1, 7, 2])[1].Map);
    }
}
