using Fovea.Data;
using Fovea.Lab;

namespace Fovea.Report.Tests;

/// <summary>The page and the pictures of an error analysis.</summary>
public sealed class ErrorsWriterTests
{
    private static (ErrorReport Report, Model Model, ImageDataset Set) Made()
    {
        Model model = Model.Parse("8x8x1 | conv 4 3x3 | relu | flatten | dense 3", 1, "net <i>");
        byte[] pixels = [.. Enumerable.Range(0, 90 * 64).Select(i => (byte)(i * 7919 % 251))];
        var set = new ArrayDataset("set", 8, 8, 1, pixels, [.. Enumerable.Range(0, 90).Select(i => i % 3)], ["<b>one</b>", "two", "three"]);
        return (ErrorAnalysis.Of(model, set, new ErrorOptions { Threads = 1 }), model, set);
    }

    [Fact]
    public void The_page_has_every_part_escapes_names_and_loads_nothing()
    {
        (ErrorReport report, Model model, ImageDataset set) = Made();
        using (model)
        {
            string page = ErrorsPage.Render(new ErrorPictures(report, model, set, null));
            foreach (string id in new[] { "confusion", "classes", "calibration", "mistakes", "labels", "duplicates", "strange", "shortcuts", "left" })
                Assert.Contains($"aria-labelledby=\"{id}-title\"", page, StringComparison.Ordinal);
            Assert.Contains("net &lt;i&gt;", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>one</b>", page, StringComparison.Ordinal);
            Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal(page, ErrorsPage.Render(new ErrorPictures(report, model, set, null)));
        }
    }

    [Fact]
    public void Both_maps_of_a_mistake_share_one_scale()
    {
        (ErrorReport report, Model model, ImageDataset set) = Made();
        using (model)
            foreach (MistakePicture m in new ErrorPictures(report, model, set, null).Mistakes())
                Assert.Equal(Math.Max(m.Mistake.ForAnswer!.Positive().Max(), m.Mistake.ForLabel!.Positive().Max()), m.Scale.High, 5);
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(0.02, 30)]
    [InlineData(0.7, 90)]
    public void Every_mark_of_the_reliability_diagram_lies_inside(double confidence, int count)
    {
        var bin = new ConfidenceBin(confidence, confidence, count, confidence, new Share(0.5, 0.01, 0.99));
        var score = new CalibrationScore(count, 0.5, confidence, 0.1, 0.01, 0.1, 0.5, 1, [bin, bin with { Confidence = confidence / 2 }]);
        Drawing drawing = ReliabilityChart.Draw(new Calibration(score, 12.34, count, score, score));
        Assert.NotEmpty(drawing.Alt);
        foreach (Mark mark in drawing.Marks)
        {
            (double x, double y) = mark switch
            {
                LineMark m => (Math.Max(m.X1, m.X2), Math.Max(m.Y1, m.Y2)),
                DotMark m => (m.X, m.Y),
                RectMark m => (m.X + m.Width, m.Y + m.Height),
                TextMark m => (m.Anchor == Anchor.Start ? m.X + Fonts.Measure(m.Text, m.Size, m.Bold) : m.X, m.Y),
                PathMark m => (m.Points.Max(p => p.X), m.Points.Max(p => p.Y)),
                _ => (0, 0),
            };
            Assert.InRange(x, 0, drawing.Width);
            Assert.InRange(y, 0, drawing.Height);
        }
    }

    [Fact]
    public void A_frame_is_drawn_where_the_window_is()
    {
        var picture = new PixelImage(40, 40, 1, [.. Enumerable.Repeat((byte)100, 1600)]);
        Blend.Frame(picture, 8, 8, 2, 4, 4, 2);
        Assert.Equal((0, 255, 100, 100), (picture.Pixels[10 * 40 + 20], picture.Pixels[11 * 40 + 21], picture.Pixels[20 * 40 + 24], picture.Pixels[9 * 40 + 20]));
    }
}
