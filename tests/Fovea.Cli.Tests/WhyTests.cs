using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary>The verbs that look into an answer: why, faithful, and the checks of explain.</summary>
public sealed class WhyTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];

    private string Picture(string name = "a.png") => folder.Write(name, Small.Picture(true, 1).ToPng());

    private static void Refused(Ended ended, int code, string text)
    {
        Assert.Equal(code, ended.Code);
        Assert.Contains(text, ended.Error);
    }

    [Fact]
    public void Why_shows_window_products_sum_and_activation()
    {
        string model = Small.Model(folder), image = Picture();
        Ended text = Cli.Run("why", model, image, "--at", "conv1[2,5,1]", "--out", folder["why"]);
        Assert.Equal((0, ""), (text.Code, text.Error));
        foreach (string part in new[] { "conv1[2,5,1] = ", "reads    rows 1 to 3, columns 4 to 6 of input (8×8×1), channel 0: 9 numbers", "values ", "9 products", "conv1.bias", "the same to float accuracy", "then     relu1 = ", "it can see rows 1 to 3, columns 4 to 6 of 8×8; " })
            Assert.Contains(part, text.Out);
        JsonElement json = Cli.Run("why", model, image, "--at", "conv1[2,5,1]", "--out", folder["why"], "--json").Json;
        Assert.Equal(["file", "predicted", "probability", "why", "window", "effective", "picture", "array"], Members(json));
        Assert.Equal(["node", "op", "at", "kind", "formula", "windows", "offset", "sum", "computed", "activation", "then"], Members(json.GetProperty("why")));
        Assert.EndsWith("a-conv1-2-5-1.png", json.GetProperty("picture").GetString());
        Assert.True(File.Exists(json.GetProperty("picture").GetString()) && File.Exists(json.GetProperty("array").GetString()));
    }

    [Fact]
    public void Why_without_a_place_asks_about_the_answer()
    {
        string model = Small.Model(folder), image = Picture();
        JsonElement json = Cli.Run("why", model, image, "--out", folder["why"], "--json").Json, named = Cli.Run("why", model, image, "--at", $"dense1[{json.GetProperty("predicted").GetString()}]", "--out", folder["why"], "--json").Json;
        Assert.Equal("dense1", json.GetProperty("why").GetProperty("node").GetString());
        Assert.Equal(json.GetProperty("why").GetRawText(), named.GetProperty("why").GetRawText());
        // 4×4 pixels of 4 channels, shown by the maps in front of the flatten.
        Assert.Equal("maxpool1", json.GetProperty("why").GetProperty("windows")[0].GetProperty("node").GetString());
    }

    [Theory]
    [InlineData("cnov1[1,2,0]", "--at 'cnov1[1,2,0]': small has no node 'cnov1'; did you mean 'conv1'?\n  rule  a place is NODE[row,column,channel]")]
    [InlineData("conv1", "--at 'conv1'\n  rule  a place is NODE[row,column,channel] in feature maps and NODE[number] in a vector, counted from 0; an output may go by its class\n  help  conv1 has 8 rows, 8 columns and 4 channels: conv1[4,4,0]")]
    [InlineData("conv1[1]", "--at 'conv1[1]'\n  rule  a place is")]
    [InlineData("dense1[cat]", "help  dense1 has 2 numbers: dense1[0]")]
    [InlineData("conv1[8,0,0]", "unit (8, 0, 0): conv1 has 8 rows, 8 columns and 4 channels, counted from 0")]
    public void A_place_that_does_not_exist_says_how_places_are_written(string place, string says)
        => Refused(Cli.Run("why", Small.Model(folder), Picture(), "--at", place, "--out", folder["why"]), 2, says);

    [Theory]
    [InlineData("scorecam", "Score-CAM", "relu1")]
    [InlineData("ablationcam", "Ablation-CAM", "relu1")]
    [InlineData("occlusion", "Occlusion", "input")]
    [InlineData("rise", "RISE", "input")]
    [InlineData("lime", "LIME", "input")]
    [InlineData("kernelshap", "Kernel SHAP", "input")]
    public void Explain_perturbs_and_checks(string method, string name, string node)
    {
        string model = Small.Model(folder), image = Picture();
        JsonElement answer = Cli.Run("explain", model, image, "--method", method, "--out", folder["why"], "--json").Json.GetProperty("images")[0];
        Assert.Equal((name, node), (answer.GetProperty("method").GetString(), answer.GetProperty("node").GetString()));
        Assert.Equal(["verdict", "checks"], Members(answer.GetProperty("trust")));
        Assert.Equal(7, answer.GetProperty("trust").GetProperty("checks").GetArrayLength());
        Assert.Equal(answer.GetRawText(), Cli.Run("explain", model, image, "--method", method, "--out", folder["why"], "--json", "--threads", "1").Json.GetProperty("images")[0].GetRawText());
    }

    [Fact]
    public void Explain_says_whether_the_picture_may_be_believed_unless_told_not_to()
    {
        string model = Small.Model(folder), image = Picture();
        Assert.Contains(": trust ", Cli.Run("explain", model, image, "--out", folder["why"]).Out);
        Assert.DoesNotContain("trust", Cli.Run("explain", model, image, "--out", folder["why"], "--no-checks").Out);
        Assert.Equal(JsonValueKind.Null, Cli.Run("explain", model, image, "--out", folder["why"], "--no-checks", "--json").Json.GetProperty("images")[0].GetProperty("trust").ValueKind);
        Refused(Cli.Run("explain", model, image, "--method", "occlusion", "--at", "relu1"), 2, "--at goes with class activation maps and lrp, not with occlusion");
    }

    [Fact]
    public void Faithful_compares_methods_with_controls()
    {
        string model = Small.Model(folder), data = Small.Folder(folder);
        string[] line = ["faithful", model, data, "--methods", "gradcam,occlusion", "--metrics", "deletion,road,sparseness", "--images", "6"];
        Ended text = Cli.Run(line);
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.StartsWith($"small: 6 images of {data}, drawn with seed 42; each explains the network's own answer\n\ndeletion, lower is better\n  Grad-CAM  ", text.Out);
        JsonElement json = Cli.Run([.. line, "--json", "--batch", "4"]).Json;
        Assert.Equal(["model", "on", "images", "seed", "methods"], Members(json));
        Assert.Equal(["Grad-CAM", "Occlusion", "Random (control)", "Sobel edges (control)", "Centre (control)"], json.GetProperty("methods").EnumerateArray().Select(m => m.GetProperty("method").GetString()));
        Assert.Equal(["metric", "higherIsBetter", "count", "mean", "low95", "high95", "chance", "againstRandom"], Members(json.GetProperty("methods")[0].GetProperty("metrics")[0]));
        Assert.Equal(json.GetRawText(), Cli.Run([.. line, "--json", "--batch", "64", "--threads", "1"]).Json.GetRawText());
    }

    [Fact]
    public void Masks_are_found_by_name_and_missing_ones_are_left_out()
    {
        string model = Small.Model(folder), data = Small.Folder(folder, each: 3);
        byte[] left = new Data.Image(8, 8, 1, [.. Enumerable.Range(0, 64).Select(i => (byte)(i % 8 < 4 ? 255 : 0))]).ToPng();
        for (int i = 0; i < 3; i++) folder.Write($"masks/left/{i:00}.png", left);
        JsonElement json = Cli.Run("faithful", model, data, "--methods", "saliency", "--metrics", "energy-share", "--masks", folder["masks"], "--json").Json;
        JsonElement metric = json.GetProperty("methods")[0].GetProperty("metrics")[0];
        Assert.Equal((3, 0.5), (metric.GetProperty("count").GetInt32(), metric.GetProperty("chance").GetDouble()));
    }

    [Theory]
    [InlineData("there is no method 'gradcma'; did you mean 'gradcam'?", "--methods", "gradcma")]
    [InlineData("--metrics 'deltion'; did you mean 'deletion'?", "--metrics", "deltion")]
    [InlineData("--metrics pointing-game needs --masks\n  rule  it compares maps with the places of objects", "--metrics", "pointing-game")]
    [InlineData("a comparison needs a method to compare", "--methods", ",")]
    public void Faithful_says_what_it_does_not_know(string says, string option, string value)
        => Refused(Cli.Run("faithful", Small.Model(folder), Small.Folder(folder, each: 2), option, value), 2, says);
}
