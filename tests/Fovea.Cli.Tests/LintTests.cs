using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary><c>fovea lint</c>: what it says, and what it tells a build.</summary>
public sealed class LintTests : IDisposable
{
    private const string Sane = "32x32x3 | conv 16 3x3 | relu | conv 32 3x3 stride 2 | relu | conv 64 3x3 stride 2 | relu | conv 64 3x3 | relu | globalavgpool | dense 16";
    private const string Skips = "32x32x3 | conv 16 3x3 | relu\n | conv 32 1x1 stride 2 | relu\n | conv 32 3x3 | relu | conv 32 3x3 | relu | globalavgpool | dense 16";
    private const string Broken = "28x28x1 | conv 8 3x3 | relu | maxpool 4\n | conv 16 3x3 pad valid | relu | maxpool 4\n | conv 32 3x3 pad valid | globalavgpool | dense 10";
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string[] Rules(Ended ended) => [.. ended.Json.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("rule").GetString()!)];

    [Fact]
    public void A_broken_network_is_reported_with_its_place_the_rule_and_three_ways_out()
    {
        File.WriteAllText(folder["deep.net.txt"], Broken);
        Ended ended = Cli.Run("lint", folder["deep.net.txt"], "--quiet");
        Assert.Equal((9, ""), (ended.Code, ended.Error));
        Assert.Equal("""
            error
              SHP001  conv3 (deep.net.txt:3): a window larger than its input
                      a 3×3 window does not fit input 1×1×16; the network ends here
                      fix  pad same gives 1×1×32; or with maxpool2 left out it reads 5×5×16 and gives 3×3×32; or
                           an input of 56×56 is the smallest that it fits

            deep: 1 error
            """.ReplaceLineEndings("\n"), ended.Out[..ended.Out.IndexOf('\n', ended.Out.IndexOf("deep: 1", StringComparison.Ordinal))]);
    }

    [Fact]
    public void An_unknown_layer_is_spelled_right_and_what_stands_before_it_is_checked()
    {
        Ended ended = Cli.Run("lint", "32x32x3 | conv 16 3x3 | relu | conv 32 1x1 stride 2 | rleu | globalavgpool", "--json");
        Assert.Equal(9, ended.Code);
        Assert.Equal("SHP010", Rules(ended)[0]);
        Assert.Contains("SHP005", Rules(ended));
        Assert.Equal("write 'relu'", ended.Json.GetProperty("findings")[0].GetProperty("fix").GetString());
    }

    [Fact]
    public void Lines_of_the_text_have_at_most_100_columns_and_no_colours()
    {
        foreach (string net in new[] { "resnet50", "vgg16", "mobilenetv2" })
        {
            Ended ended = Cli.Run("lint", net, "--size", "32x32x3", "--fail-on", "never");
            Assert.Equal((0, ""), (ended.Code, ended.Error));
            Assert.DoesNotContain(ended.Out.Split('\n'), line => line.Length > 100);
            Assert.DoesNotContain('\u001b', ended.Out);
        }
    }

    [Fact]
    public void A_terminal_gets_coloured_headings()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var interrupts = new Interrupts();
        Assert.Equal(0, App.Run(["lint", Skips], new Terminal(output, TextWriter.Null, Live: true), interrupts));
        Assert.Contains("\u001b[1;93mwarning\u001b[0m", output.ToString());
    }

    [Theory]
    [InlineData("never", 0)]
    [InlineData("error", 0)]
    [InlineData("warning", 9)]
    [InlineData("info", 9)]
    public void Fail_on_decides_the_exit_code(string limit, int code) => Assert.Equal(code, Cli.Run("lint", Skips, "--fail-on", limit).Code);

    [Fact]
    public void Without_a_warning_fail_on_warning_is_content() => Assert.Equal(0, Cli.Run("lint", Sane, "--fail-on", "warning").Code);

    [Fact]
    public void Format_json_and_json_are_the_same()
    {
        Ended json = Cli.Run("lint", Skips, "--json");
        Assert.Equal(json.Out, Cli.Run("lint", Skips, "--format", "json").Out);
        Assert.Equal(["name", "findings", "suppressed", "unused"], json.Json.EnumerateObject().Select(p => p.Name));
        Assert.Contains("SHP005", Rules(json));
    }

    [Fact]
    public void Sarif_names_the_file_and_the_line()
    {
        File.WriteAllText(folder["skips.net.txt"], Skips);
        JsonElement run = JsonDocument.Parse(Cli.Run("lint", folder["skips.net.txt"], "--format", "sarif").Out).RootElement.GetProperty("runs")[0];
        JsonElement result = run.GetProperty("results").EnumerateArray().First(r => r.GetProperty("ruleId").GetString() == "SHP005");
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("skips.net.txt", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(2, place.GetProperty("region").GetProperty("startLine").GetInt32());
    }

    [Fact]
    public void A_configuration_beside_the_file_and_comments_in_it_are_read()
    {
        File.WriteAllText(folder["a.net.txt"], Skips);
        File.WriteAllText(folder["fovea.lint.json"], """{ "failOn": "warning" }""");
        Assert.Equal(9, Cli.Run("lint", folder["a.net.txt"]).Code);
        Assert.Equal(0, Cli.Run("lint", folder["a.net.txt"], "--fail-on", "never").Code);
        File.WriteAllText(folder["b.net.txt"], Skips.Replace("1x1 stride 2 | relu", "1x1 stride 2 | relu # lint: off SHP005 because the input is smooth", StringComparison.Ordinal));
        Ended accepted = Cli.Run("lint", folder["b.net.txt"], "--json");
        Assert.DoesNotContain("SHP005", Rules(accepted));
        Assert.Equal("the input is smooth", accepted.Json.GetProperty("suppressed")[0].GetProperty("reason").GetString());
        File.WriteAllText(folder["other.json"], """{ "suppress": [ { "rule": "SHP05", "reason": "known" } ] }""");
        Ended wrong = Cli.Run("lint", Skips, "--config", folder["other.json"]);
        Assert.Equal(3, wrong.Code);
        Assert.Contains("there is no rule 'SHP05'; did you mean 'SHP005'?", wrong.Error);
    }

    [Fact]
    public void A_suppression_that_nothing_needs_any_more_is_named_unless_quiet()
    {
        File.WriteAllText(folder["stale.net.txt"], "32x32x3 | conv 8 3x3 | relu\n | globalavgpool | dense 10 # lint: off SHP005 because the input is smooth");
        Ended said = Cli.Run("lint", folder["stale.net.txt"]);
        Assert.Contains("info  the suppression of SHP005 (stale.net.txt:2) matches no finding here", said.Out);
        Assert.Equal(0, said.Code);
        Assert.Equal("stale.net.txt:2", Cli.Run("lint", folder["stale.net.txt"], "--json").Json.GetProperty("unused")[0].GetProperty("source").GetString());
        Assert.DoesNotContain("the suppression of", Cli.Run("lint", folder["stale.net.txt"], "--quiet").Out);
    }

    [Fact]
    public void A_model_keeps_its_weights_at_another_size()
    {
        string model = Small.Model(folder);
        Assert.Equal(0, Cli.Run("lint", model, "--fail-on", "error").Code);
        Ended other = Cli.Run("lint", model, "--size", "16x16x1", "--json");
        Assert.Equal(9, other.Code);
        Assert.Contains("its weights are for 64 inputs and it gets 256", other.Json.GetProperty("findings")[0].GetProperty("message").GetString());
        Assert.Contains("SHP001", Rules(Cli.Run("lint", model, "--size", "1x1x1", "--json")));
    }

    [Fact]
    public void What_is_said_about_the_data_wakes_more_rules()
    {
        Assert.DoesNotContain("HED003", Rules(Cli.Run("lint", Sane, "--json")));
        Assert.Contains("HED003", Rules(Cli.Run("lint", Sane, "--json", "--classes", "37")));
        Assert.DoesNotContain("RFX001", Rules(Cli.Run("lint", Skips, "--json", "--object", "10")));
        Assert.Contains("RFX001", Rules(Cli.Run("lint", Skips, "--json")));
    }

    [Fact]
    public void Images_are_measured_when_they_are_given()
    {
        Ended ended = Cli.Run("lint", Small.Net, "--data", Small.Folder(folder, each: 4), "--json", "--fail-on", "never");
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Contains("DAT012", Rules(ended));
        Assert.Contains("--run goes with --data", Cli.Run("lint", Small.Net, "--run", folder.Path).Error);
    }

    [Fact]
    public void Unused_directions_of_a_model_are_measured_on_its_images()
    {
        using Model declared = Model.Parse("8x8x1 | conv 8 3x3 | relu | conv 40 3x3 | relu | conv 8 3x3 | relu | flatten | dense 520 | relu | dense 2", seed: 1, name: "bulge");
        using Model model = declared.With(new Preprocessing(ResizeRule.Exact, [0.4f], [0.3f]), ["left", "right"]);
        Span<float> w = model.Parameters["conv2.weight"];
        for (int i = 0; i < w.Length; i++) w[i] = w[i / 40 * 40] * (i % 40 + 1);
        model.Save(folder["bulge.safetensors"]);
        Ended ended = Cli.Run("lint", folder["bulge.safetensors"], "--data", Small.Folder(folder, each: 8), "--json", "--fail-on", "never");
        Assert.Equal((0, "note  saturation is measured up to 512 channels; left out: dense1 (520)"), (ended.Code, ended.Error.Trim()));
        JsonElement found = ended.Json.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("rule").GetString() == "CAP007");
        Assert.StartsWith("conv2 uses 1 of its 40 directions for 99 % of the variance; ", found.GetProperty("message").GetString());
    }

    [Fact]
    public void A_rule_explains_itself()
    {
        Ended ended = Cli.Run("lint", "--explain", "shp001");
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.Equal("""
            SHP001: a window larger than its input (error)

            why     A window of size K on H pixels with padding gives ⌊(H + padding − K)/stride⌋ + 1 outputs,
                    and with K > H + padding there is none. Most often the layers before it have halved the
                    image once too often. The network cannot be built.
            help    pad, use a smaller window, drop a down-sampling before it, or take a larger input
            source  the size of a convolution's output, as PyTorch's Conv2d and MaxPool2d document it
            fires   28x28x1 | conv 8 5x5 pad valid | relu | maxpool 4 | conv 16 3x3 pad valid | relu | maxpool 4
                    | conv 32 3x3 pad valid | globalavgpool | dense 10
            silent  28x28x1 | conv 8 5x5 pad valid | relu | maxpool 2 | conv 16 3x3 pad valid | relu | maxpool 2
                    | conv 32 3x3 pad valid | globalavgpool | dense 10

            """.ReplaceLineEndings("\n"), ended.Out);
        Assert.Equal("SHP001", Cli.Run("lint", "--explain", "SHP001", "--json").Json.GetProperty("rules")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public void All_rules_are_listed()
    {
        string[] lines = Cli.Run("lint", "--rules").Out.Split('\n');
        foreach (Analysis.Rule rule in Analysis.Linter.Rules) Assert.Contains($"{rule.Id}  {rule.Severity.ToString().ToLowerInvariant(),-7}  {rule.Title}", lines);
        Assert.Equal(Analysis.Linter.Rules.Count, Cli.Run("lint", "--rules", "--json").Json.GetProperty("rules").GetArrayLength());
    }

    [Theory]
    [InlineData("'lint' needs NET, --explain RULE or --rules", "lint")]
    [InlineData("--explain and --rules take no NET", "lint", "lenet5", "--rules")]
    [InlineData("there is no rule 'RFX022'; did you mean 'RFX002'?", "lint", "--explain", "RFX022")]
    [InlineData("--size '32'\n  rule  --size takes height x width x channels: 32x32x3", "lint", "lenet5", "--size", "32")]
    [InlineData("--format 'xml'\n  rule  --format takes one of text, json, sarif", "lint", "lenet5", "--format", "xml")]
    [InlineData("there is no network 'lenet'; did you mean 'lenet5'?", "lint", "lenet")]
    [InlineData("'conv' is no input size", "lint", "conv 8 3x3 | relu")]
    public void A_command_line_that_makes_no_sense_is_refused(string text, params string[] line)
    {
        Ended ended = Cli.Run(line);
        Assert.Equal(2, ended.Code);
        Assert.Contains(text, ended.Error);
    }
}
