namespace Fovea.Analysis.Tests;

/// <summary>Taps that read real pixels, against the closed form for 3×3 and against counting.</summary>
public sealed class MapUseTests
{
    // ((3H − 2) / 3H)²: 11.1, 44.4, 60.5, 69.4, 81.9, 84.0, 90.7, 95.3 %.
    [Theory]
    [InlineData(1, 11.1)]
    [InlineData(2, 44.4)]
    [InlineData(3, 60.5)]
    [InlineData(4, 69.4)]
    [InlineData(7, 81.9)]
    [InlineData(8, 84.0)]
    [InlineData(14, 90.7)]
    [InlineData(28, 95.3)]
    public void Three_by_three_on_small_maps(int size, double percent)
        => Assert.Equal(percent, 100 * MapUse.Of(NetText.Parse($"{size}x{size}x2 | conv 3 3x3 | globalavgpool")["conv1"])!.Value, tolerance: 0.05);

    [Theory]
    [InlineData("conv 2 5x3 stride 2x3 pad 4,1,0,2 dilation 2x1")]
    [InlineData("conv 2 2x7 stride 3")]
    [InlineData("conv 2 1x1 stride 2")]
    [InlineData("conv 2 3x3 pad 5")]
    [InlineData("depthwise 3x3 stride 2")]
    [InlineData("maxpool 3 stride 2 ceil")]
    [InlineData("maxpool 3 dilation 2x1 stride 2 pad 1")]
    [InlineData("avgpool 3x2 stride 2 pad 1")]
    public void Any_window_as_counted(string layer)
    {
        Node node = NetText.Parse($"12x11x2 | {layer} | globalavgpool").Nodes[1];
        Assert.Equal(Counted(node), MapUse.Of(node)!.Value, precision: 12);
    }

    [Fact]
    public void Layers_without_a_window_have_none() => Assert.Null(MapUse.Of(NetText.Parse("4x4x1 | relu | globalavgpool")["relu1"]));

    private static int Before(FieldStep step) => (int)(step.Span - 1 - step.Shift2) / 2;

    private static double Counted(Node node)
    {
        (FieldStep rows, FieldStep columns) = FieldStep.Of(node.Op, node.Inputs[0].Shape);
        (int kh, int kw, int dh, int dw) = node.Op switch
        {
            Conv2d c => (c.KernelHeight, c.KernelWidth, c.DilationHeight, c.DilationWidth),
            MaxPool p => (p.KernelHeight, p.KernelWidth, p.DilationHeight, p.DilationWidth),
            AveragePool p => (p.KernelHeight, p.KernelWidth, 1, 1),
            _ => throw new NotSupportedException(),
        };
        Shape x = node.Inputs[0].Shape, y = node.Shape;
        int real = 0;
        for (int i = 0; i < y.Height; i++)
            for (int j = 0; j < y.Width; j++)
                for (int u = 0; u < kh; u++)
                    for (int v = 0; v < kw; v++)
                    {
                        int row = i * rows.Stride + u * dh - Before(rows), column = j * columns.Stride + v * dw - Before(columns);
                        if (row >= 0 && row < x.Height && column >= 0 && column < x.Width) real++;
                    }
        return (double)real / (y.Height * y.Width * kh * kw);
    }
}
