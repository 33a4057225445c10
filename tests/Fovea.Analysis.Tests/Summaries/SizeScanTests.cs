using System.Text.Json;

namespace Fovea.Analysis.Tests;

public sealed class SizeScanTests
{
    // Alsallakh et al.: K3 S2 P1 is even for a·2ⁿ + 1; of ResNet-50's five strides, the first is K7 P3.
    [Fact]
    public void ResNet50_is_even_at_multiples_of_32_and_one()
    {
        SizeScan scan = SizeScan.Of(NetText.Parse(ResNets.ResNet50), "resnet50", 32, 512);
        Assert.Equal([.. Enumerable.Range(3, 11).Select(a => 32 * a + 1)], scan.Sizes.Where(s => s.IsEven).Select(s => s.Size));
        Assert.Equal((Suitability.TooSmall, Suitability.Suits, Suitability.TooLarge),
            (scan.Sizes[0].Suitability, scan.Sizes[224 - 32].Suitability, scan.Sizes[^1].Suitability));
        Assert.Equal((4_089_184_256, "7×7×2048"), (scan.Sizes[224 - 32].Macs, scan.Sizes[224 - 32].Final.ToString()));
        Assert.Contains("\nreceptive fields suit 75..427 px: every layer", scan.ToString(), StringComparison.Ordinal);
        Assert.Contains("\neven at every stride, all pixels read: 97, 129, 161,", scan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Vgg16_at_32_wastes_half_its_work()
    {
        SizeFit fit = SizeScan.Of(NetText.Parse(VggNets.Vgg16), "vgg16", 32, 32).Sizes[0];
        Assert.Equal((7, 13, 51.2), (fit.Border, fit.Convolutions, Math.Round(100 * fit.BorderMacShare, 1)));
    }

    [Fact]
    public void Prints_a_table()
    {
        string expected = """
            tiny: square images of 5 to 8 pixels

            input  last maps  parameters   MACs  no context  of MACs  uneven  unread
                5  conv2: a 3×3 window does not fit input 2×2×4
                6  1×1×4             198  1,448      1 of 2   10.0 %  0 of 1  0 of 1  too small: these layers add nothing
                7  1×1×4             198  1,916      1 of 2    7.5 %  0 of 1  1 of 1  too small: these layers add nothing
                8  2×2×4             222  2,912      0 of 2           0 of 1  0 of 1  suits, evenly

            receptive fields suit 8..8 px: every layer has context to add, and the last sees the whole image
            even at every stride, all pixels read: 8 px

            """.ReplaceLineEndings("\n");
        Assert.Equal(expected, SizeScan.Of(NetText.Parse("8x8x1 | conv 4 3x3 | maxpool 2 | conv 4 3x3 pad valid | flatten | dense 2"), "tiny", 5, 8).ToString());
    }

    [Fact]
    public void Json_has_every_size()
    {
        using JsonDocument json = JsonDocument.Parse(SizeScan.Of(NetText.Parse(SmallNets.LeNet5), "lenet5", 6, 40).ToJson());
        JsonElement sizes = json.RootElement.GetProperty("sizes");
        Assert.Equal(35, sizes.GetArrayLength());
        Assert.Equal("conv2: a 5×5 window does not fit input 3×3×6", sizes[0].GetProperty("problem").GetString());
        Assert.Equal(416_520, sizes[28 - 6].GetProperty("macs").GetInt64());
        Assert.Equal([16, 16], json.RootElement.GetProperty("feasible").EnumerateArray().Select(e => e.GetInt32()));
    }

    [Theory]
    [InlineData("784 | dense 10", 8, 9, "net takes a vector of 784: it has no image size (Parameter 'graph')")]
    [InlineData("8x8x1 | conv 2 3x3 | globalavgpool", 9, 8, "sizes 9..8: the first is at least 1 and no larger than the last (Parameter 'from')")]
    public void What_cannot_be_scanned_says_why(string net, int from, int to, string message)
        => Assert.Equal(message, Assert.Throws<ArgumentException>(() => SizeScan.Of(NetText.Parse(net), "net", from, to)).Message);
}
