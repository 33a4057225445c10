namespace Fovea.Tests;

/// <summary>
/// Parameters and MACs of the named networks. Parameters are torchvision's (of ResNet-18 for 32×32 kuangliu/pytorch-cifar's); MACs are
/// those of convolutions and dense layers, as torchvision counts them for its tables (1.814, 4.089, 15.470, 19.632, 0.349, 0.301 G).
/// </summary>
public sealed class ZooTests
{
    [Theory]
    [InlineData("resnet18-cifar", 11_173_962, 0.5554, "32×32×3", 10)]
    [InlineData("resnet18", 11_689_512, 1.8141, "224×224×3", 1000)]
    [InlineData("resnet50", 25_557_032, 4.0892, "224×224×3", 1000)]
    [InlineData("vgg16", 138_357_544, 15.4703, "224×224×3", 1000)]
    [InlineData("vgg19", 143_667_240, 19.6321, "224×224×3", 1000)]
    [InlineData("squeezenet", 1_235_496, 0.3491, "224×224×3", 1000)]
    [InlineData("mobilenetv2", 3_504_872, 0.3008, "224×224×3", 1000)]
    public void Has_the_published_numbers(string name, long parameters, double gigaMacs, string input, int outputs)
    {
        Graph graph = NetText.Parse(Zoo.Nets[name]);
        Assert.Equal(parameters, graph.ParameterCount);
        Assert.Equal(gigaMacs, graph.Cost.Macs / 1e9, tolerance: 0.00006);
        Assert.Equal(input, graph.Input.Shape.ToString());
        Assert.Equal(Shape.Vector(outputs), graph.Output.Shape);
    }

    // What the guide's table says of the others.
    [Theory]
    [InlineData("lenet5", 61_706, 416_520)]
    [InlineData("twoconv", 454_922, 11_065_088)]
    [InlineData("resnet20", 272_474, 40_813_184)]
    [InlineData("smallvgg", 2_196_810, 153_815_552)]
    public void Small_ones_cost_what_the_guide_says(string name, long parameters, long macs)
    {
        Graph graph = NetText.Parse(Zoo.Nets[name]);
        Assert.Equal((parameters, macs), (graph.ParameterCount, graph.Cost.Macs));
    }

    [Fact]
    public void Every_name_is_a_network_that_ends_in_logits()
        => Assert.All(Zoo.Nets, net => Assert.False(NetText.Parse(net.Value).Output.Shape.IsImage, net.Key));
}
