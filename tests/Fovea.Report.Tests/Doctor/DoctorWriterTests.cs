using Fovea.Lab;

namespace Fovea.Report.Tests;

/// <summary>The page and the picture of a diagnosis.</summary>
public sealed class DoctorWriterTests
{
    private static RateSweep Valley => Sweep(i => i < 40 ? 2.3 : i < 70 ? 2.3 - (i - 40) * 0.05 : i < 80 ? 0.8 : 0.8 + (i - 80) * 0.3, 0.05, 0.003, 0.2, 1, 3, 0.02);

    [Fact]
    public void A_page_asks_answers_and_escapes()
    {
        string page = DoctorPage.Render(Diagnosis(Valley));
        Assert.Contains("<b>First:</b> rate: lower it.", page, StringComparison.Ordinal);
        Assert.Contains("Is the &lt;rate&gt; right?", page, StringComparison.Ordinal);
        Assert.Contains("aria-labelledby=\"rates-title\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(page, DoctorPage.Render(Diagnosis(Valley)));
    }

    [Fact]
    public void Without_a_range_test_there_is_no_picture()
    {
        string folder = Directory.CreateTempSubdirectory("fovea-report-").FullName;
        try
        {
            Assert.Equal(["doctor.html", "doctor.json"], DoctorWriter.Write(Diagnosis(null), folder).Select(f => Path.GetFileName(f)));
            Assert.Equal(["doctor.html", "doctor.json", "rates.png", "rates.svg"], DoctorWriter.Write(Diagnosis(Valley), folder).Select(f => Path.GetFileName(f)));
            Assert.Contains("<svg xmlns", File.ReadAllText(Path.Combine(folder, "rates.svg")), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void Every_mark_lies_inside_the_picture_whatever_the_sweep_was()
    {
        RateSweep[] sweeps =
        [
            Valley,
            Sweep(_ => 2.3, 0, null, null, null, null, null),
            Sweep(i => i < 50 ? 2.3 : double.PositiveInfinity, 100, null, null, null, 0.01, null),
            Sweep(i => 1e-9 / (i + 1), 1e-9, 1e-5, 1, null, null, 0.1),
            new RateSweep([new RatePoint(1e-6, 0, 0)], 0.05, null, null, null, 1e-6, null),
        ];
        foreach (RateSweep sweep in sweeps)
        {
            Drawing drawing = new RateChart(sweep).Draw();
            Assert.NotEmpty(drawing.Alt);
            foreach (Mark mark in drawing.Marks)
            {
                (double x, double y) = mark switch
                {
                    LineMark m => (m.X2, m.Y2),
                    DotMark m => (m.X, m.Y),
                    RectMark m => (m.X + m.Width, m.Y + m.Height),
                    TextMark m => (m.X, m.Y),
                    PathMark m => (m.Points.Max(p => p.X), m.Points.Max(p => p.Y)),
                    _ => (0, 0),
                };
                Assert.True(x >= -1 && x <= drawing.Width + 1 && y >= -1 && y <= drawing.Height + 1, $"{mark}");
            }
            Assert.True(SkiaRenderer.ToPng(drawing).Length > 500);
        }
    }

    private static RateSweep Sweep(Func<int, double> loss, double chosen, double? falls, double? lowest, double? climbs, double? explodes, double? suggested)
        => new([.. Enumerable.Range(0, 100).Select(i => new RatePoint(1e-6 * Math.Pow(10, 0.07 * i), loss(i), loss(i)))], chosen, falls, lowest, climbs, explodes, suggested);

    private static Diagnosis Diagnosis(RateSweep? rates) => new()
    {
        Name = "net",
        Data = "pets",
        Worst = Outcome.Broken,
        Verdict = "something is broken (rate)",
        First = "rate: lower it",
        Seconds = 2,
        Checks = [new CheckResult("rate", "Is the <rate> right?", Outcome.Broken, "it explodes", "lower it", []), new CheckResult("modes", "The same?", Outcome.Skipped, "no batch norm", null, [])],
        Rates = rates,
    };
}
