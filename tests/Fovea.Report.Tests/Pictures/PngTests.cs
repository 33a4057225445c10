using CsCheck;
using SkiaSharp;

namespace Fovea.Report.Tests;

public sealed class PngTests
{
    [Fact]
    public void Skia_reads_back_the_same_pixels() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 2], Gen.Int[0, 1000], Gen.Bool).Sample((h, w, kind, seed, flat) =>
        {
            int c = kind == 0 ? 1 : kind + 2;
            var pixels = new byte[h * w * c];
            new Random(seed).NextBytes(pixels);
            byte[] rgba = Read(Png.Encode(new PixelImage(h, w, c, pixels), flat), h, w);
            for (int i = 0; i < h * w; i++)
                for (int k = 0; k < 4; k++)
                    if (rgba[4 * i + k] != (c == 1 ? k == 3 ? 255 : pixels[i] : k < c ? pixels[i * c + k] : 255))
                        return false;
            return true;
        }, iter: 60, threads: 1);

    [Fact]
    public void Palettes_with_transparency_are_read_back_too()
    {
        var image = new IndexedImage(1, 3, [0, 1, 2], [10, 20, 30, 255, 40, 50, 60, 255, 7, 8, 9, 0]);
        byte[] rgba = Read(Png.Encode(image), 1, 3);
        Assert.Equal([10, 20, 30, 255, 40, 50, 60, 255], rgba[..8]);
        Assert.Equal(0, rgba[11]);
        Assert.Equal(image.ToPixels().Pixels[..8], rgba[..8]);
    }

    [Fact]
    public void Enlarged_palette_pictures_are_read_back_and_filtered()
    {
        byte[] palette = MapPalette.Of(ColorMap.Inferno), small = new byte[40 * 40], large = new byte[80 * 80];
        new Random(5).NextBytes(small);
        for (int i = 0; i < large.Length; i++)
            large[i] = (byte)(small[i / 80 / 2 * 40 + i % 80 / 2] % MapPalette.Levels);
        var image = new IndexedImage(80, 80, large, palette);
        byte[] png = Png.Encode(image);
        Assert.Equal(image.ToPixels().Pixels, Read(png, 80, 80));
        Assert.InRange(png.Length, 1600, 3400);
    }

    [Fact]
    public void Small_images_are_repeated_and_large_ones_averaged()
    {
        PixelImage big = Enlarge.ToFit(new PixelImage(1, 2, 1, [10, 20]), 4), small = Enlarge.ToFit(new PixelImage(2, 2, 1, [10, 20, 30, 41]), 1);
        Assert.Equal([10, 10, 20, 20, 10, 10, 20, 20], big.Pixels);
        Assert.Equal([25], small.Pixels);
    }

    private static byte[] Read(byte[] png, int h, int w)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(w, h, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        using SKCodec codec = SKCodec.Create(new MemoryStream(png));
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels()));
        return bitmap.Bytes;
    }
}
