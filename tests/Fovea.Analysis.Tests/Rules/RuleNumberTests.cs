namespace Fovea.Analysis.Tests;

/// <summary>The numbers in findings, against published ones or worked out by hand.</summary>
public sealed class RuleNumberTests
{
    // Keras' mnist_cnn: 1,199,882 parameters, 98.4 % of them in dense layers; 19,466 with a global average.
    [Fact]
    public void CAP001_computes_the_head_of_Network_in_network()
    {
        Finding f = Only("CAP001", "28x28x1 | conv 32 3x3 pad valid | relu | conv 64 3x3 pad valid | relu | maxpool 2 | dropout 0.25 | flatten | dense 128 | relu | dropout 0.5 | dense 10");
        Assert.Equal((Severity.Warning, "dense1"), (f.Severity, f.Node));
        Assert.Equal(98.4, Value(f, "denseShare"), 0.05);
        Assert.Equal(1_179_776, Value(f, "layerParameters"));
        Assert.StartsWith("globalavgpool in place of flatten1, then only dense 10: 1.20 M → 19,466 parameters, ", f.Fix);
    }

    [Fact]
    public void CAP001_knows_VGG16()
    {
        Finding f = Only("CAP001", Zoo.Nets["vgg16"]);
        Assert.Contains("102,764,544 of 138,357,544 parameters (74.3 %); dense layers together have 89.4 %", f.Message);
        Assert.Contains("138 M → 15.2 M parameters", f.Fix);
    }

    [Theory]
    [InlineData("28x28x1 | flatten | dense 512 | relu | dense 10")]
    [InlineData("28x28x1 | conv 6 5x5 | relu | maxpool 2 | conv 16 5x5 pad valid | relu | maxpool 2 | flatten | dense 120 | relu | dense 84 | relu | dense 10")]
    public void CAP001_is_silent_on_a_dense_network_and_on_a_small_head(string net) => Assert.Empty(Found("CAP001", net));

    // Odena et al.: a window of 3 with stride 2 covers every second pixel twice, so in two dimensions 1, 2 or 4 times.
    [Theory]
    [InlineData("convtranspose 8 3x3 stride 2", 1, 4)]
    [InlineData("convtranspose 8 5x4 stride 2", 4, 6)]
    [InlineData("convtranspose 8 2x2 stride 3", 0, 1)]
    [InlineData("convtranspose 8 4x4 stride 2 dilation 2", 0, 16)]
    public void SHP008_counts_the_windows_over_a_pixel(string layer, int least, int most)
    {
        Finding f = Only("SHP008", $"8x8x16 | {layer} | relu | globalavgpool | dense 10");
        Assert.Equal((least, most), (Value(f, "leastCovered"), Value(f, "mostCovered")));
    }

    [Theory]
    [InlineData("convtranspose 8 4x4 stride 2 pad 1")]
    [InlineData("convtranspose 8 2x2 stride 2")]
    [InlineData("convtranspose 8 3x3 pad 1")]
    [InlineData("convtranspose 8 6x4 stride 3x2")]
    [InlineData("convtranspose 8 4x4 stride 2 dilation 3")]
    public void SHP008_is_silent_where_all_are_covered_alike(string layer) => Assert.Empty(Found("SHP008", $"8x8x16 | {layer} | relu | globalavgpool | dense 10"));

    [Theory]
    [InlineData("convtranspose 8 3x3 stride 2 pad 1 outpad 1", "'convtranspose 8 4x4 stride 2 pad 1' covers all alike: ")]
    [InlineData("convtranspose 8 3x3 stride 2", "'convtranspose 8 4x4 stride 2 pad 0,1,0,1' covers all alike: ")]
    public void SHP008_keeps_the_size(string layer, string fix) => Assert.StartsWith(fix, Only("SHP008", $"8x8x16 | {layer} | relu | globalavgpool | dense 10").Fix);

    // 5×5 at C = 32: 25,632 parameters; two 3×3: 18,496, which is 72 %.
    [Fact]
    public void CAP004_computes_the_stack()
    {
        Finding f = Only("CAP004", "32x32x3 | conv 32 3x3 | relu | conv 32 5x5 | relu | globalavgpool | dense 10");
        Assert.Equal(100 - 100 * 18_496 / 25_632.0, Value(f, "saving"), 1e-9);
        Assert.Contains("26,858 → 19,722 parameters", f.Fix);
    }

    [Theory]
    [InlineData("224x224x3 | conv 64 7x7 stride 2 | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 96 3x3 | relu | conv 96 7x7 groups 96 | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 64 5x5 | relu | globalavgpool | dense 10")]
    public void CAP004_leaves_stems_and_depthwise_windows_alone(string net) => Assert.Empty(Found("CAP004", net));

    [Fact]
    public void CAP005_counts_the_shortest_way_through_branches()
    {
        Assert.Equal(24, Value(Only("CAP005", "32x32x3 | 24 * (conv 16 3x3 | relu) | globalavgpool | dense 10"), "depth"));
        // Inception modules without norms: one convolution on the shortest way through each.
        Assert.Empty(Found("CAP005", "32x32x3 | 12 * concat(conv 8 1x1 | relu ; conv 8 1x1 | relu | conv 8 3x3 | relu) | globalavgpool | dense 10"));
    }

    [Fact]
    public void CAP006_counts_the_lanes_of_each_group()
    {
        Finding f = Only("CAP006", "32x32x3 | conv 32 3x3 | relu | conv 48 3x3 groups 8 | relu | globalavgpool | dense 10");
        Assert.Equal((6, 8, 25), (Value(f, "channels"), Value(f, "computed"), Value(f, "waste")));
        Assert.StartsWith("64 channels instead of 48, which take this layer no longer: ", f.Fix);
    }

    // conv2(conv1(x)): K = 3 + (3 − 1)·1 = 5, and with stride 2 in front K = 3 + (3 − 1)·2 = 7 at stride 2.
    [Theory]
    [InlineData("32x32x3 | conv 32 3x3 | conv 32 3x3 | relu | globalavgpool | dense 10", "conv 32 5x5")]
    [InlineData("32x32x3 | conv 32 3x3 stride 2 nobias | bn | dropout 0.1 | conv 64 3x3 | relu | globalavgpool | dense 10", "conv 64 7x7 stride 2")]
    [InlineData("32x32x3 | conv 32 3x3 | avgpool 2 | conv 64 1x1 | relu | globalavgpool | dense 10", "conv 64 4x4 stride 2 pad 1")]
    [InlineData("28x28x1 | conv 8 3x3 | relu | flatten | dense 64 | dropout 0.5 | dense 32 | relu | dense 10", "dense 32")]
    public void ACT001_names_the_one_layer(string net, string one)
    {
        Finding f = Only("ACT001", net);
        Assert.Equal(Severity.Warning, f.Severity);
        Assert.EndsWith($"compute what one {one} computes", f.Message);
        Assert.Contains("which costs no parameters; or " + one, f.Fix);
    }

    [Theory]
    [InlineData("32x32x3 | conv 32 3x3 | relu | depthwise 3x3 | conv 64 1x1 | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 32 3x3 | relu | conv 32 1x1 | depthwise 3x3 | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 64 3x3 | relu | conv 16 1x1 nobias | bn | conv 96 1x1 nobias | bn | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 64 3x3 | relu | conv 64 1x3 | conv 64 3x1 | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 32 3x3 | layernorm | conv 32 3x3 | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 32 3x3 | maxpool 2 | conv 32 3x3 | relu | globalavgpool | dense 10")]
    [InlineData("32x32x3 | conv 32 3x3 | relu | residual(conv 32 3x3) | residual(conv 32 3x3 | relu | conv 32 3x3) | relu | globalavgpool | dense 10")]
    public void ACT001_exempts_what_is_meant(string net) => Assert.Empty(Found("ACT001", net));

    [Fact]
    public void ACT002_speaks_once_and_ACT001_is_silent_then()
    {
        const string net = "28x28x1 | conv 8 3x3 | bn | avgpool 2 | conv 16 3x3 | flatten | dense 10 | softmax";
        Finding f = Only("ACT002", net);
        Assert.Equal((Severity.Error, 7_850), (f.Severity, Value(f, "oneMatrix")));
        Assert.Empty(Found("ACT001", net));
        Assert.Equal(Severity.Info, Only("ACT002", "28x28x1 | flatten | dense 10").Severity);
    }

    [Fact]
    public void ACT004_counts_the_saved_MACs()
    {
        // 32×32 pixels of 32 → 16 channels: 524,288; a quarter of them behind the pooling.
        Finding f = Only("ACT004", "32x32x3 | conv 32 3x3 | relu | conv 16 1x1 | avgpool 2 | conv 16 3x3 | relu | globalavgpool | dense 10");
        Assert.Equal(524_288 * 3 / 4, Value(f, "savedMacs"));
        Assert.Contains("4.0 times", f.Message);
    }

    [Theory]
    [InlineData(2, 0.3133)]
    [InlineData(10, 1.4612)]
    [InlineData(100, 3.6222)]
    [InlineData(1000, 5.9095)]
    public void HED001_and_ACT005_give_the_floor_of_the_loss(int classes, double floor)
    {
        Assert.Equal(floor, Value(Only("HED001", $"28x28x1 | conv 8 3x3 | relu | globalavgpool | dense {classes} | softmax"), "lossFloor"), 5e-5);
        Assert.Equal(floor, Value(Only("ACT005", $"28x28x1 | conv 8 3x3 | relu | globalavgpool | dense {classes} | sigmoid"), "lossFloor"), 5e-5);
    }

    [Fact]
    public void ACT005_only_remarks_on_class_maps_before_an_average()
        => Assert.Equal(Severity.Info, Only("ACT005", Zoo.Nets["squeezenet"]).Severity);

    // (1/4)⁵
    [Fact]
    public void ACT006_bounds_the_gradient()
        => Assert.Equal(1 / 1024.0, Value(Only("ACT006", "28x28x1 | 5 * (conv 16 3x3 | sigmoid) | globalavgpool | dense 10"), "gradientBound"), 1e-12);

    [Fact]
    public void NRM001_counts_dead_values_and_leaves_shared_ones_alone()
    {
        Finding f = Only("NRM001", "32x32x3 | 2 * (conv 64 3x3 | bn | relu) | globalavgpool | dense 10");
        Assert.Equal((128, 2), (Value(f, "deadParameters"), Value(f, "layers")));
        Assert.Empty(Found("NRM001", "32x32x3 | conv 8 3x3 | residual(bn | relu) | globalavgpool | dense 10"));
    }

    [Fact]
    public void NRM002_counts_values_of_a_batch()
    {
        var net = new LintSubject(NetText.Parse("28x28x1 | conv 16 3x3 nobias | bn | relu | globalavgpool | dense 64 nobias | bn | relu | dense 10"), "net");
        Assert.Equal((Severity.Error, 1), Check("NRM002", net with { Batch = 1 }));
        Assert.Equal((Severity.Warning, 15), Check("NRM002", net with { Batch = 15 }));
        Assert.Empty(Rule("NRM002").Check(net with { Batch = 16 }, LintSettings.Default));
    }

    [Fact]
    public void PRF001_knows_which_batch_would_help()
    {
        var net = new LintSubject(NetText.Parse("16x16x8 | flatten | dense 1024 | relu | dense 10"), "net") { Batch = 1 };
        Finding f = Assert.Single(Rule("PRF001").Check(net, LintSettings.Default));
        int batch = int.Parse(f.Fix!.Split(' ')[3]);
        double Intensity(int b) => 2.0 * b * 2048 * 1024 / (4 * (b * (2048 + 1024.0) + 2048 * 1024 + 1024));
        Assert.True(Intensity(batch) >= 8 && Intensity(batch - 1) < 8, f.Fix);
    }

    private static (Severity, int) Check(string id, LintSubject net)
    {
        Finding f = Assert.Single(Rule(id).Check(net, LintSettings.Default));
        return (f.Severity, (int)Value(f, "values"));
    }

    private static double Value(Finding f, string name) => f.Evidence.Single(e => e.Name == name).Value;

    private static Finding Only(string id, string net) => Assert.Single(Found(id, net));

    private static IEnumerable<Finding> Found(string id, string net) => Rule(id).Check(new LintSubject(NetText.Parse(net), "net"), LintSettings.Default);

    private static Rule Rule(string id) => Linter.Rules.Single(r => r.Id == id);
}
