namespace Fovea.Explain.Tests;

public sealed class MethodCatalogTests
{
    private const string Begin = "<!-- methods: generated -->\n", End = "<!-- end of methods -->";

    /// <summary>Set FOVEA_UPDATE_DOCS=1 to write the table of now into the guide.</summary>
    [Fact]
    public void The_guide_has_the_table()
    {
        string path = Path.Combine(Root(), "docs", "guide", "explain.md"), text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, to = text.IndexOf(End, StringComparison.Ordinal);
        string now = text[..from] + MethodEntry.Markdown(MethodCatalog.All) + text[to..];
        if (Environment.GetEnvironmentVariable("FOVEA_UPDATE_DOCS") == "1") File.WriteAllText(path, now);
        Assert.Equal(now, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Words_are_found_and_others_refused_with_the_nearest()
    {
        Assert.Equal("Grad-CAM++", MethodCatalog.Find("gradcam++").Make(new MethodSettings()).Name);
        Assert.StartsWith("there is no method 'deplift'; did you mean 'deeplift'?\n  rule  the methods are saliency, ", Assert.Throws<ArgumentException>(() => MethodCatalog.Find("deplift")).Message);
        Assert.Equal(MethodCatalog.All.Count, MethodCatalog.All.Select(m => m.Word).Distinct().Count());
    }

    [Fact]
    public void Settings_reach_their_methods()
    {
        var settings = new MethodSettings { Node = "conv1", Seed = 5, Samples = 7, Steps = 9, Reference = ReferenceImage.White };
        ExplanationMethod Make(string word) => MethodCatalog.Find(word).Make(settings);
        Assert.Equal((7, 5UL), Make("smoothgrad") is SmoothGrad s ? (s.Samples, s.Seed) : default);
        Assert.Equal(new IntegratedGradients(9, ReferenceImage.White), Make("ig"));
        Assert.Equal(new DeepLift(ReferenceImage.White), Make("deeplift"));
        foreach (MethodEntry m in MethodCatalog.All.Where(m => m.TakesNode)) Assert.Equal("conv1", m.Make(settings) switch { CamMethod c => c.Node, Lrp l => l.Node, ScoreCam c => c.Node, AblationCam c => c.Node, _ => null });
    }

    // What the table says of signs is so.
    [Fact]
    public void Unsigned_methods_have_no_negative_values()
    {
        using Model model = Small.Disturbed("8x8x3 | conv 6 3x3 | relu | conv 5 3x3 | tanh | globalavgpool | dense 4");
        using Tensor image = Small.Images(model, 1);
        foreach (MethodEntry m in MethodCatalog.All)
        {
            Explanation e = model.Explain(image, m.Make(new MethodSettings { Samples = 4, Steps = 4 }), Objective.Logit(2))[0];
            if (!m.Signed) Assert.True(e.Minimum >= 0, m.Word);
            Assert.NotEmpty(e.Units);
            Assert.Equal(m.Resolution.StartsWith("image", StringComparison.Ordinal) ? "input" : "tanh1", e.Node);
        }
    }

    private static string Root()
    {
        DirectoryInfo? d = new(AppContext.BaseDirectory);
        while (d is not null && !File.Exists(Path.Combine(d.FullName, "Fovea.slnx"))) d = d.Parent;
        return d?.FullName ?? throw new DirectoryNotFoundException($"no Fovea.slnx above {AppContext.BaseDirectory}");
    }
}
