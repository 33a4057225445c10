namespace Fovea.Onnx.Tests;

/// <summary>Windows that reach beyond the image and beyond its padding, for every remainder of size and stride.</summary>
public sealed class PoolTests
{
    public static TheoryData<string> Pools =>
    [
        .. from op in (string[])["maxpool", "avgpool"]
           from window in (string[])["2", "3 stride 2", "3x2 stride 2x3", "4 stride 3", "5 stride 5", "2 stride 3"]
           from padding in (string[])["", " pad 1", " pad same"]
           from count in op == "avgpool" ? (string[])["", " excludepad"] : [""]
           select $"{op} {window}{padding} ceil{count}",
    ];

    [Theory]
    [MemberData(nameof(Pools))]
    public void Rounding_up_gives_the_same_windows_and_divisors(string pool)
    {
        for (int size = 5; size <= 9; size++)
        {
            using Model model = Model.Parse($"{size}x{14 - size}x2 | {pool}");
            Runtime.Compare(model, 1e-5, $"{model}, {pool}", size, batch: 1);
        }
    }

    [Theory]
    [InlineData("maxpool 3 dilation 2 stride 2 pad 2,1,1,2 ceil")]
    [InlineData("maxpool 2 dilation 3 stride 1")]
    [InlineData("maxpool 3x2 stride 2x3 pad 2,0,1,0")]
    [InlineData("avgpool 3 stride 2 pad 2,1,0,2")]
    [InlineData("avgpool 4 stride 3 pad 3 ceil")]
    [InlineData("avgpool 3 stride 1 pad 0,2,2,0 excludepad")]
    public void Dilation_and_uneven_padding_give_the_same_windows(string pool)
    {
        for (int size = 5; size <= 9; size++)
        {
            using Model model = Model.Parse($"{size}x{14 - size}x3 | {pool}");
            Runtime.Compare(model, 1e-5, $"{model}, {pool}", size, batch: 2);
        }
    }

    [Fact]
    public void Ceil_mode_is_never_written()
    {
        using Model model = Model.Parse("7x6x2 | maxpool 2 ceil | avgpool 3 stride 2 pad 1 ceil");
        Assert.DoesNotContain(OnnxText.Read(model).Graph.Node.SelectMany(n => n.Attribute), a => a.Name == "ceil_mode");
    }
}
