using System.Text.RegularExpressions;
using Fovea.Data;
using Fovea.Explain;
using Fovea.Lab;

namespace Fovea.Report.Tests;

/// <summary>The page, the picture and the numbers of a hierarchy.</summary>
public sealed partial class HierarchyWriterTests
{
    private const int Side = 10;

    [Fact]
    public void The_page_shows_every_layer_in_order_and_needs_nothing_else()
    {
        HierarchyReport report = Report("8 3x3 | relu", against: true);
        string page = HierarchyPage.Render(report);
        int last = -1;
        foreach (HierarchyLayer layer in report.Layers.Skip(1))
        {
            int at = page.IndexOf($"id=\"layer-{layer.Node}\"", StringComparison.Ordinal);
            Assert.True(at > last, layer.Node);
            last = at;
        }
        foreach (string title in new[] { "What each layer adds", "What the channels answer to", "First-layer filters", "How alike the layers are", "Texture against shape", "The images" }) Assert.Contains($">{title}</h2>", page);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(http", page, StringComparison.Ordinal);
        Assert.Contains("net (down) with other (across)", page);
        Assert.Equal(page, HierarchyPage.Render(report));
    }

    [Fact]
    public void Every_picture_of_a_patch_links_to_its_image_and_every_image_to_its_channels()
    {
        HierarchyReport report = Report("8 3x3 | relu");
        string page = HierarchyPage.Render(report);
        string[] anchors = [.. Anchor().Matches(page).Select(m => m.Groups[1].Value)];
        HashSet<string> ids = [.. Id().Matches(page).Select(m => m.Groups[1].Value)];
        Assert.Equal([], anchors.Where(a => !ids.Contains(a)));
        Patch[] patches = [.. report.Layers.SelectMany(l => l.Shown).SelectMany(c => c.Patches)];
        Assert.Equal(patches.Length, anchors.Count(a => a.StartsWith("image-", StringComparison.Ordinal)));
        foreach (Patch p in patches)
        {
            Assert.Contains($"href=\"#image-{p.Index}\" title=\"{p.Image}, ", page);
            Assert.Contains($"rows {p.Top} to {p.Top + p.Height - 1}, columns {p.Left} to {p.Left + p.Width - 1}", page);
        }
    }

    [Fact]
    public void Names_of_classes_and_images_cannot_become_markup()
    {
        string page = HierarchyPage.Render(Report("4 3x3 | relu", first: "<img onerror=x>"));
        Assert.DoesNotContain("<img onerror", page);
        Assert.Contains("&lt;img onerror=x&gt;", page);
    }

    [Fact]
    public void A_layer_that_adds_nothing_is_named_at_the_top()
    {
        HierarchyReport report = Report("8 3x3 | relu");
        HierarchyLayer layer = report.Layers[1] with { Verdict = Contribution.Nothing, Evidence = "0.0 points over input" };
        string page = HierarchyPage.Render(report with { Layers = [report.Layers[0], layer, .. report.Layers.Skip(2)] });
        Assert.Contains("<p class=\"warn\"><a href=\"#layer-relu1\"><code>relu1</code></a> 0.0 points over input</p>", page);
    }

    [Fact]
    public void A_network_without_a_convolution_has_no_filters_and_still_a_page()
    {
        HierarchyReport report = Report(null);
        string page = HierarchyPage.Render(report);
        Assert.DoesNotContain("First-layer filters", page);
        Assert.Contains("id=\"layer-relu1\"", page);
    }

    [Fact]
    public void A_folder_takes_page_picture_and_numbers()
    {
        string folder = Directory.CreateTempSubdirectory("fovea-hierarchy-").FullName;
        try
        {
            IReadOnlyList<string> files = HierarchyWriter.Write(Report("8 3x3 | relu", color: true), folder);
            Assert.Equal(["hierarchy.html", "hierarchy.png", "hierarchy.json"], files.Select(f => Path.GetFileName(f)));
            Image picture = Image.Load(files[1]);
            Assert.True(picture.Width > 1000 && picture.Height > 600, picture.ToString());
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void An_image_made_for_a_channel_is_shown_with_its_preprocessing_undone()
    {
        var made = new FeatureImage("relu1", 0, Shape.Image(1, 2, 1), [-0.5f, 0.5f], 0, 1);
        PixelImage picture = PatchPictures.Of(made, new Preprocessing(ResizeRule.Exact, [0.5f], [0.5f]))!;
        Assert.Equal([64, 191], picture.Pixels);
        Assert.Null(PatchPictures.Of(made with { Shape = Shape.Image(1, 1, 2) }, Preprocessing.Default));
    }

    private static HierarchyReport Report(string? conv, bool against = false, bool color = false, string first = "across")
    {
        int channels = color ? 3 : 1;
        string body = conv is null ? "flatten | dense 6 | relu | dense 2" : $"conv {conv} | flatten | dense 2";
        ArrayDataset Images(int count, int seed) => new("set", Side, Side, channels,
            [.. Enumerable.Range(0, count * Side * Side * channels).Select(i => (byte)(((i / (Side * Side * channels) % 2 == 0 ? i / channels / Side : i / channels) % 4 < 2 ? 200 : 30) + (i * 7 + seed) % 40))],
            [.. Enumerable.Range(0, count).Select(i => i % 2)], [first, "down"]);
        using Model declared = Model.Parse($"{Side}x{Side}x{channels} | {body}", seed: 2), model = Preparation.Of(declared, Images(20, 1));
        using Model? other = against ? Model.Parse($"{Side}x{Side}x{channels} | {body}", seed: 3, name: "other") : null;
        return Hierarchy.Measure(model, new LabData(Images(40, 1), Images(30, 2)), new HierarchyOptions { Channels = 3, Patches = 3, FeatureImages = new() { Steps = 4 }, Threads = 1 }, other) with { Seconds = 1 };
    }

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Anchor();

    [GeneratedRegex("id=\"([^\"]+)\"")]
    private static partial Regex Id();
}
