namespace Fovea.Tests;

/// <summary>A text that cannot be built to its end is read as far as it makes sense.</summary>
public sealed class PartialNetTests
{
    [Fact]
    public void A_whole_network_has_no_problem()
    {
        PartialNet net = NetText.Partial("8x8x1 | conv 4 3x3 | relu | flatten | dense 2");
        Assert.Null(net.Problem);
        Assert.Equal("dense1", net.Graph!.Output.Name);
    }

    [Fact]
    public void The_nodes_before_the_problem_are_there_and_so_is_the_layer_that_does_not_fit()
    {
        PartialNet net = NetText.Partial("8x8x1 | conv 4 3x3\n| maxpool 2 | maxpool 2 | maxpool 2\n| conv 8 3x3 pad valid | relu | flatten | dense 2", "deep.net.txt");
        Assert.Equal(["input", "conv1", "maxpool1", "maxpool2", "maxpool3"], net.Graph!.Nodes.Select(n => n.Name));
        Assert.Equal("conv2 (deep.net.txt:3): a 3×3 window does not fit input 1×1×4", net.Problem!.Message.Split('\n')[0]);
        Assert.Equal("conv 8 3x3 pad valid", net.Problem.Op!.ToString());
        Assert.Equal(["maxpool3"], net.Problem.Inputs.Select(n => n.Name));
        Assert.Equal(new SourceLine("deep.net.txt", 3), net.Problem.DeclaredAt);
    }

    [Fact]
    public void Branches_that_cannot_be_joined_are_both_there()
    {
        PartialNet net = NetText.Partial("8x8x4 | residual(conv 8 3x3 stride 2 | relu ; conv 8 1x1) | relu");
        Assert.Equal(["input", "conv1", "relu1", "conv2"], net.Graph!.Nodes.Select(n => n.Name));
        Assert.Equal("add", net.Problem!.Op!.ToString());
        Assert.Equal(["relu1", "conv2"], net.Problem.Inputs.Select(n => n.Name));
    }

    [Fact]
    public void A_layer_that_is_not_known_ends_it_too()
    {
        PartialNet net = NetText.Partial("8x8x1 | conv 4 3x3 | rleu | flatten | dense 2");
        Assert.Equal(["input", "conv1"], net.Graph!.Nodes.Select(n => n.Name));
        Assert.Null(net.Problem!.Op);
        Assert.Contains("did you mean 'relu'?", net.Problem.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("conv 3x3 | relu")]
    public void Without_an_input_there_is_no_graph(string text)
    {
        PartialNet net = NetText.Partial(text);
        Assert.Null(net.Graph);
        Assert.NotNull(net.Problem);
    }
}
