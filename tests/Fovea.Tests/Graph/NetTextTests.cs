namespace Fovea.Tests;

/// <summary>What the text notation means: names, blocks, repeats, branches, places.</summary>
public sealed class NetTextTests
{
    private static string Names(string net) => string.Join(' ', NetText.Parse(net).Nodes.Select(n => n.Name));

    [Theory]
    [InlineData("8x8x1 | conv 4 3x3 | relu | conv 4 3x3 | relu", "input conv1 relu1 conv2 relu2")]
    [InlineData("8x8x1 | stem: conv 4 3x3 | conv 4 3x3", "input stem conv1")]
    [InlineData("8x8x1 | 2 * conv 4 3x3", "input conv1 conv2")]
    [InlineData("8x8x1 | stage1: 2 * (conv 4 3x3 | bn)", "input stage1.conv1 stage1.bn1 stage1.conv2 stage1.bn2")]
    [InlineData("8x8x1 | head: (relu | tanh) | relu", "input head.relu1 head.tanh1 relu1")]
    [InlineData("def block c { conv c 3x3 | relu } 8x8x1 | block 4 | block 6", "input block1.conv1 block1.relu1 block2.conv1 block2.relu1")]
    [InlineData("def block c { conv c 3x3 } 8x8x1 | first: block 4 | block 4", "input first.conv1 block2.conv1")]
    [InlineData("def block c { residual(conv c 3x3 | bn) | relu } 8x8x4 | stage1: 2 * block 4",
        "input stage1.block1.conv1 stage1.block1.bn1 stage1.block1.add1 stage1.block1.relu1 stage1.block2.conv1 stage1.block2.bn1 stage1.block2.add1 stage1.block2.relu1")]
    [InlineData("8x8x2 | sum: residual(a: conv 2 3x3)", "input a sum")]
    public void Nodes_are_named(string net, string names) => Assert.Equal(names, Names(net));

    [Theory]
    [InlineData("8x8x2 | residual(relu)", "relu1 input")]
    [InlineData("8x8x2 | residual(relu ; )", "relu1 input")]
    [InlineData("8x8x2 | residual( ; relu)", "input relu1")]
    [InlineData("8x8x2 | residual(relu ; tanh)", "relu1 tanh1")]
    [InlineData("8x8x2 | concat(relu ; ; tanh | selu)", "relu1 input selu1")]
    public void Branches_are_joined_in_order(string net, string inputs)
        => Assert.Equal(inputs, string.Join(' ', NetText.Parse(net).Output.Inputs.Select(n => n.Name)));

    [Fact]
    public void Branch_widths_add_up()
    {
        Graph graph = NetText.Parse("8x8x2 | concat(conv 4 1x1 ; conv 8 3x3 | relu ; maxpool 3 stride 1 pad 1 ; )");
        Assert.Equal(Shape.Image(8, 8, 16), graph.Output.Shape);
        Assert.Equal(4, graph.Consumers(graph.Input).Count);
    }

    [Fact]
    public void Comments_and_line_ends_are_spaces()
    {
        const string spread = """
            # a net
            8x8x1   # its image
              | conv 4 3x3 # the first layer
              stride 2
              | relu|flatten
              # | dense 100
              | dense 3
            """;
        Assert.Equal("conv 4 3x3 stride 2, relu, flatten, dense 3", string.Join(", ", NetText.Parse(spread).Nodes.Skip(1).Select(n => n.Op)));
    }

    [Fact]
    public void Parameters_stand_for_numbers_also_inside_pairs()
    {
        Graph graph = NetText.Parse("def b c k s { conv c kxk stride s | maxpool 3xk stride 1 pad same } 16x16x1 | b 5 3 2");
        Assert.Equal("conv 5 3x3 stride 2, maxpool 3 stride 1 pad same", string.Join(", ", graph.Nodes.Skip(1).Select(n => n.Op)));
    }

    [Fact]
    public void Parameters_pass_through_inner_blocks()
    {
        Graph graph = NetText.Parse("def a c { conv c 3x3 } def b n c { n * a c } 8x8x1 | b 3 7");
        Assert.Equal("b1.a1.conv1 b1.a2.conv1 b1.a3.conv1", string.Join(' ', graph.Nodes.Skip(1).Select(n => n.Name)));
        Assert.All(graph.Nodes.Skip(1), n => Assert.Equal(7, n.Shape.Channels));
    }

    [Fact]
    public void Nodes_know_their_line()
    {
        Graph graph = NetText.Parse("8x8x1\n| conv 4 3x3\n\n| residual(relu\n| tanh)\n| flatten", "nets/small.net.txt", 10);
        Assert.Equal("conv1 small.net.txt:11, relu1 small.net.txt:13, tanh1 small.net.txt:14, add1 small.net.txt:13, flatten1 small.net.txt:15",
            string.Join(", ", graph.Nodes.Skip(1).Select(n => $"{n.Name} {n.Source}")));
    }

    [Fact]
    public void Depthwise_takes_its_channels_from_the_input()
        => Assert.Equal("conv 6 3x3 stride 2 groups 6 nobias", NetText.Parse("8x8x6 | depthwise 3x3 stride 2 nobias").Output.Op.ToString());

    [Fact]
    public void Vector_is_an_input_too() => Assert.Equal(Shape.Vector(3), NetText.Parse("12 | dense 5 | relu | dense 3").Output.Shape);

    [Fact]
    public void Same_net_in_text_and_in_code_is_the_same()
    {
        using Model text = Model.Parse("28x28x1 | conv 32 5x5 | relu | maxpool 2 | conv 64 3x3 stride 2 nobias | bn | leakyrelu 0.2 | flatten | dropout 0.5 | dense 10", seed: 4);
        using Model code = Model.Define("net", Shape.Image(28, 28, 1), x => x.Conv2d(32, 5).Relu().MaxPool(2)
            .Conv2d(64, 3, stride: 2, bias: false).BatchNorm().LeakyRelu(0.2f).Flatten().Dropout(0.5f).Dense(10), seed: 4);
        Assert.Equal(text.Graph.Nodes.Select(n => n.ToString()), code.Graph.Nodes.Select(n => n.ToString()));
        Assert.True(text.Parameters.Trainable.Span.SequenceEqual(code.Parameters.Trainable.Span));
    }
}
