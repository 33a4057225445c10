namespace Fovea.Explain.Tests;

/// <summary>Where the answer is decided at a known place, methods have to find it.</summary>
[Collection("planted")]
public sealed class PlantedTruthTests(Planted planted)
{
    private static Dictionary<string, ExplanationMethod> Methods { get; } = new()
    {
        ["Grad-CAM"] = new GradCam(),
        ["Occlusion"] = new Occlusion(),
        ["RISE"] = new Rise(600) { Seed = 1 },
        ["Kernel SHAP"] = new KernelShap { Seed = 1 },
        ["LIME"] = new Lime { Seed = 1 },
        ["Ablation-CAM"] = new AblationCam(),
    };

    // Superpixels of a noisy ground cut across the patch's border: half of the decile is what they can give.
    public static TheoryData<string, double> Least => new() { { "Grad-CAM", 0.8 }, { "Occlusion", 0.8 }, { "RISE", 0.8 }, { "Ablation-CAM", 0.8 }, { "Kernel SHAP", 0.4 }, { "LIME", 0.4 } };

    [Fact]
    public void The_network_has_learned_the_patch() => Assert.True(planted.Accuracy > 0.98, $"accuracy {planted.Accuracy}");

    [Theory]
    [MemberData(nameof(Least))]
    public void The_top_decile_lies_in_the_patch(string method, double least)
    {
        IReadOnlyList<Explanation> maps = planted.Model.Explain(planted.Images, Methods[method], Objective.Logit(), planted.Labels);
        double share = maps.Average(planted.TopDecile);
        Assert.True(share >= least, $"{method}: {share:F3} of the top decile in the patch");
    }

    [Fact]
    public void Single_pixels_and_maps_find_a_patch_of_a_quarter_of_the_image()
    {
        using Planted wide = Planted.Wide();
        Assert.True(wide.Accuracy > 0.98, $"accuracy {wide.Accuracy}");
        // The reference image is grey, as the ground is: against black, the ground has a share, too.
        foreach (ExplanationMethod method in new ExplanationMethod[] { new GradCam(), new HiResCam(), new IntegratedGradients(50, ReferenceImage.Mean), new Occlusion(), new Rise(600) { Seed = 1 } })
        {
            double share = wide.Model.Explain(wide.Images, method, Objective.Logit(), wide.Labels).Average(wide.TopDecile);
            Assert.True(share >= 0.8, $"{method.Name}: {share:F3} of the top decile in the patch");
        }
    }

    [Fact]
    public void Metrics_tell_a_map_of_the_patch_from_controls()
    {
        MethodComparison c = MethodComparison.Of(planted.Model, planted.Images, planted.Labels, [new Occlusion()],
            regions: [.. Enumerable.Repeat(planted.Region, Planted.Count)], seed: 1);
        MethodRow occlusion = c.Rows[0];
        Assert.Equal(["Occlusion", "Random (control)", "Sobel edges (control)", "Centre (control)"], c.Rows.Select(r => r.Method));
        foreach (string metric in new[] { "insertion", "ROAD", "average drop", "pointing game", "energy share", "max sensitivity" })
            Assert.True(occlusion.AgainstRandom[occlusion.Results.ToList().FindIndex(r => r.Metric.Name == metric)] == 1, metric);
        MetricResult pointing = occlusion.Results.First(r => r.Metric is PointingGame);
        Assert.Equal(1, pointing.Mean);
        Assert.Equal(64 / 576.0, pointing.Chance!.Value, 1e-12);
    }
}
