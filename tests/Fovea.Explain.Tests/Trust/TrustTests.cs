using System.Text.Json;
using Fovea.Kernels;

namespace Fovea.Explain.Tests;

/// <summary>Which maps the badge believes.</summary>
[Collection("planted")]
public sealed class TrustTests(Planted planted)
{
    private TrustBadge[] Badges(ExplanationMethod method)
        => [.. planted.Model.Check(planted.Images, method, Objective.Logit(), planted.Model.Explain(planted.Images, method, Objective.Logit(), planted.Labels), planted.Labels, new TrustOptions { Seed = 1 })];

    private static TrustVerdict Of(TrustBadge badge, string name) => badge.Checks.Single(c => c.Name == name).Verdict;

    [Fact]
    public void Occlusion_of_a_known_truth_gains_and_depends_on_the_weights()
    {
        foreach (TrustBadge badge in Badges(new Occlusion()))
        {
            Assert.Equal((TrustVerdict.Passes, TrustVerdict.Passes, TrustVerdict.Passes), (Of(badge, "content"), Of(badge, "gain over random"), Of(badge, "weight randomisation")));
            Assert.Equal(TrustVerdict.NotApplicable, Of(badge, "completeness"));
        }
    }

    [Fact]
    public void Edges_and_the_middle_fail_for_they_do_not_know_the_network()
    {
        foreach (ExplanationMethod control in new ExplanationMethod[] { new SobelEdges(), new CentreGaussian() })
            Assert.All(Badges(control), b => Assert.Equal((TrustVerdict.Fails, TrustVerdict.Fails), (b.Verdict, Of(b, "weight randomisation"))));
        Assert.All(Badges(new SobelEdges()), b => Assert.Equal(TrustVerdict.Doubtful, Of(b, "edge control")));
    }

    [Fact]
    public void Guided_backprop_fails_weight_randomisation_and_gradient_and_grad_cam_pass_as_published()
    {
        using Planted deep = Planted.Deep();
        double Fails(ExplanationMethod method) => deep.Model
            .Check(deep.Images, method, Objective.Logit(), deep.Model.Explain(deep.Images, method, Objective.Logit(), deep.Labels), deep.Labels, new TrustOptions { Randomisations = 5 })
            .Average(b => Of(b, "weight randomisation") == TrustVerdict.Fails ? 1 : 0);
        Assert.Equal((0.0, 0.0), (Fails(new Saliency()), Fails(new GradCam())));
        double guided = Fails(new Saliency(ReluRule.Guided));
        Assert.True(guided >= 0.75, $"{guided} of guided backprop's maps fail");
    }

    [Fact]
    public void Deconvnet_and_guided_backprop_lose_the_class_in_a_deep_network_and_gradient_and_Grad_CAM_keep_it()
    {
        using Planted deep = Planted.Deepest();
        TrustBadge[] Badges(ExplanationMethod method) => [.. deep.Model.Check(deep.Images, method, Objective.Logit(),
            deep.Model.Explain(deep.Images, method, Objective.Logit(), deep.Labels), deep.Labels, new TrustOptions { Randomisations = 1, Shuffles = 1, NoiseSamples = 1 })];
        foreach (ExplanationMethod method in new ExplanationMethod[] { new Saliency(), new Saliency { Channels = ChannelReduction.Sum }, new GradCam() })
            Assert.All(Badges(method), b => Assert.Equal(TrustVerdict.Passes, Of(b, "class")));
        foreach (ReluRule rule in new[] { ReluRule.Deconvnet, ReluRule.Guided })
            Assert.All(Badges(new Saliency(rule)), b =>
            {
                Assert.Equal((TrustVerdict.Fails, TrustVerdict.Fails), (b.Verdict, Of(b, "class")));
                Assert.Matches("^fails: (.*, )?class", b.Headline);
                Assert.EndsWith("alike: it hardly depends on the class", b.Checks.Single(c => c.Name == "class").Says);
            });
    }

    [Fact]
    public void A_scalar_that_is_no_logit_has_no_other_class()
    {
        TrustBadge badge = planted.Model.Check(planted.Images, new Saliency(), Objective.CrossEntropy(0), planted.Model.Explain(planted.Images, new Saliency(), Objective.CrossEntropy(0)))[0];
        Assert.Equal(TrustVerdict.NotApplicable, Of(badge, "class"));
    }

    [Fact]
    public void Random_numbers_are_not_believed()
    {
        TrustBadge[] badges = Badges(new RandomMap());
        Assert.All(badges, b => Assert.Equal(TrustVerdict.Fails, b.Verdict));
        Assert.All(badges, b => Assert.Equal(TrustVerdict.Fails, Of(b, "stability")));
        // One in twenty maps passes by chance.
        Assert.True(badges.Count(b => Of(b, "gain over random") == TrustVerdict.Passes) <= 3);
    }

    [Fact]
    public void Completeness_is_checked_where_it_is_promised()
    {
        TrustBadge badge = Badges(new KernelShap(200) { Segments = 20, Seed = 1 })[0];
        Assert.Equal(TrustVerdict.Passes, Of(badge, "completeness"));
        using var image = new Tensor(planted.Images.Shape, planted.Images.Image(0));
        Explanation map = planted.Model.Explain(image, new Saliency(), Objective.Logit(0))[0];
        TrustBadge told = planted.Model.Check(image, new Saliency(), Objective.Logit(0), [map], options: new TrustOptions { Sums = [map.Map.Sum() * 1.2] })[0];
        Assert.Equal((TrustVerdict.Fails, TrustVerdict.Fails), (told.Verdict, Of(told, "completeness")));
        Assert.Equal(0.2 / 1.2, told.Checks.Single(c => c.Name == "completeness").Value!.Value, 1e-5);
    }

    [Theory]
    [InlineData(24, 24, 0f, "the map is zero everywhere")]
    [InlineData(24, 24, 3f, "the map has the same value everywhere")]
    [InlineData(24, 24, float.NaN, "576 of 576 values are NaN or infinite")]
    [InlineData(1, 1, 5f, "the map has one value: choose an earlier layer")]
    public void A_map_without_content_fails_and_says_why(int height, int width, float value, string says)
    {
        using var image = new Tensor(planted.Images.Shape, planted.Images.Image(0));
        Explanation e = planted.Model.Explain(image, new Saliency(), Objective.Logit(0))[0] with { Height = height, Width = width, Map = [.. Enumerable.Repeat(value, height * width)] };
        // The checks run the method again, whose maps have another size: what has no content is not compared.
        TrustBadge badge = TrustBadge.Judge([BlankCheck.Of(new TrustSite(planted.Model, image, new Saliency(), Objective.Logit(0), [e], [], new TrustOptions()))[0]]);
        Assert.Equal((TrustVerdict.Fails, says), (badge.Verdict, badge.Checks[0].Says));
        Assert.Equal("fails: content", badge.Headline);
    }

    [Fact]
    public void A_badge_says_so_in_text_and_JSON()
    {
        TrustBadge badge = Badges(new CentreGaussian())[0];
        Assert.StartsWith("trust fails: weight randomisation", badge.ToString());
        Assert.Contains("\n  fails     weight randomisation: with first weights from the output down the map stays 1.00 alike (1.00, 1.00 by stage): it hardly depends on what was learned", badge.ToString());
        JsonElement json = JsonDocument.Parse(badge.ToJson()).RootElement;
        Assert.Equal("fails", json.GetProperty("verdict").GetString());
        Assert.Equal(["content", "weight randomisation", "class", "edge control", "completeness", "stability", "gain over random"], json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(["name", "verdict", "value", "rule", "source", "says"], json.GetProperty("checks")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Badges_do_not_depend_on_batch_or_threads()
    {
        IReadOnlyList<Explanation> maps = planted.Model.Explain(planted.Images, new Occlusion(), Objective.Logit(), planted.Labels);
        string All(int batch, int threads) => string.Join("\n", planted.Model.Check(planted.Images, new Occlusion(), Objective.Logit(), maps, planted.Labels, new TrustOptions { Work = new ExplainWork { Batch = batch, Threads = threads } }));
        Assert.Equal(All(5, 1), All(64, 2));
    }
}
