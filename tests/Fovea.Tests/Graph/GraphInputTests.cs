namespace Fovea.Tests;

/// <summary>The same network on another input.</summary>
public sealed class GraphInputTests
{
    [Theory]
    [InlineData("resnet20", 48)]
    [InlineData("inception-v1", 96)]
    [InlineData("lenet5", 40)]
    public void Is_the_network_that_the_text_declares(string name, int size)
    {
        Graph graph = NetText.Parse(Zoo.Nets[name]), other = graph.WithInput(Shape.Image(size, size, graph.Input.Shape.Channels));
        string word = $"{graph.Input.Shape.Height}x{graph.Input.Shape.Width}x";
        Graph declared = NetText.Parse(Zoo.Nets[name].Replace(word, $"{size}x{size}x", StringComparison.Ordinal));
        Assert.Equal(declared.Nodes.Select(n => n.ToString()), other.Nodes.Select(n => n.ToString()));
        Assert.Equal(declared.ParameterCount, other.ParameterCount);
        Assert.Equal(graph.Nodes.Select(n => n.Source), other.Nodes.Select(n => n.Source));
    }

    [Fact]
    public void Says_which_layer_does_not_fit()
    {
        Graph graph = NetText.Parse(SmallNets.LeNet5, "lenet.net.txt");
        var e = Assert.Throws<DeclarationException>(() => graph.WithInput(Shape.Image(6, 6, 1)));
        Assert.StartsWith("conv2 (lenet.net.txt:1): a 5×5 window does not fit input 3×3×6", e.Message, StringComparison.Ordinal);
    }
}
