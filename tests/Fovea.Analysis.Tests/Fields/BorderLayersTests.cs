namespace Fovea.Analysis.Tests;

/// <summary>Unproductive layers and feasible sizes, against the numbers of rfa_toolbox and of hand.</summary>
public sealed class BorderLayersTests
{
    private static readonly string SmallVgg16 = VggNets.Vgg16.Replace("224x224x3", "32x32x3", StringComparison.Ordinal);

    [Fact]
    public void Vgg16_at_32_pixels_wastes_most_of_its_parameters()
    {
        BorderLayers border = BorderLayers.Of(NetText.Parse(SmallVgg16));
        Assert.Equal((7, 7, 13), (border.Border.Count, border.Critical.Count, border.Convolutions));
        Assert.Empty(border.DenseLike);
        Assert.Equal(92.2, 100 * border.ParameterShare, tolerance: 0.05);
        Assert.Equal(51.2, 100 * border.MacShare, tolerance: 0.05);
    }

    [Theory]
    [InlineData(VggNets.Vgg16)]
    [InlineData(ResNets.ResNet50)]
    [InlineData(ResNets.ResNet18Cifar)]
    [InlineData(SmallNets.LeNet5)]
    public void Networks_at_their_own_size_waste_nothing(string net)
    {
        BorderLayers border = BorderLayers.Of(NetText.Parse(net));
        Assert.Empty(border.Border);
        Assert.Equal((0, 0), (border.ParameterShare, border.MacShare));
    }

    // The window of the second convolution covers the whole map: a dense layer in other words.
    [Fact]
    public void A_window_as_large_as_the_map_behaves_like_a_dense_layer()
    {
        BorderLayers border = BorderLayers.Of(NetText.Parse("28x28x1 | conv 4 3x3 stride 4 | relu | maxpool 2 | conv 8 3x3 pad valid | flatten | dense 10"));
        Assert.Equal(["conv2"], border.DenseLike.Select(n => n.Name));
        Assert.Equal(["conv2"], border.Border.Select(n => n.Name));
        Assert.Empty(border.Critical);
    }

    [Fact]
    public void A_layer_that_exceeds_the_image_first_is_critical_only()
    {
        BorderLayers border = BorderLayers.Of(NetText.Parse("9x9x1 | 5 * (conv 2 3x3 | relu) | globalavgpool | dense 2"));
        Assert.Equal(["conv5"], border.Critical.Select(n => n.Name));
        Assert.Equal(["conv5"], border.Border.Select(n => n.Name));
        BorderLayers even = BorderLayers.Of(NetText.Parse("8x8x1 | 5 * (conv 2 3x3 | relu) | globalavgpool | dense 2"));
        Assert.Equal(["conv4", "conv5"], even.Critical.Select(n => n.Name));
        Assert.Equal(["conv5"], even.Border.Select(n => n.Name));
    }

    [Fact]
    public void A_network_without_convolutions_has_none()
        => Assert.Equal((0, 0.0), (BorderLayers.Of(NetText.Parse("784 | dense 10")).Convolutions, BorderLayers.Of(NetText.Parse("784 | dense 10")).MacShare));

    [Theory]
    [InlineData(ResNets.ResNet50, "75..427 px")]
    [InlineData(VggNets.Vgg16, "212..212 px")]
    [InlineData(SmallNets.LeNet5, "16..16 px")]
    [InlineData("32x16x1 | conv 2 3x5 | globalavgpool | dense 2", "3×5..3×5 px")]
    public void Sizes_that_suit(string net, string range) => Assert.Equal(range, FeasibleInput.Of(NetText.Parse(net))?.ToString());

    [Fact]
    public void Sizes_in_the_range_are_contained()
    {
        FeasibleInput range = FeasibleInput.Of(NetText.Parse(ResNets.ResNet50))!;
        Assert.True(range.Contains(Shape.Image(224, 224, 3)));
        Assert.False(range.Contains(Shape.Image(32, 32, 3)));
        Assert.False(range.Contains(Shape.Image(224, 512, 3)));
        Assert.Null(FeasibleInput.Of(NetText.Parse("784 | dense 10")));
    }
}
