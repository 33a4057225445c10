namespace Fovea.Onnx.Tests;

/// <summary>Padding survives what runtimes make of it: see <see cref="OnnxPad"/>.</summary>
public sealed class PadTests
{
    [Theory]
    [InlineData("maxpool 3 stride 1")]
    [InlineData("maxpool 2")]
    [InlineData("dropout | maxpool 3 stride 2 pad 1 ceil")]
    [InlineData("avgpool 2")]
    [InlineData("avgpool 3 stride 2 pad 1")]
    [InlineData("avgpool 3 stride 2 pad 1 ceil")]
    [InlineData("avgpool 3 stride 2 ceil excludepad")]
    [InlineData("residual(maxpool 3 stride 1 pad 1)")]
    [InlineData("conv 3 3x3 pad valid")]
    [InlineData("concat(conv 3 3x3 ; maxpool 3 stride 1 pad 1)")]
    public void Zeros_count_in_what_reads_them(string after)
    {
        // All values are negative: a maximum that sees zeros is zero.
        using Model model = Model.Parse($"6x5x2 | relu | pad 3,1,0,2 | {after}");
        using Model negative = Model.Parse($"6x5x2 | bn | pad 3,1,0,2 | {after}");
        negative.Parameters["bn1.bias"].Fill(-9);
        negative.Parameters.MarkChanged();
        for (int seed = 0; seed < 2; seed++)
        {
            Runtime.Compare(model, 1e-5, after, seed);
            Runtime.Compare(negative, 1e-5, after, seed);
        }
    }

    [Theory]
    [InlineData("conv 3 3x3", 2)]
    [InlineData("maxpool 2", 4)]
    [InlineData("relu", 4)]
    public void Only_a_convolution_may_take_the_padding_over(string after, int inputs)
    {
        using Model model = Model.Parse($"6x5x2 | pad 3,1,0,2 | {after}");
        Assert.Equal(inputs, OnnxText.Read(model).Graph.Node[0].Input.Count);
    }
}
