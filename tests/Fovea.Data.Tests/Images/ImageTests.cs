using SkiaSharp;

namespace Fovea.Data.Tests;

public sealed class ImageTests
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    private static void Near(Image expected, Image actual, int tolerance)
    {
        Assert.Equal(expected.ToString(), actual.ToString());
        int worst = expected.Pixels.Zip(actual.Pixels, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance, $"a value differs by {worst}, allowed are {tolerance}; first: {string.Join(' ', actual.Pixels.Take(12))}, expected {string.Join(' ', expected.Pixels.Take(12))}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Png_keeps_every_bit(int channels)
    {
        Image image = Make.Picture(17, 23, channels);
        Image back = Image.Decode(image.ToPng(), "x.png");
        Assert.Equal(channels, back.Channels);
        Assert.Equal(image.Pixels, back.Pixels);
    }

    [Fact]
    public void Load_and_SavePng_are_inverse()
    {
        using var folder = new TempFolder();
        Image image = Make.Picture(5, 9, 3);
        image.SavePng(folder["ä ö/boot.png"]);
        Assert.Equal(image.Pixels, Image.Load(folder["ä ö/boot.png"]).Pixels);
        Assert.Equal("5×9×3", image.ToString());
    }

    [Fact]
    public void Jpeg_and_WebP_are_near_and_Bmp_is_exact()
    {
        Image image = Make.Smooth(40, 30, 3);
        Near(image, Image.Decode(Make.Jpeg(image), "x.jpg"), 4);
        Near(image, Image.Decode(Make.Encode(image, SKEncodedImageFormat.Webp, 95), "x.webp"), 12);
        Near(image, Image.Decode(Make.Bmp(image), "x.bmp"), 0);
    }

    [Theory]
    [InlineData("progressive.jpg", 6)]
    [InlineData("sampling411.jpg", 12)]
    [InlineData("restart.jpg", 6)]
    [InlineData("rgb.jpg", 4)]
    [InlineData("lossless.webp", 0)]
    [InlineData("lossy.webp", 12)]
    [InlineData("interlaced.png", 0)]
    public void Uncommon_codings_decode_to_the_same_picture(string file, int tolerance)
        => Near(Make.Smooth(16, 24, 3), Image.Load(Path.Combine(Fixtures, file)), tolerance);

    [Fact]
    public void Grey_jpeg_has_one_channel() => Near(Make.Smooth(16, 24, 3).ToChannels(3) is var s ? new Image(16, 24, 1, [.. Enumerable.Range(0, 16 * 24).Select(i => s.Pixels[3 * i])]) : null!,
        Image.Load(Path.Combine(Fixtures, "grey.jpg")), 3);

    [Fact]
    public void Cmyk_jpeg_decodes_as_libjpeg_does()
    {
        byte[] reference = File.ReadAllBytes(Path.Combine(Fixtures, "cmyk.ppm"));
        Near(new Image(16, 24, 3, reference[^(16 * 24 * 3)..]), Image.Load(Path.Combine(Fixtures, "cmyk.jpg")), 1);
    }

    [Fact]
    public void Arithmetic_jpeg_is_refused_by_name()
    {
        var error = Assert.Throws<ImageException>(() => Image.Decode(File.ReadAllBytes(Path.Combine(Fixtures, "arithmetic.jpg")), "a.jpg"));
        Assert.Equal("a.jpg: not supported: a JPEG with arithmetic coding (SOF9)\n  help  save it again as an ordinary JPEG or a PNG", error.Message);
    }

    [Fact]
    public void Gif_gives_its_first_frame()
    {
        byte[] palette = [.. Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)(i / 2) })];
        byte[] indices = [.. Enumerable.Range(0, 12 * 7).Select(i => (byte)(i * 3))];
        Image image = Image.Decode(Make.Gif(7, 12, indices, palette), "x.gif");
        Assert.Equal("7×12×3", image.ToString());
        for (int i = 0; i < indices.Length; i++)
            Assert.Equal((indices[i], 255 - indices[i], indices[i] / 2), (image.Pixels[3 * i], image.Pixels[3 * i + 1], image.Pixels[3 * i + 2]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Sixteen_bits_become_eight(int colourType)
    {
        int channels = colourType == 0 ? 1 : 3;
        byte[] high = [.. Enumerable.Range(0, 4 * 5 * channels).Select(i => (byte)(i * 4))];
        byte[] rows = [.. high.SelectMany(v => new[] { v, v })];
        Image image = Image.Decode(Make.Png(4, 5, 16, colourType, rows), "deep.png");
        Assert.Equal(channels, image.Channels);
        Assert.Equal(high, image.Pixels);
    }

    [Theory]
    [InlineData(1, 255)]
    [InlineData(2, 85)]
    [InlineData(4, 17)]
    public void Few_bits_become_eight(int bits, int step)
    {
        byte[] rows = [0b01_00_11_10, 0b11_10_01_00];
        int width = 8 / bits;
        Image image = Image.Decode(Make.Png(2, width, bits, 0, rows), "few.png");
        Assert.Equal((2, width, 1), (image.Height, image.Width, image.Channels));
        for (int y = 0; y < 2; y++)
            for (int x = 0; x < width; x++)
                Assert.Equal(((rows[y] >> (8 - bits * (x + 1))) & ((1 << bits) - 1)) * step, image[y, x]);
    }

    [Fact]
    public void Palette_png_is_colour()
    {
        Image image = Image.Decode(Make.Png(1, 3, 8, 3, [2, 0, 1], palette: [10, 20, 30, 40, 50, 60, 70, 80, 90]), "palette.png");
        Assert.Equal([70, 80, 90, 10, 20, 30, 40, 50, 60], image.Pixels);
    }

    [Fact]
    public void Transparency_is_composited_over_white()
    {
        Image colour = Image.Decode(Make.Png(1, 3, 8, 6, [10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 128]), "alpha.png");
        Assert.Equal([10, 20, 30, 255, 255, 255, 127, 177, 227], colour.Pixels);
        Image grey = Image.Decode(Make.Png(1, 3, 8, 4, [10, 255, 10, 0, 100, 128]), "greyalpha.png");
        Assert.Equal(1, grey.Channels);
        Assert.Equal([10, 255, 177], grey.Pixels);
        Image palette = Image.Decode(Make.Png(1, 2, 8, 3, [0, 1], palette: [10, 20, 30, 40, 50, 60], transparency: [0, 255]), "palette.png");
        Assert.Equal([255, 255, 255, 40, 50, 60], palette.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Exif_orientation_is_applied(int orientation)
    {
        // Four areas: the upper left is dark, the upper right middling, the lower left light, the lower right white.
        Image upright = Quarters(32, 48);
        Image stored = orientation switch
        {
            2 => Map(upright, 32, 48, (y, x) => (y, 47 - x)),
            3 => Map(upright, 32, 48, (y, x) => (31 - y, 47 - x)),
            4 => Map(upright, 32, 48, (y, x) => (31 - y, x)),
            5 => Map(upright, 48, 32, (y, x) => (x, y)),
            6 => Map(upright, 48, 32, (y, x) => (x, 47 - y)),
            7 => Map(upright, 48, 32, (y, x) => (31 - x, 47 - y)),
            8 => Map(upright, 48, 32, (y, x) => (31 - x, y)),
            _ => upright,
        };
        byte[] jpeg = Make.JpegWithOrientation(stored, orientation);
        Image image = Image.Decode(jpeg, "turned.jpg");
        Near(upright, image, 8);

        static Image Quarters(int height, int width) => new(height, width, 3,
            [.. Enumerable.Range(0, height * width).SelectMany(i => Enumerable.Repeat((byte)((i / width < height / 2 ? 20 : 150) + (i % width < width / 2 ? 0 : 70)), 3))]);

        static Image Map(Image image, int height, int width, Func<int, int, (int Y, int X)> from) => new(height, width, 3,
            [.. Enumerable.Range(0, height * width).SelectMany(i => Enumerable.Repeat(from(i / width, i % width) is var (y, x) ? image[y, x] : (byte)0, 3))]);
    }

    [Fact]
    public void Luma_is_rounded_BT601()
    {
        var image = new Image(1, 4, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
        Assert.Equal([76, 150, 29, 255], image.ToChannels(1).Pixels);
        Assert.Equal([7, 7, 7], new Image(1, 1, 1, [7]).ToChannels(3).Pixels);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(65500, 1)]
    public void Thin_images_work(int height, int width)
    {
        Image image = Make.Picture(height, width, 3);
        Assert.Equal(image.Pixels, Image.Decode(image.ToPng(), "thin.png").Pixels);
        Assert.Equal("7×7×3", image.Resize(7, 7, ResizeRule.Stretch).ToString());
        Assert.Equal("7×7×3", image.Resize(7, 7, ResizeRule.FitPad).ToString());
        Assert.Equal("7×7×3", image.Resize(7, 7, ResizeRule.FitCrop).ToString());
    }

    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused()
        => Assert.StartsWith("11 bytes are not 2×2×3 (1 or 3 channels)", Assert.Throws<ArgumentException>(() => new Image(2, 2, 3, new byte[11])).Message);
}
