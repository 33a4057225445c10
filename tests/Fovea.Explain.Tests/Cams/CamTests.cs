namespace Fovea.Explain.Tests;

public sealed class CamTests
{
    private const string Pooled = "6x6x2 | conv 5 3x3 | relu | conv 4 3x3 | relu | globalavgpool | dropout 0.5 | dense 3";

    [Fact]
    public void Cam_is_grad_cam_times_the_pixels_and_averages_to_the_logit()
    {
        using Model model = Small.Disturbed(Pooled);
        using Tensor images = Small.Images(model, 3);
        foreach (Objective objective in (Objective[])[Objective.Logit(1), Objective.Difference(2, 0), Objective.Logit()])
        {
            int[] labels = [0, 2, 1];
            IReadOnlyList<Explanation> cam = model.Explain(images, new Cam(), objective, labels), grad = model.Explain(images, new GradCam(), objective, labels);
            for (int n = 0; n < 3; n++)
            {
                Small.Close([.. grad[n].Map.Select(v => 36.0 * v)], cam[n].Map, 1e-5);
                Assert.Equal(cam[n].Value, Small.Fact(cam[n], "mean and bias"), 1e-5);
            }
        }
    }

    [Fact]
    public void A_net_that_ends_with_the_pooling_has_a_map_for_each_class()
    {
        using Model model = Model.Parse("2x2x1 | conv 3 1x1 nobias | globalavgpool");
        Small.Set(model, "conv1.weight", 1, 2, -3);
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 4]);
        Assert.Equal([-3f, -6f, -9f, -12f], model.Explain(image, new Cam(), Objective.Logit(2))[0].Map);
        Assert.Equal([4f, 8f, 12f, 16f], model.Explain(image, new Cam(), Objective.Difference(0, 2))[0].Map);
    }

    [Fact]
    public void Other_heads_are_refused()
    {
        using Model model = Model.Parse(SmallNets.LeNet5);
        using Tensor image = Small.Images(model, 1);
        Assert.Equal("CAM needs global average pooling and at most one dense layer at the end, this network ends with relu … dense 10; Grad-CAM is the same map where CAM exists, and exists elsewhere",
            Assert.Throws<ArgumentException>(() => model.Explain(image, new Cam(), Objective.Logit(0))).Message);
    }

    [Fact]
    public void Probabilities_are_refused()
    {
        using Model model = Model.Parse(Pooled);
        using Tensor image = Small.Images(model, 1);
        Assert.StartsWith("CAM explains logits and differences of logits, not ", Assert.Throws<ArgumentException>(() => model.Explain(image, new Cam(), Objective.Probability(0))).Message);
    }

    [Fact]
    public void Hi_res_cam_of_a_linear_head_sums_to_the_logit_without_bias()
    {
        using Model model = Small.Disturbed("6x6x2 | conv 5 3x3 | relu | flatten | dense 3");
        using Tensor image = Small.Images(model, 1);
        float bias = model.Parameters["dense1.bias"][1];
        foreach (CamMethod method in (CamMethod[])[new HiResCam(), new XGradCam()])
        {
            Explanation e = model.Explain(image, method, Objective.Logit(1))[0];
            Assert.Equal(e.Value - bias, Small.Fact(e, "sum of the map"), 1e-5);
        }
    }

    [Fact]
    public void The_layer_is_chosen_with_a_reason()
    {
        using Model model = Model.Parse(SmallNets.TwoConv);
        using Tensor image = Small.Images(model, 1);
        Explanation e = model.Explain(image, new LayerCam(), Objective.Logit(1))[0];
        Assert.Equal(("relu2", "relu2 (14×14×64): the last feature maps with more than one pixel that the answer depends on; maxpool2 (maxpool 2) follows"), (e.Node, e.Reason));
        Assert.Equal("conv1 (28×28×32): asked for by name", model.Explain(image, new LayerCam("conv1"), Objective.Logit(1))[0].Reason);
        Assert.Equal("conv2 (14×14×64): the last feature maps with more than one pixel that relu2 depends on; relu2 (relu) follows",
            model.Explain(image, new GradCam(), Objective.ChannelMean("relu2", 3))[0].Reason);
        Assert.Equal("LayerCAM needs feature maps, dense1 is a vector of 128\n  help  take feature maps, relu2 (14×14×64) for one; fovea summary lists all",
            Assert.Throws<ArgumentException>(() => model.Explain(image, new LayerCam("dense1"), Objective.Logit(1))).Message);
        Assert.Equal("Grad-CAM needs feature maps: no node of this network before conv1 has more than one pixel",
            Assert.Throws<ArgumentException>(() => model.Explain(image, new GradCam(), Objective.ChannelMean("conv1", 3))).Message);
    }
}
