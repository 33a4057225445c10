using SkiaSharp;

namespace Fovea.Report.Tests;

public sealed class SkiaRendererTests
{
    [Fact]
    public void Text_is_not_blank_without_fonts_on_the_machine()
    {
        byte[] png = SkiaRenderer.ToPng(new Drawing(80, 20, "x", [new TextMark(2, 15, "0.5 → é я Ω ≥ ×", 12)]));
        using SKBitmap bitmap = SKBitmap.Decode(png);
        Assert.InRange(bitmap.Pixels.Count(p => p.Red < 128), 60, 2000);
        using var font = new SKFont(Fonts.Regular);
        Assert.All("0.5 → é я Ω ≥ × − · … ∞ ≤", c => Assert.True(c == ' ' || font.ContainsGlyph(c), $"{c}"));
    }

    [Fact]
    public void Same_drawing_gives_the_same_bytes()
    {
        Drawing sheet = Curves.Sheet(DemoRun.Make(images: 1));
        Assert.Equal(SkiaRenderer.ToPng(sheet), SkiaRenderer.ToPng(sheet));
    }
}
