using Fovea.Analysis;
using Fovea.Explain;

namespace Fovea.Report.Tests;

/// <summary>Pictures of a provenance and of a trust badge: what they say, and that nothing leaves the sheet.</summary>
public sealed class WhyPictureTests
{
    private static PixelImage Grey(int height, int width) => new(height, width, 1, [.. Enumerable.Range(0, height * width).Select(i => (byte)i)]);

    private static void Inside(Drawing drawing)
    {
        foreach (TextMark t in drawing.Marks.OfType<TextMark>())
        {
            double width = Fonts.Measure(t.Text, t.Size, t.Bold), left = t.Anchor switch { Anchor.Start => t.X, Anchor.Middle => t.X - width / 2, _ => t.X - width };
            Assert.True(left >= 0 && left + width <= drawing.Width && t.Y <= drawing.Height, $"'{t.Text}' leaves the sheet: {left:F0} to {left + width:F0} of {drawing.Width:F0}");
        }
        // Lines of text of the same height do not overlap.
        foreach (var line in drawing.Marks.OfType<TextMark>().Where(t => t.Anchor == Anchor.Start).GroupBy(t => t.Y))
        {
            TextMark[] texts = [.. line.OrderBy(t => t.X)];
            for (int i = 1; i < texts.Length; i++)
                Assert.True(texts[i - 1].X + Fonts.Measure(texts[i - 1].Text, texts[i - 1].Size, texts[i - 1].Bold) <= texts[i].X, $"'{texts[i - 1].Text}' runs into '{texts[i].Text}'");
        }
    }

    [Theory]
    [InlineData("input", 3, 4, 0)]
    [InlineData("conv1", 0, 0, 3)]
    [InlineData("conv2", 5, 2, 17)]
    [InlineData("bn1", 2, 2, 1)]
    [InlineData("relu1", 7, 9, 0)]
    [InlineData("maxpool1", 1, 3, 2)]
    [InlineData("add1", 1, 1, 1)]
    [InlineData("dense1", 0, 0, 2)]
    [InlineData("softmax1", 0, 0, 1)]
    public void A_provenance_says_where_it_looked_and_what_adds_up(string node, int row, int column, int channel)
    {
        using Model model = Model.Parse("16x20x1 | conv 24 3x3 | bn | relu | maxpool 2 | residual(conv 24 3x3) | relu | flatten | dense 3 | softmax", 4);
        using var pixels = new Tensor(model.Graph.Input.Shape, [.. Enumerable.Range(0, 320).Select(i => MathF.Sin(i))]);
        Provenance why = model.Why(pixels, node, row, column, channel);
        ImageWindow window = ImageWindow.Of(ReceptiveField.Of(model.Graph)[model.Graph[node]], row, column, 16, 20);
        Drawing drawing = WhySheet.Draw(why, Grey(16, 20), window, "a.png, across 71.4 %, down 25.7 %");
        string[] texts = [.. drawing.Marks.OfType<TextMark>().Select(t => t.Text)];
        Assert.StartsWith(why.Place + " = ", texts[0]);
        Assert.Contains(texts, t => t.StartsWith($"rows {window.Top}–{window.Top + window.Height - 1}, columns {window.Left}–{window.Left + window.Width - 1}"));
        Inside(drawing);
        Assert.NotEmpty(SkiaRenderer.ToPng(drawing));
    }

    [Fact]
    public void A_window_is_what_the_layers_allow_inside_the_image()
    {
        Graph graph = NetText.Parse("16x16x1 | conv 2 3x3 | maxpool 2 | conv 2 3x3", "NET");
        ReceptiveField field = ReceptiveField.Of(graph)[graph["conv2"]];
        // 3×3, then 2×2, then 3×3 at jump 2: 8 pixels, the first window starts 3 pixels before the image.
        Assert.Equal(new ImageWindow(0, 0, 5, 5, true), ImageWindow.Of(field, 0, 0, 16, 16));
        Assert.Equal(new ImageWindow(3, 5, 8, 8, false), ImageWindow.Of(field, 3, 4, 16, 16));
    }

    [Theory]
    [InlineData(TrustVerdict.Passes, false)]
    [InlineData(TrustVerdict.Doubtful, false)]
    [InlineData(TrustVerdict.Fails, true)]
    public void A_map_that_fails_says_so_in_the_picture(TrustVerdict verdict, bool marked)
    {
        TrustBadge badge = TrustBadge.Judge([new("content", TrustVerdict.Passes, 688, "more than 2×2 values", "ours", ""), new("weight randomisation", verdict, 0.831234, "at most 0.50", "Adebayo et al. 2018; threshold ours", ""),
            new("completeness", TrustVerdict.NotApplicable, null, "error at most 5 %", "", ""), new("stability", TrustVerdict.Passes, 0.99, "at least 0.70, fails below 0.30", "", ""), new("gain over random", TrustVerdict.Passes, -0.0123, "above all shuffled maps", "", "")]);
        ExplainedImage Explained(TrustBadge? trust) => new() { Image = Grey(8, 8), Explains = "logit of boot = 1", Maps = [new ExplainedMap("Grad-CAM", 8, 8, new float[64], "relu2", "logit", true, ["a note"]) { Trust = trust }] };
        Drawing drawing = ExplainSheet.Draw(Explained(badge)), without = ExplainSheet.Draw(Explained(null));
        string[] texts = [.. drawing.Marks.OfType<TextMark>().Select(t => t.Text)];
        Assert.Contains("trust " + TrustBadge.Word(verdict), texts);
        Assert.Contains("weight randomisation", texts);
        Assert.Equal(marked, texts.Contains("fails its checks"));
        Assert.DoesNotContain("completeness", texts);
        Assert.True(drawing.Height > without.Height);
        Inside(drawing);
    }
}
