using System.Text;
using System.Xml.Linq;
using Fovea.Kernels;

namespace Fovea.Report.Tests;

public sealed class RooflineChartTests
{
    private static PlanProfile Profile(params ProfileLine[] lines) => new()
    {
        Name = "a<b>",
        Batch = 8,
        Training = false,
        Variant = KernelVariant.Avx2,
        Repetitions = 5,
        Peak = new MachinePeak(2, 100, 20, 18),
        OverheadMilliseconds = 0,
        FastestMilliseconds = 1,
        SlowestMilliseconds = 2,
        Lines = lines,
    };

    private static ProfileLine Line(string name, double milliseconds, long macs, long bytes, string kernel = "direct")
        => new($"{name} conv2d-{kernel} 8×8×8", ProfilePhase.Forward, milliseconds, macs, bytes, kernel, $"window of {name}");

    [Fact]
    public void A_dot_for_each_call_that_multiplies_and_a_word_about_the_others()
    {
        Drawing drawing = new RooflineChart(Profile(Line("conv1", 1, 30_000_000, 5_000_000), Line("conv2", 2, 90_000_000, 1_000_000, "winograd4"),
            new ProfileLine("pool maxpool 2", ProfilePhase.Forward, 1, 0, 4000, null, null))).Draw();
        Assert.Equal(2 + 2, drawing.Marks.OfType<DotMark>().Count()); // two kernels in the legend
        Assert.Contains(drawing.Marks.OfType<TextMark>(), t => t.Text == "1 call without multiplications, 25.0 % of the time, not drawn.");
        Assert.Contains(drawing.Marks.OfType<HoverMark>(), h => h.Text == "conv1 conv2d-direct 8×8×8: 1.000 ms (25.0 %), 60.0 GFLOP/s (60 % of the peak), 12.0 FLOP/byte; window of conv1");
    }

    [Fact]
    public void The_dearest_call_comes_first_in_the_key()
    {
        Drawing drawing = new RooflineChart(Profile(Line("cheap", 1, 30_000_000, 5_000_000), Line("dear", 3, 30_000_000, 5_000_000))).Draw();
        string[] texts = [.. drawing.Marks.OfType<TextMark>().Select(t => t.Text)];
        Assert.True(Array.IndexOf(texts, "dear") is var dear && dear >= 0 && dear < Array.IndexOf(texts, "cheap"));
    }

    [Fact]
    public void Calls_of_the_same_form_share_a_row()
    {
        ProfileLine one = Line("conv1", 1, 30_000_000, 5_000_000);
        Drawing drawing = new RooflineChart(Profile(one, one with { Name = "conv2 conv2d-direct 8×8×8", Milliseconds = 2 })).Draw();
        Assert.Contains(drawing.Marks.OfType<TextMark>(), t => t.Text == "conv2 + 1 alike");
        Assert.DoesNotContain(drawing.Marks.OfType<TextMark>(), t => t.Text == "conv1");
    }

    [Fact]
    public void Nothing_overlaps_when_many_calls_crowd()
    {
        Drawing drawing = new RooflineChart(Profile([.. Enumerable.Range(0, 40).Select(i => Line($"stage{i}.a_name_that_is_rather_long.conv", 1 + i % 3, 30_000_000 + 700_000 * i, 900_000 + 10_000 * i))])).Draw();
        (double X, double Y, double W, double H)[] boxes = [.. drawing.Marks.OfType<TextMark>().Where(t => t.Rotation == 0).Select(Box)];
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.True(boxes[i].X >= 0 && boxes[i].X + boxes[i].W <= drawing.Width && boxes[i].Y + boxes[i].H <= drawing.Height);
            for (int k = 0; k < i; k++)
                Assert.False(boxes[i].X < boxes[k].X + boxes[k].W && boxes[k].X < boxes[i].X + boxes[i].W && boxes[i].Y < boxes[k].Y + boxes[k].H && boxes[k].Y < boxes[i].Y + boxes[i].H,
                    $"{boxes[i]} over {boxes[k]}");
        }
    }

    [Fact]
    public void A_network_without_multiplications_gives_an_empty_picture()
        => Assert.DoesNotContain(new RooflineChart(Profile(new ProfileLine("pool maxpool 2", ProfilePhase.Forward, 1, 0, 4000, null, null))).Draw().Marks, m => m is DotMark);

    [Fact]
    public void Files_are_written_and_the_drawing_is_XML()
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("fovea-roofline-").FullName, "new");
        IReadOnlyList<string> files = ProfileWriter.Write(Profile(Line("conv1", 1, 30_000_000, 5_000_000)), folder);
        Assert.Equal(["roofline.png", "roofline.svg", "profile.csv", "profile.json"], files.Select(f => Path.GetFileName(f)));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(files[0])[..4]);
        XElement svg = XElement.Parse(File.ReadAllText(files[1]));
        Assert.Equal("{http://www.w3.org/2000/svg}svg", svg.Name.ToString());
        Assert.Contains("a<b>: inference, batch 8, 2 threads", svg.Descendants().Select(e => e.Value));
        Assert.StartsWith("call,phase,", File.ReadAllText(files[2], Encoding.UTF8), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    private static (double X, double Y, double W, double H) Box(TextMark t)
    {
        double width = Fonts.Measure(t.Text, t.Size, t.Bold);
        return (t.Anchor switch { Anchor.Middle => t.X - width / 2, Anchor.End => t.X - width, _ => t.X }, t.Y - 0.75 * t.Size, width, 0.8 * t.Size);
    }
}
