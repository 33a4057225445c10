namespace Fovea.Tests;

/// <summary>Parameter counts by hand, as the papers count them.</summary>
public sealed class SmallNetsTests
{
    // LeNet-5: 6·25+6, 16·6·25+16, 400·120+120, 120·84+84, 84·10+10.
    [Fact]
    public void LeNet5() => Holds(SmallNets.LeNet5, 156 + 2_416 + 48_120 + 10_164 + 850, "28×28×1", 10);

    // 32·25+32, 64·32·25+64, 7·7·64·128+128, 128·10+10.
    [Fact]
    public void TwoConv() => Holds(SmallNets.TwoConv, 832 + 51_264 + 401_536 + 1_290, "28×28×1", 10);

    // Stem 432+32; three blocks of 2·(9·16²+2·16); a block that doubles: 9·C·2C + 9·4C² + C·2C + 3·2·2C; two more of 2·(9·C²+2·C); dense 650.
    [Fact]
    public void ResNet20()
    {
        const int stem = 9 * 3 * 16 + 32, stage1 = 3 * 2 * (9 * 16 * 16 + 32);
        const int down2 = 9 * 16 * 32 + 9 * 32 * 32 + 16 * 32 + 3 * 64, stage2 = down2 + 2 * 2 * (9 * 32 * 32 + 64);
        const int down3 = 9 * 32 * 64 + 9 * 64 * 64 + 32 * 64 + 3 * 128, stage3 = down3 + 2 * 2 * (9 * 64 * 64 + 128);
        Assert.Equal(272_474, stem + stage1 + stage2 + stage3 + 650);
        Holds(SmallNets.ResNet20, 272_474, "32×32×3", 10);
    }

    [Fact]
    public void SmallVgg() => Holds(SmallNets.SmallVgg, 1_792 + 36_928 + 73_856 + 147_584 + 295_168 + 590_080 + 4 * 4 * 256 * 256 + 256 + 2_570, "32×32×3", 10);

    // Macs of the two convolutions and three dense layers.
    [Fact]
    public void LeNet5_costs_its_macs()
        => Assert.Equal((28 * 28 * 150) + (100 * 2_400) + 48_000 + 10_080 + 840, NetText.Parse(SmallNets.LeNet5).Cost.Macs);

    private static void Holds(string net, long parameters, string input, int outputs)
    {
        Graph graph = NetText.Parse(net);
        Assert.Equal(parameters, graph.ParameterCount);
        Assert.Equal(input, graph.Input.Shape.ToString());
        Assert.Equal(Shape.Vector(outputs), graph.Output.Shape);
    }
}
