namespace Fovea.Data.Tests;

public sealed class ResizeTests
{
    [Theory]
    [InlineData(ResizeRule.Stretch)]
    [InlineData(ResizeRule.FitCrop)]
    [InlineData(ResizeRule.FitPad)]
    [InlineData(ResizeRule.Exact)]
    public void Same_size_keeps_every_bit(ResizeRule rule)
    {
        Image image = Make.Picture(9, 13, 3);
        Assert.Equal(image.Pixels, image.Resize(9, 13, rule).Pixels);
    }

    [Fact]
    public void Halving_averages_with_the_triangle()
    {
        // Half-width 2 at scale 2: weights 1 3 3 1 over eighths, cut off and normalised at the edges.
        var image = new Image(1, 8, 1, [0, 80, 0, 80, 160, 160, 0, 0]);
        Assert.Equal([34, 60, 130, 23], image.Resize(1, 4, ResizeRule.Stretch).Pixels);
    }

    [Fact]
    public void Shrinking_sees_every_pixel()
    {
        // One white pixel among 64 × 64: without antialiasing it would be missed or hit, here it leaves its share.
        var pixels = new byte[64 * 64];
        pixels[32 * 64 + 32] = 255;
        Image small = new Image(64, 64, 1, pixels).Resize(2, 2, ResizeRule.Stretch);
        Assert.All(small.Pixels, p => Assert.Equal(0, p));
        Image white = new Image(64, 64, 1, [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)((i + i / 64) % 2 * 255))]).Resize(8, 8, ResizeRule.Stretch);
        Assert.All(white.Pixels, p => Assert.InRange(p, 126, 129));
    }

    [Fact]
    public void Doubling_interpolates_between_centres()
    {
        var image = new Image(1, 2, 1, [0, 100]);
        Assert.Equal([0, 25, 75, 100], image.Resize(1, 4, ResizeRule.Stretch).Pixels);
    }

    [Fact]
    public void FitCrop_takes_the_middle()
    {
        var image = new Image(2, 6, 1, [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]);
        Assert.Equal([3, 4, 13, 14], image.Resize(2, 2, ResizeRule.FitCrop).Pixels);
    }

    [Fact]
    public void FitPad_adds_black_edges()
    {
        var image = new Image(2, 4, 1, [8, 8, 8, 8, 8, 8, 8, 8]);
        Assert.Equal([0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8, 0, 0, 0, 0], image.Resize(4, 4, ResizeRule.FitPad).Pixels);
    }

    [Fact]
    public void Exact_refuses_another_size()
        => Assert.StartsWith("the image: the picture is 4×4, the model takes 8×8", Assert.Throws<ImageException>(() => Make.Picture(4, 4, 1).Resize(8, 8, ResizeRule.Exact)).Message);

    [Fact]
    public void Constant_picture_stays_constant_at_every_size()
    {
        for (int size = 1; size < 40; size += 3)
            foreach (ResizeRule rule in (ResizeRule[])[ResizeRule.Stretch, ResizeRule.FitCrop])
                Assert.All(new Image(11, 17, 3, [.. Enumerable.Repeat((byte)200, 11 * 17 * 3)]).Resize(size, 2 * size + 1, rule).Pixels, p => Assert.Equal(200, p));
    }
}
