using System.Buffers.Binary;
using System.Diagnostics;
using SkiaSharp;

namespace Fovea.Data.Tests;

public sealed class HostileImageTests
{
    private static ImageException Refused(byte[] file, string name = "x") => Assert.Throws<ImageException>(() => Image.Decode(file, name));

    public static TheoryData<string> Formats => new("png", "grey png", "jpg", "progressive", "webp", "lossless webp", "bmp", "gif");

    private static byte[] Sample(string format)
    {
        Image image = Make.Smooth(64, 48, 3);
        return format switch
        {
            "png" => Make.Picture(40, 30, 3).ToPng(),
            "grey png" => Make.Picture(40, 30, 1).ToPng(),
            "jpg" => Make.Jpeg(image),
            "progressive" => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "progressive.jpg")),
            "webp" => Make.Encode(image, SKEncodedImageFormat.Webp, 80),
            "lossless webp" => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "lossless.webp")),
            "bmp" => Make.Bmp(image),
            _ => Make.Gif(30, 40, [.. Enumerable.Range(0, 1200).Select(i => (byte)i)], new byte[768]),
        };
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Truncated_file_is_an_error_at_every_five_percent(string format)
    {
        byte[] whole = Sample(format);
        Image.Decode(whole, "whole");
        for (int percent = 0; percent < 100; percent += 5)
        {
            byte[] part = whole[..(int)((long)whole.Length * percent / 100)];
            var error = Refused(part, "cut");
            Assert.StartsWith("cut: ", error.Message);
            Assert.True(error.Fault is ImageFault.Truncated or ImageFault.Broken or ImageFault.Empty or ImageFault.Foreign, $"{percent} %: {error.Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damaged_bytes_give_an_image_or_an_ImageException(string format)
    {
        byte[] whole = Sample(format);
        var random = new Random(1);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = [.. whole];
            for (int k = 0; k < 1 + i % 4; k++) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Image.Decode(damaged, "damaged");
            }
            catch (ImageException)
            {
                // Either outcome is fine; anything else fails the test.
            }
        }
    }

    [Fact]
    public void Absurd_size_is_refused_from_the_header_at_once()
    {
        byte[] bomb = Make.Png(1, 1, 1, 0, [0]);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 60_000);
        var watch = Stopwatch.StartNew();
        var error = Refused(bomb, "bomb.png");
        Assert.Equal("bomb.png: 60000×60000 is 3600 megapixels, the limit is 64\n  help  make the picture smaller before training; no network here sees that many pixels", error.Message);
        Assert.Equal(ImageFault.TooLarge, error.Fault);
        Assert.True(watch.ElapsedMilliseconds < 1000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), int.MaxValue);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), int.MaxValue);
        Assert.Equal(ImageFault.TooLarge, Refused(bomb).Fault);
    }

    [Fact]
    public void Absurd_sizes_of_the_other_formats_are_refused_too()
    {
        byte[] gif = Sample("gif"), bmp = Sample("bmp");
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), 65535);
        BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), 65535);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 100_000);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), -100_000);
        byte[] webp = [.. "RIFF"u8, 100, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0, .. new byte[100]];
        byte[] jpeg = Sample("jpg");
        int frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        jpeg.AsSpan(frame + 5, 4).Fill(0xFF);
        foreach (byte[] file in (byte[][])[gif, bmp, webp, jpeg]) Assert.Equal(ImageFault.TooLarge, Refused(file).Fault);
    }

    [Fact]
    public void Zero_size_is_refused()
    {
        byte[] png = Make.Png(1, 1, 8, 0, [0]);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 0);
        Assert.StartsWith("zero.png: the Png header says 0×1 pixels", Refused(png, "zero.png").Message);
    }

    [Fact]
    public void Million_text_chunks_are_walked_quickly()
    {
        byte[] png = Make.Picture(4, 4, 1).ToPng(), text = Make.Chunk("tEXt", [65, 0, 66]);
        var file = new List<byte>(png[..33]);
        for (int i = 0; i < 200_000; i++) file.AddRange(text);
        file.AddRange(png[33..]);
        var watch = Stopwatch.StartNew();
        try
        {
            Image.Decode(file.ToArray(), "chunks.png");
        }
        catch (ImageException)
        {
            // The decoder may refuse that many chunks.
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    public static TheoryData<string, string> Foreigners => new()
    {
        { "%PDF-1.7", "a PDF" },
        { "<!DOCTYPE html><html>", "an HTML page" },
        { "\n  <HTML><body>404", "an HTML page" },
        { "<?xml version='1.0'?><svg xmlns=''>", "an SVG" },
        { "<?xml version='1.0'?><note>", "an XML file" },
        { "II*\0rest", "a TIFF" },
        { "MM\0*rest", "a TIFF" },
        { "\0\0\0\u0018ftypheic\0\0\0\0", "a HEIC" },
        { "\0\0\0\u0018ftypavif\0\0\0\0", "an AVIF" },
        { "\0\0\0\u0018ftypisom\0\0\0\0", "a film (MP4)" },
        { "PK\u0003\u0004....", "a zip archive" },
        { "8BPS\0\u0001", "a Photoshop file" },
        { "\0\0\u0001\0\u0001\0", "a Windows icon" },
        { "\0\0\0\u000CjP  \r\n", "a JPEG 2000" },
        { "version https://git-lfs.github.com/spec/v1\noid", "a Git LFS pointer (the picture itself was not fetched)" },
        { "hello, I am a text", "a text file" },
        { "\0\0\0\0\0\0\0\0\0\0\0\0", "a file of zeros" },
        { "\u0001\u0002\u0003\u0004", "of an unknown format" },
    };

    [Theory]
    [MemberData(nameof(Foreigners))]
    public void Foreign_file_is_named(string content, string name)
    {
        var error = Refused([.. content.Select(c => (byte)c)], "boot.jpg");
        Assert.Equal($"boot.jpg: this is {name}, not an image that can be read\n  help  PNG, JPEG, WebP, BMP and GIF are read; convert the file or take it out of the folder", error.Message);
        Assert.Equal(ImageFault.Foreign, error.Fault);
    }

    [Fact]
    public void Files_that_cannot_be_read_say_why()
    {
        using var folder = new TempFolder();
        Assert.Equal("the file is empty (0 bytes)", Assert.Throws<ImageException>(() => Image.Load(folder.Write("empty.png", ""))).Problem);
        Assert.Equal("no such file", Assert.Throws<ImageException>(() => Image.Load(folder["missing.png"])).Problem);
        Assert.Equal("this is a folder, not a file", Assert.Throws<ImageException>(() => Image.Load(folder.Path)).Problem);
        Assert.Equal("the file is empty (0 bytes)", Assert.Throws<ImageException>(() => Image.Load("/dev/zero")).Problem);
        Directory.CreateSymbolicLink(folder["link.png"], "/dev/zero");
        Assert.Equal("the file is empty (0 bytes)", Assert.Throws<ImageException>(() => Image.Load(folder["link.png"])).Problem);
    }

    [Fact]
    public void Name_cannot_steer_the_terminal() => Assert.StartsWith("a\ufffd[31mb: the file is empty", Refused([], "a\u001b[31mb").Message);
}
