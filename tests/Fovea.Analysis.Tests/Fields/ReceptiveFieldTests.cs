namespace Fovea.Analysis.Tests;

/// <summary>Receptive fields against published ones: google-research/receptive_field and rfa_toolbox, and the closed form by hand.</summary>
public sealed class ReceptiveFieldTests
{
    [Theory]
    [InlineData(VggNets.Vgg16, 212, 32)]
    [InlineData(AlexNets.AlexNet, 195, 32)]
    [InlineData(ResNets.ResNet18, 435, 32)]
    [InlineData(ResNets.ResNet34, 899, 32)]
    [InlineData(ResNets.ResNet50, 427, 32)]
    [InlineData(ResNets.ResNet18Cifar, 109, 8)]
    [InlineData(SmallNets.LeNet5, 16, 4)]
    public void Published_networks_have_their_published_fields(string net, int size, int jump)
    {
        Graph graph = NetText.Parse(net);
        var fields = ReceptiveField.Of(graph);
        ReceptiveField last = graph.Nodes.Select(n => fields[n]).Last(f => !f.IsWhole);
        Assert.Equal((size, size, jump, jump), (last.Height, last.Width, last.JumpHeight, last.JumpWidth));
        Assert.All(fields.Values, f => Assert.Equal(0, f.Misalignment));
        ReceptiveField logits = fields[graph.Output];
        Assert.True(logits.IsWhole);
        Assert.Equal((graph.Input.Shape.Height, "all"), (logits.Height, logits.ToString()));
    }

    [Theory]
    [InlineData("3x3")]
    [InlineData("5x2 stride 2x3 pad 1,2,0,1")]
    [InlineData("4x4 stride 2 pad valid")]
    public void Unshared_windows_see_what_a_convolution_sees(string window)
    {
        Graph conv = NetText.Parse($"33x33x1 | conv 4 3x3 stride 2 | conv 2 {window} | maxpool 2"), local = NetText.Parse($"33x33x1 | conv 4 3x3 stride 2 | local 2 {window} | maxpool 2");
        Assert.Equal(ReceptiveField.Of(conv)[conv.Output], ReceptiveField.Of(local)[local.Output]);
        Assert.Equal(WindowAxis.Of(conv["conv2"]), WindowAxis.Of(local["local1"]));
    }

    // Effective padding: VGG-16 (212, 32, 90): −90 + 106; AlexNet (195, 32, 64) and 2 more from its first layer's padding: −66 + 97.5.
    [Theory]
    [InlineData(VggNets.Vgg16, 16)]
    [InlineData(AlexNets.AlexNet, 31.5)]
    public void Starts_are_centres(string net, double start)
    {
        Graph graph = NetText.Parse(net);
        var fields = ReceptiveField.Of(graph);
        ReceptiveField last = graph.Nodes.Select(n => fields[n]).Last(f => !f.IsWhole);
        Assert.Equal((start, start), (last.StartTop, last.StartLeft));
    }

    // By hand: behind a 3×3 window of stride 2, two neighbours see 5 pixels, four see 9.
    [Theory]
    [InlineData("resize nearest scale 2", 3, 1, 0.0)]
    [InlineData("resize nearest scale 2 asymmetric floor", 3, 1, 0.0)]
    [InlineData("resize linear scale 2", 5, 1, 0.0)]
    [InlineData("resize linear scale 2 asymmetric", 5, 1, 0.5)]
    [InlineData("resize cubic size 16x16", 9, 1, 0.0)]
    [InlineData("resize nearest size 4x4", 3, 4, 1.5)]
    [InlineData("convtranspose 4 2x2 stride 2", 3, 1, 0.0)]
    [InlineData("convtranspose 4 4x4 stride 2 pad 1", 5, 1, 0.0)]
    [InlineData("convtranspose 4 3x3 stride 2 pad 1 outpad 1", 5, 1, 0.5)]
    [InlineData("convtranspose 4 3x3 pad 1", 7, 2, 0.5)]
    public void What_enlarges_divides_the_jump(string layer, int size, int jump, double start)
    {
        ReceptiveField f = ReceptiveField.Of(NetText.Parse($"16x16x1 | conv 4 3x3 stride 2 | it: {layer} | globalavgpool | dense 2")).Single(p => p.Key.Name == "it").Value;
        Assert.Equal((size, size, jump, jump, start, start), (f.Height, f.Width, f.JumpHeight, f.JumpWidth, f.StartTop, f.StartLeft));
    }

    [Theory]
    [InlineData("convtranspose 4 2x2 stride 2")]
    [InlineData("convtranspose 4 4x4 stride 2 pad 1")]
    [InlineData("resize nearest scale 2")]
    [InlineData("resize linear scale 2")]
    public void Levels_of_a_U_net_meet_in_one_place(string up)
    {
        Graph graph = NetText.Parse($"16x16x1 | conv 4 3x3 | concat( ; maxpool 2 | conv 4 3x3 | concat( ; maxpool 2 | conv 4 3x3 | {up}) | conv 4 3x3 | {up}) | conv 4 3x3 | globalavgpool | dense 2");
        var fields = ReceptiveField.Of(graph);
        Assert.All(graph.Nodes.Where(n => n.Shape.IsImage), n => Assert.Equal(0, fields[n].Misalignment));
        Assert.Equal((1, 0.5), (fields[graph["concat2"]].JumpHeight, fields[graph["concat2"]].StartTop));
    }

    [Fact]
    public void Maps_larger_than_the_image_see_parts_of_pixels()
    {
        ReceptiveField f = Of("8x8x1 | resize nearest scale 4 | conv 2 3x3 | globalavgpool | dense 2", "conv1");
        Assert.Equal((2, 1, 0.125), (f.Height, f.JumpHeight, f.StartTop));
    }

    [Fact]
    public void Shortcuts_keep_the_least_field_small()
    {
        Graph graph = NetText.Parse(ResNets.ResNet50);
        var fields = ReceptiveField.Of(graph);
        ReceptiveField last = graph.Nodes.Select(n => fields[n]).Last(f => !f.IsWhole);
        Assert.Equal((11, 427, "11..427"), (last.MinHeight, last.Height, last.ToString()));
    }

    [Fact]
    public void Rows_and_columns_are_separate()
    {
        ReceptiveField f = Of("28x28x1 | conv 4 1x7 stride 1x2 | conv 4 3x1 dilation 2x1 | globalavgpool | dense 2", "conv2");
        Assert.Equal((5, 7, 1, 2, "5×7"), (f.Height, f.Width, f.JumpHeight, f.JumpWidth, f.ToString()));
    }

    // Cut without padding, the second branch begins one pixel further in than the first.
    [Fact]
    public void Branches_with_different_padding_are_misaligned()
    {
        const string net = "16x16x1 | conv 2 3x3 | concat(conv 2 3x3 pad 0,2,0,2 ; conv 2 3x3) | relu | globalavgpool | dense 2";
        ReceptiveField joined = Of(net, "concat1");
        Assert.Equal((1.0, 6, 5), (joined.Misalignment, joined.Height, joined.MinHeight));
        Assert.Equal(0, Of(net, "relu1").Misalignment);
    }

    [Fact]
    public void An_even_window_in_one_branch_is_half_a_pixel_off_and_is_told_once()
    {
        const string net = "16x16x1 | concat(conv 2 2x2 ; conv 2 3x3) | residual(conv 4 3x3) | globalavgpool | dense 2";
        Assert.Equal(0.5, Of(net, "concat1").Misalignment);
        Assert.Equal(0, Of(net, "add1").Misalignment);
    }

    // Branches that shrink 15 to 5 in different ways: stride 3 against a window of 11; at the last number they are 4·(3 − 1) − 4 = 4 off.
    [Fact]
    public void Branches_with_different_strides_drift_apart()
    {
        ReceptiveField f = Of("15x15x1 | concat(conv 2 3x3 stride 3 pad valid ; conv 2 11x11 pad valid) | globalavgpool | dense 2", "concat1");
        Assert.Equal((4.0, 3, 3), (f.Misalignment, f.JumpHeight, f.MinHeight));
    }

    [Fact]
    public void Padding_as_a_step_of_its_own_is_the_convolution_s_padding()
    {
        ReceptiveField own = Of("16x16x1 | pad 1 | conv 2 3x3 stride 2 pad valid | globalavgpool | dense 2", "conv1");
        Assert.Equal(Of("16x16x1 | conv 2 3x3 stride 2 pad 1 | globalavgpool | dense 2", "conv1"), own);
    }

    // 2^1000 paths, one pass.
    [Fact]
    public void A_thousand_joins_take_no_time()
    {
        Graph graph = NetText.Parse("def b { residual(conv 1 3x3 | relu) } 8x8x1 | 1000 * b | globalavgpool | dense 2");
        ReceptiveField f = ReceptiveField.Of(graph).Values.Last(f => !f.IsWhole);
        Assert.Equal((1, 2001), (f.MinHeight, f.Height));
    }

    [Fact]
    public void Fields_beyond_all_measure_stop_growing()
    {
        ReceptiveField f = Of("9x9x1 | 20 * (conv 1 4096x4096 stride 4096 pad 2048) | globalavgpool | dense 2", "conv20");
        Assert.Equal((int.MaxValue, 1 << 30), (f.Height, f.JumpHeight));
    }

    [Fact]
    public void A_vector_is_seen_whole() => Assert.True(Of("784 | dense 10", "dense1").IsWhole);

    private static ReceptiveField Of(string net, string node)
    {
        Graph graph = NetText.Parse(net);
        return ReceptiveField.Of(graph)[graph[node]];
    }
}
