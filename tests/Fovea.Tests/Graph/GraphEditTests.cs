namespace Fovea.Tests;

/// <summary>Edits make a new graph and leave the old one alone.</summary>
public sealed class GraphEditTests
{
    private static readonly Graph Net = NetText.Parse("16x16x3 | conv 8 3x3 | relu | maxpool 2 | depthwise 3x3 | conv 16 3x3 | relu | maxpool 2 | flatten | dense 10", "a.net.txt");

    [Fact]
    public void Without_a_change_it_is_the_same_network()
    {
        Graph same = Net.Edit(_ => null);
        Assert.Equal(Net.Nodes.Select(n => n.ToString()), same.Nodes.Select(n => n.ToString()));
        Assert.Equal(Net.Nodes.Select(n => n.Source), same.Nodes.Select(n => n.Source));
        Assert.NotSame(Net.Nodes[1], same.Nodes[1]);
    }

    [Fact]
    public void A_dropped_layer_hands_its_input_on()
    {
        Graph edited = Net.Edit(n => n.Name == "maxpool2" ? [] : null);
        Assert.False(edited.Contains("maxpool2"));
        Assert.Equal(8 * 8 * 16, (int)edited["flatten1"].Shape.Count);
        Assert.Equal("relu2", edited["flatten1"].Inputs[0].Name);
    }

    [Fact]
    public void Several_layers_take_the_place_of_one()
    {
        Graph edited = Net.Edit(n => n.Op is MaxPool p ? [p with { StrideHeight = 1, StrideWidth = 1, Padding = Padding.Same }, new AveragePool(2, 2, 2, 2, Padding.Valid, false, true)] : null);
        Assert.Equal(Shape.Image(8, 8, 8), edited["maxpool1"].Shape);
        Assert.Equal("avgpool 2", edited["maxpool1"].Op.ToString());
        Assert.Equal("maxpool1-maxpool1", edited["maxpool1"].Inputs[0].Name);
    }

    [Fact]
    public void A_depthwise_convolution_follows_the_channels()
    {
        Graph edited = Net.Edit(n => n.Name == "conv1" ? [(Conv2d)n.Op with { OutChannels = 12 }] : null);
        Assert.Equal(Shape.Image(8, 8, 12), edited["conv2"].Shape);
        Assert.Equal(12, ((Conv2d)edited["conv2"].Op).Groups);
    }

    [Fact]
    public void Another_input_size_changes_everything_behind_it()
        => Assert.Equal(8 * 8 * 16, (int)Net.Edit(_ => null, Shape.Image(32, 32, 3))["flatten1"].Shape.Count);

    [Fact]
    public void What_does_not_fit_any_more_is_named_with_its_line()
    {
        var e = Assert.Throws<DeclarationException>(() => Net.Edit(n => n.Op is Conv2d { Groups: 1 } c ? [c with { Padding = Padding.Valid, KernelHeight = 9, KernelWidth = 9 }] : null));
        Assert.StartsWith("conv3 (a.net.txt:1): a 9×9 window does not fit input 4×4×8", e.Message);
    }

    [Fact]
    public void A_size_that_does_not_suit_it_leaves_the_part_that_fits()
    {
        PartialNet small = Net.Resize(Shape.Image(2, 2, 3));
        Assert.Equal(["input", "conv1", "relu1", "maxpool1", "conv2", "conv3", "relu2"], small.Graph!.Nodes.Select(n => n.Name));
        Assert.Equal("maxpool2", small.Problem!.Node);
        Assert.Null(Net.Resize(Shape.Image(20, 20, 3)).Problem);
    }
}
