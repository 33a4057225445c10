using System.Text.RegularExpressions;

namespace Fovea.Report.Tests;

public sealed partial class ReportPageTests
{
    private static readonly Lazy<string> Demo = new(() => ReportPage.Render(DemoRun.Make()));

    [Fact]
    public void A_page_of_six_images_and_seven_layers_stays_below_six_megabytes() => Assert.InRange(Demo.Value.Length, 100_000, 6_000_000);

    [Fact]
    public void Wide_layers_stay_within_the_budget_too()
    {
        var random = new Random(1);
        float[] noise = [.. Enumerable.Range(0, 56 * 56 * 64).Select(_ => (float)random.NextDouble())];
        var bytes = new byte[224 * 224 * 3];
        random.NextBytes(bytes);
        PixelImage photo = new(224, 224, 3, bytes);
        RunReport demo = DemoRun.Make(images: 1);
        RunReport run = demo with
        {
            Mistakes = [.. demo.Mistakes.Select(m => m with { Image = photo })],
            Cams = [.. demo.Cams.Select(c => c with { Image = photo })],
            Maps = [.. Enumerable.Range(0, 6).Select(i => new ImageMaps
            {
                Image = photo, Name = "x", Actual = "x",
                Layers = [.. Enumerable.Range(0, 6).Select(l => new LayerMaps($"conv{l}", 56, 56, 64, noise, noise))],
            })],
        };
        Assert.InRange(ReportPage.Render(run).Length, 1_000_000, 6_000_000);
    }

    [Fact]
    public void Loads_nothing_from_outside()
    {
        Assert.DoesNotMatch("https?:", Demo.Value);
        foreach (Match match in Sources().Matches(Demo.Value))
            Assert.Matches("^(data:|#)", match.Groups[2].Value);
        Assert.DoesNotContain("@import", Demo.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", Demo.Value, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Demo.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_the_script_of_the_page_and_no_other()
    {
        string script = Demo.Value[(Demo.Value.IndexOf("<script>", StringComparison.Ordinal) + 8)..Demo.Value.IndexOf("</script>", StringComparison.Ordinal)];
        byte[] hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script));
        Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(hash)}'", Demo.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_run_gives_the_same_page() => Assert.Equal(Demo.Value, ReportPage.Render(DemoRun.Make()));

    [Fact]
    public void Every_image_has_an_alternative_text_and_every_tag_is_closed()
    {
        Assert.DoesNotMatch("<img(?![^>]*\\balt=)", Demo.Value);
        foreach (string tag in new[] { "div", "section", "table", "tr", "td", "th", "figure", "figcaption", "span", "p", "fieldset", "label", "details", "svg" })
            Assert.Equal(Regex.Count(Demo.Value, $"<{tag}[ >]"), Regex.Count(Demo.Value, $"</{tag}>"));
    }

    [Fact]
    public void Every_section_opens_with_a_sentence_and_is_in_the_contents()
    {
        foreach (string id in new[] { "net", "curves", "confusion", "mistakes", "filters", "maps", "cams", "run" })
        {
            Assert.Contains($"<a href=\"#{id}\">", Demo.Value, StringComparison.Ordinal);
            Assert.Contains($"<section class=\"card\" id=\"{id}\"", Demo.Value, StringComparison.Ordinal);
        }
        Assert.Equal(Regex.Count(Demo.Value, "<section "), Regex.Count(Demo.Value, "<p class=\"lead\">"));
    }

    [Fact]
    public void Strings_of_the_user_never_become_markup()
    {
        const string evil = "<img src=x onerror=alert(1)>\"'&</script>";
        PixelImage image = Garments.Draw(0, 0);
        RunReport demo = DemoRun.Make();
        var run = new RunReport
        {
            Title = evil,
            Data = evil,
            Command = evil,
            Finished = evil,
            NetText = evil,
            Classes = [evil, "b"],
            Notes = [evil],
            Test = new Score(1, 2, evil),
            TrainMeasuredOn = evil,
            ValidationMeasuredOn = evil,
            Epochs = demo.Epochs,
            Summary = [new SummaryRow(evil, evil, evil, 1, 1, evil)],
            Confusion = new ConfusionMatrix([evil, "b"], new[,] { { 1, 2 }, { 3, 4 } }, evil),
            Mistakes = [new Mistake(image, evil, evil, 0.9, 0.1, evil)],
            Filters = [new FilterBank(evil, 1, 1, 1, 1, [1f], [1f])],
            Maps = [new ImageMaps
            {
                Image = image, Name = evil, Actual = evil, ProbabilitiesAfter = [0.5f, 0.5f], ProbabilitiesBefore = [0.5f, 0.5f],
                Layers = [new LayerMaps(evil, 1, 1, 2, [1f, 2f], [1f, 2f]), new LayerMaps(evil, 2, 2, 1, [1f, 2f, 3f, 4f])],
            }],
            Cams = [new CamPicture
            {
                Image = image, Map = [1f], MapHeight = 1, MapWidth = 1, Actual = evil, Predicted = evil, Probability = 0.5,
                Explains = evil, Node = evil, Method = evil, Name = evil,
            }],
            Settings = [new Fact(evil, evil)],
            Environment = [new Fact(evil, evil)],
            Timings = [new Fact(evil, evil)],
        };
        string page = ReportPage.Render(run, [evil]);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<[^>]* onerror=[^>]*>", Regex.Replace(page, "\"[^\"]*\"", "\"\""));
        Assert.Single(Regex.Matches(page, "</script>"));
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_with_nothing_but_a_title_is_a_page_without_sections()
    {
        string page = ReportPage.Render(new RunReport { Title = "empty" });
        Assert.DoesNotContain("<section", page, StringComparison.Ordinal);
        Assert.Contains("<h1>empty</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_schemes_of_colours_have_enough_contrast()
    {
        string[] themes = [.. Root().Matches(Demo.Value).Take(2).Select(m => m.Value)];
        Assert.Equal(2, themes.Length);
        foreach (string theme in themes)
            foreach (string name in new[] { "text", "muted", "accent", "train", "validation", "rate", "best", "good", "bad" })
            {
                Assert.True(Contrast(Color(theme, name), Color(theme, "card")) >= 4.5, $"{name} on card: {Contrast(Color(theme, name), Color(theme, "card")):F2} in {theme}");
                if (name is "text" or "muted" or "good" or "bad")
                    Assert.True(Contrast(Color(theme, name), Color(theme, "well")) >= 4.5, $"{name} on well: {Contrast(Color(theme, name), Color(theme, "well")):F2}");
            }
    }

    private static string Color(string theme, string name)
    {
        string hex = Regex.Match(theme, $"--{name}:#([0-9a-f]+)").Groups[1].Value;
        return hex.Length == 3 ? string.Concat(hex.SelectMany(c => new[] { c, c })) : hex;
    }

    // WCAG 2.2 relative luminance.
    private static double Contrast(string a, string b)
    {
        double[] l = [.. new[] { a, b }.Select(hex =>
        {
            double[] c = [.. Convert.FromHexString(hex).Select(v => v / 255.0).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
            return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
        }).OrderDescending()];
        return (l[0] + 0.05) / (l[1] + 0.05);
    }


    [GeneratedRegex("\\b(src|href)=\"([^\"]{0,40})")]
    private static partial Regex Sources();

    [GeneratedRegex(":root\\{[^}]*--muted[^}]*\\}")]
    private static partial Regex Root();
}
