using System.Text.Json;
using Fovea.Explain;

namespace Fovea.Cli.Tests;

/// <summary>What verbs answer, for people and for machines.</summary>
public sealed class AnswerTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];

    [Fact]
    public void Summary_counts_a_named_network()
    {
        Ended text = Cli.Run("summary", "lenet5");
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.Contains("61,706 parameters (241.0 KB), 416,520 MACs an image", text.Out);
        JsonElement json = Cli.Run("summary", "lenet5", "--json").Json;
        Assert.Equal(61_706, json.GetProperty("parameters").GetInt64());
        Assert.Equal(["name", "parameters", "macs", "batch", "inferenceBytes", "trainingBytes", "paddingShare", "feasibleInput", "borderLayers", "findings", "nodes"], Members(json));
        Assert.Equal(["name", "op", "inputs", "output", "parameters", "macs", "receptiveField", "minReceptiveField", "jump", "misalignment", "mapUse", "mark"], Members(json.GetProperty("nodes")[1]));
    }

    [Fact]
    public void Summary_has_four_forms()
    {
        Assert.StartsWith("## lenet5: 28×28×1 → 10\n\n| | node | layer |", Cli.Run("summary", "lenet5", "--format", "markdown").Out);
        Assert.Equal(Cli.Run("summary", "lenet5", "--json").Out, Cli.Run("summary", "lenet5", "--format", "json").Out);
        Ended svg = Cli.Run("summary", "lenet5", "--format", "svg");
        Assert.Equal((0, "svg"), (svg.Code, System.Xml.Linq.XDocument.Parse(svg.Out).Root!.Name.LocalName));
    }

    [Fact]
    public void Summary_scans_input_sizes()
    {
        Assert.Contains("\nreceptive fields suit 212..212 px:", Cli.Run("summary", "vgg16", "--sizes", "32..40").Out);
        JsonElement json = Cli.Run("summary", "vgg16", "--sizes", "32..33", "--json").Json;
        Assert.Equal(["name", "feasible", "sizes"], Members(json));
        Assert.Equal(["size", "problem", "final", "parameters", "macs", "border", "borderMacShare", "uneven", "unread", "suits"], Members(json.GetProperty("sizes")[0]));
    }

    [Fact]
    public void Field_lists_what_layers_see_and_measures_what_they_look_at()
    {
        JsonElement listed = Cli.Run("field", "resnet18", "--json").Json;
        Assert.Equal(["fields", "measured"], Members(listed));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("measured").ValueKind);
        string model = Small.Model(folder), data = Small.Folder(folder);
        foreach ((string[] words, string on) in new (string[], string)[] { ([model, data], "24 images of "), ([Small.Net, "--images", "5"], "5 images of random numbers, as no DATA was given") })
        {
            Ended ended = Cli.Run(["field", .. words, "--node", "conv1", "--out", folder["fields"]]);
            Assert.Equal((0, ""), (ended.Code, ended.Error));
            Assert.Contains($"\n  on      {on}", ended.Out);
            JsonElement json = Cli.Run(["field", .. words, "--node", "conv1", "--out", folder["fields"], "--json"]).Json.GetProperty("measured");
            Assert.Equal(["node", "row", "column", "images", "on", "weights", "sigma", "side", "theory", "ratio", "clipped", "picture", "array"], Members(json));
            Assert.True(File.Exists(json.GetProperty("picture").GetString()) && File.Exists(json.GetProperty("array").GetString()));
        }
    }

    [Fact]
    public void Summary_reads_a_file_and_a_model()
    {
        File.WriteAllText(folder["tiny.net.txt"], "# two classes\n" + Small.Net);
        Assert.StartsWith("tiny: 8×8×1 → 2\n", Cli.Run("summary", folder["tiny.net.txt"]).Out);
        Assert.StartsWith("small: 8×8×1 → 2\n", Cli.Run("summary", Small.Model(folder)).Out);
        Assert.Contains("plan of tiny", Cli.Run("summary", folder["tiny.net.txt"], "--plan").Out);
    }

    [Fact]
    public void Data_list_names_the_known_sets()
    {
        Assert.Contains("fashion-mnist-sample", Cli.Run("data", "list").Out);
        JsonElement[] sets = [.. Cli.Run("data", "list", "--json").Json.GetProperty("sets").EnumerateArray()];
        Assert.Contains(sets, s => s.GetProperty("name").GetString() == "cifar10");
        Assert.All(sets, s => Assert.Equal(["name", "title", "images", "imageSize", "classes", "bytes", "terms", "homepage"], Members(s)));
    }

    [Fact]
    public void Data_get_puts_the_sample_into_a_folder()
    {
        JsonElement json = Cli.Run("data", "get", "fashion-mnist-sample", "--to", folder.Path, "--json").Json;
        Assert.Equal(12_000, json.GetProperty("images").GetInt32());
        Assert.True(Directory.Exists(json.GetProperty("folder").GetString()));
    }

    [Fact]
    public void Data_info_reads_every_image()
    {
        string data = Small.Folder(folder);
        Assert.Contains("24 images", Cli.Run("data", "info", data).Out);
        JsonElement json = Cli.Run("data", "info", data, "--json").Json;
        Assert.Equal(24, json.GetProperty("splits")[0].GetProperty("count").GetInt32());
        Assert.Equal(["left", "right"], json.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
    }

    [Fact]
    public void Predict_names_classes_with_probabilities_that_sum_to_one()
    {
        string model = Small.Model(folder), image = folder.Write("a.png", Small.Picture(true, 1).ToPng());
        Assert.Matches(@"^\S+a\.png  (left|right) \d+\.\d %, (left|right) \d+\.\d %\n$", Cli.Run("predict", model, image).Out);
        JsonElement answer = Cli.Run("predict", model, image, "--json").Json.GetProperty("images")[0];
        Assert.Equal(["file", "label", "probability", "classes"], Members(answer));
        Assert.Equal(1, answer.GetProperty("classes").EnumerateArray().Sum(c => c.GetProperty("probability").GetDouble()), 5);
    }

    [Fact]
    public void Predict_goes_on_after_bad_images_when_asked()
    {
        string model = Small.Model(folder), good = folder.Write("a.png", Small.Picture(true, 1).ToPng()), bad = folder.Write("b.png", [1, 2, 3]);
        Ended ended = Cli.Run("predict", model, good, bad, "--skip-bad", "--json");
        Assert.Equal(0, ended.Code);
        Assert.Equal(1, ended.Json.GetProperty("images").GetArrayLength());
        Assert.Contains("1 of 2 images were left out", ended.Error);
    }

    [Fact]
    public void Eval_counts_right_answers_and_agrees_with_predict()
    {
        string model = Small.Model(folder), data = Small.Folder(folder);
        JsonElement json = Cli.Run("eval", model, data, "--json").Json;
        Assert.Equal(["on", "count", "correct", "accuracy", "low95", "high95", "loss", "seconds", "classes", "recall", "confusion", "notes"], Members(json));
        JsonElement images = Cli.Run(["predict", model, .. Directory.GetFiles(data, "*.png", SearchOption.AllDirectories), "--json"]).Json.GetProperty("images");
        int right = images.EnumerateArray().Count(i => i.GetProperty("file").GetString()!.Contains($"/{i.GetProperty("label").GetString()}/", StringComparison.Ordinal));
        Assert.Equal(right, json.GetProperty("correct").GetInt32());
        Assert.Contains("most often taken for", Cli.Run("eval", model, data).Out);
    }

    [Fact]
    public void Convert_writes_an_ONNX_file_and_says_what_it_takes()
    {
        string model = Small.Model(folder), file = folder["small.onnx"];
        Ended text = Cli.Run("convert", model, "--to", file, "--include-preprocessing");
        long bytes = new FileInfo(file).Length;
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.Equal($"small: 8×8×1 → 2, 170 parameters\nfile    {file}, {bytes:N0} bytes, ONNX opset 18\ninput   input N×1×8×8, pixels 0 … 255\noutput  dense1 N×2\n", text.Out);
        Ended plain = Cli.Run("convert", model, "--to", file, "--opset", "20", "--json");
        Assert.Equal(["model", "to", "format", "opset", "bytes", "input", "output"], Members(plain.Json));
        Assert.Equal((20, new FileInfo(file).Length), (plain.Json.GetProperty("opset").GetInt32(), plain.Json.GetProperty("bytes").GetInt64()));
        Assert.Equal("""{"name":"input","shape":["N",1,8,8]}""", plain.Json.GetProperty("input").GetRawText());
        Assert.Equal("""{"name":"dense1","shape":["N",2]}""", plain.Json.GetProperty("output").GetRawText());
        Assert.True(plain.Json.GetProperty("bytes").GetInt64() < bytes);
    }

    [Theory]
    [InlineData("gradcam", "Grad-CAM", "relu1")]
    [InlineData("saliency", "Saliency", "input")]
    [InlineData("guided", "Guided backprop", "input")]
    [InlineData("deconvnet", "Deconvnet", "input")]
    [InlineData("ig", "Integrated gradients", "input")]
    [InlineData("deeplift", "DeepLIFT", "input")]
    [InlineData("lrp-box", "LRP ε, γ, box", "input")]
    [InlineData("hirescam", "HiResCAM", "relu1")]
    public void Explain_writes_a_picture_and_the_numbers(string method, string name, string node)
    {
        string model = Small.Model(folder), image = folder.Write("a.png", Small.Picture(true, 1).ToPng());
        JsonElement answer = Cli.Run("explain", model, image, "--method", method, "--class", "right", "--out", folder["why"], "--json").Json.GetProperty("images")[0];
        Assert.Equal((name, node, "right"), (answer.GetProperty("method").GetString(), answer.GetProperty("node").GetString(), answer.GetProperty("explains").GetString()));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(answer.GetProperty("picture").GetString()!)[..4]);
        Assert.Equal("NUMPY"u8.ToArray(), File.ReadAllBytes(answer.GetProperty("array").GetString()!)[1..6]);
    }

    [Fact]
    public void Explain_shows_methods_side_by_side()
    {
        string model = Small.Model(folder), image = folder.Write("a.png", Small.Picture(true, 1).ToPng());
        Ended text = Cli.Run("explain", model, image, "--method", "gradcam,lrp-epsilon,smoothgrad", "--at", "conv1", "--class", "right", "--against", "left", "--samples", "3", "--scale", "shared", "--out", folder["why"]);
        Assert.Equal(0, text.Code);
        Assert.Contains("\n  Grad-CAM, LRP ε, SmoothGrad for the logit of right less that of left: ", text.Out);
        Assert.Contains("\n  layer conv1 (8×8×4): asked for by name\n", text.Out);
        Assert.Equal(["a-gradcam-lrp-epsilon-smoothgrad.png", "a-gradcam.npy", "a-lrp-epsilon.npy", "a-smoothgrad.npy"], Directory.GetFiles(folder["why"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        JsonElement[] answers = [.. Cli.Run("explain", model, image, "--method", "gradcam,lrp-epsilon,smoothgrad", "--class", "right", "--against", "left", "--samples", "3", "--out", folder["why"], "--json").Json.GetProperty("images").EnumerateArray()];
        Assert.Equal(["gradcam", "lrp-epsilon", "smoothgrad"], answers.Select(a => a.GetProperty("word").GetString()));
        Assert.Equal(["logit", "logit", "logit per unit of input"], answers.Select(a => a.GetProperty("units").GetString()));
        Assert.All(answers, a => Assert.StartsWith("difference:", a.GetProperty("objective").GetString()));
        Assert.Single(answers.Select(a => a.GetProperty("picture").GetString()).Distinct());
    }

    [Theory]
    [InlineData("unit:conv1:3:2:1", "unit:conv1:3:2:1")]
    [InlineData("channel:relu1:0", "channel:relu1:0")]
    [InlineData("probability", "probability:1")]
    public void Explain_takes_other_objectives(string objective, string printed)
    {
        string model = Small.Model(folder), image = folder.Write("a.png", Small.Picture(true, 1).ToPng());
        string[] line = ["explain", model, image, "--method", "gradinput", "--objective", objective, "--out", folder["why"], "--json"];
        JsonElement answer = Cli.Run(objective == "probability" ? [.. line, "--class", "right"] : line).Json.GetProperty("images")[0];
        Assert.Equal(printed, answer.GetProperty("objective").GetString());
    }

    [Fact]
    public void Explain_lists_its_methods()
    {
        Ended text = Cli.Run("explain", "--methods");
        Assert.Equal((0, MethodCatalog.All.Count), (text.Code, text.Out.TrimEnd().Split('\n').Length));
        JsonElement[] methods = [.. Cli.Run("explain", "--methods", "--json").Json.GetProperty("methods").EnumerateArray()];
        Assert.Equal(MethodCatalog.All.Select(m => m.Word), methods.Select(m => m.GetProperty("method").GetString()));
        Assert.Equal(["method", "shows", "formula", "signed", "resolution", "cost", "failures"], Members(methods[0]));
    }

    [Fact]
    public void Images_of_one_name_get_pictures_of_their_own()
    {
        string model = Small.Model(folder), first = folder.Write("x/a.png", Small.Picture(true, 1).ToPng()), second = folder.Write("y/a.png", Small.Picture(false, 1).ToPng());
        Assert.Equal(0, Cli.Run("explain", model, first, second, "--out", folder["why"]).Code);
        Assert.Equal(["a-gradcam-2.png", "a-gradcam.png"], Directory.GetFiles(folder["why"], "*.png").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
