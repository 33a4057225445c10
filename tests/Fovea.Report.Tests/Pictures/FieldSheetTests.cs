using Fovea.Analysis;

namespace Fovea.Report.Tests;

public sealed class FieldSheetTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static EffectiveField Field(float[] map, bool whole = false)
        => new("conv5", 1, 2, new ReceptiveField(3, 3, 1, 1, whole), 3, 5, map, 32);

    [Fact]
    public void Shows_values_scale_frame_and_origin()
    {
        Drawing drawing = FieldSheet.Draw(Field([0, 0, 0, 0, 0, 0, 0.5f, 2, 0.5f, 0, 0, 0, 0, 0, 0]), "net", "32 images of sample");
        string[] texts = [.. drawing.Marks.OfType<TextMark>().Select(t => t.Text)];
        Assert.Contains("net: effective receptive field of conv5", texts);
        Assert.Contains("32 images of sample", texts);
        Assert.Contains("2 activation per unit of a pixel, summed over channels", texts);
        Assert.Contains("image 3×5 px; frame: what the layers allow, 3×3 px", texts);
        Assert.Equal(4, drawing.Marks.OfType<LineMark>().Count());
        PixelImage pixels = drawing.Marks.OfType<PixelMark>().First().Image;
        Assert.Equal((3, 5), (pixels.Height, pixels.Width));
        Assert.Equal(ColorMap.Inferno.At(0.25).Red, pixels.Pixels[3 * 6]);
    }

    [Fact]
    public void Nothing_but_zeros_and_a_whole_view_are_drawn_too()
    {
        Drawing drawing = FieldSheet.Draw(Field(new float[15], whole: true), "net", "");
        Assert.DoesNotContain(drawing.Marks, m => m is LineMark);
        Assert.Contains(drawing.Marks.OfType<TextMark>(), t => t.Text == "image 3×5 px; this node sees all of it");
    }

    [Fact]
    public void Writes_a_picture_and_its_numbers()
    {
        (string picture, string array) = FieldWriter.Write(Field([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]), "net", "", folder);
        Assert.Equal("field-conv5.png", Path.GetFileName(picture));
        Assert.Equal([0x89, (byte)'P'], File.ReadAllBytes(picture)[..2]);
        Assert.Contains("(3, 5)", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(array)[..128]), StringComparison.Ordinal);
    }
}
