namespace Fovea.Explain.Tests;

public sealed class ActivationMapsTests
{
    [Fact]
    public void Holds_every_node_with_pixels_in_order()
    {
        using Model model = Model.Parse(SmallNets.LeNet5);
        using var images = new Tensor(Shape.Image(28, 28, 1), 2);
        images.Values.Fill(1);
        IReadOnlyList<ActivationMaps> maps = model.ActivationMaps(images);
        Assert.Equal(["conv1", "relu1", "maxpool1", "conv2", "relu2", "maxpool2"], maps.Select(m => m.Node));
        Assert.All(maps, m => Assert.Equal(2, m.Images.Count));
        // A fused ReLU does not hide the convolution: captured, it keeps its negative values.
        Assert.Contains(maps[0].Images[0], v => v < 0);
        Assert.Equal(maps[0].Images[0].Select(v => Math.Max(v, 0)), maps[1].Images[0]);
    }
}
