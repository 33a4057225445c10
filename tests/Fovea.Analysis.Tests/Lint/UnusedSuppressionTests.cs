using System.Text.Json;

namespace Fovea.Analysis.Tests;

/// <summary>A suppression outlives what it was written for; then it is named.</summary>
public sealed class UnusedSuppressionTests
{
    private const string Net = "32x32x3 | conv 16 3x3 | relu\n | conv 32 1x1 stride 2 | relu # lint: off NRM001 because there was a norm once\n | globalavgpool | dense 10";

    public static TheoryData<string> Ids => [.. Linter.Rules.Select(r => r.Id)];

    [Fact]
    public void One_that_covers_a_finding_is_used_even_when_another_covers_it_too()
        => Assert.Empty(Lint(new Suppression("SHP005", null, "known"), new Suppression("SHP005", "conv*", "known twice")).Unused);

    [Fact]
    public void One_that_covers_none_is_unused()
    {
        Suppression[] stale = [new("SHP005", "conv1", "another node"), new("SHP005", null, "another line") { Line = 1 }, new("nrm001", null, "in lower case")];
        Assert.Equal(stale, Lint([.. stale, new("SHP005", null, "known")]).Unused);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_can_judge_its_own_examples(string id)
    {
        Rule rule = Linter.Rules.Single(r => r.Id == id);
        Assert.True(rule.CanJudge(rule.Fires.Subject(), LintSettings.Default));
        bool known = rule.CanJudge(rule.Fires.Subject() with { Data = null, Activations = null, Weights = null, Steps = null, Run = null, Answers = null, Start = null }, LintSettings.Default);
        Assert.Equal(!DataRules.All.Concat(StartRules.All).Concat(TrainingRules.All).Any(r => r.Id == id), known);
    }

    [Theory]
    [InlineData("DAT001")]
    [InlineData("INI001")]
    [InlineData("TRN008")]
    [InlineData("NRM005")]
    [InlineData("CAP003")]
    [InlineData("NRM003")]
    [InlineData("RFX005")]
    public void A_rule_that_lacks_a_fact_makes_no_suppression_stale(string id) => Assert.Empty(Lint(new Suppression(id, null, "known")).Unused);

    [Fact]
    public void Facts_make_it_stale()
    {
        var sound = new Suppression("DAT001", null, "known");
        LintSubject net = SoundFacts.First(LintSubject.Read(Zoo.Nets["lenet5"], "lenet5"));
        Assert.Equal(sound, Assert.Single(Linter.Run(net, new LintSettings { Suppressions = [sound] }).Unused));
    }

    [Fact]
    public void A_network_that_ends_early_makes_none_stale()
    {
        LintSubject broken = LintSubject.Read("8x8x3 | conv 4 3x3 | relu | maxpool 20 | conv 4 1x1 stride 2 | dense 10", "broken");
        Assert.NotNull(broken.Broken);
        Assert.Empty(Linter.Run(broken, new LintSettings { Suppressions = [new("SHP005", null, "known")] }).Unused);
    }

    [Fact]
    public void The_text_ends_with_a_line_for_each()
    {
        LintReport report = Lint([.. LintComments.Read(Net, "a.net.txt"), new("SHP004", "stage1.*", "even") { Source = new SourceLine("nets/fovea.lint.json", 7) }]);
        string[] lines = report.ToString().TrimEnd('\n').Split('\n');
        Assert.StartsWith("a: ", lines[^3]);
        Assert.Equal("info  the suppression of NRM001 (a.net.txt:2) matches no finding here", lines[^2]);
        Assert.Equal("info  the suppression of SHP004 at stage1.* (fovea.lint.json:7) matches no finding here", lines[^1]);
    }

    [Fact]
    public void Json_has_a_list_of_them()
    {
        using JsonDocument json = JsonDocument.Parse(LintJson.Write(Lint([.. LintComments.Read(Net, "a.net.txt")])));
        JsonElement one = Assert.Single(json.RootElement.GetProperty("unused").EnumerateArray());
        Assert.Equal(("NRM001", null, "a.net.txt:2", "there was a norm once"),
            (one.GetProperty("rule").GetString(), one.GetProperty("node").GetString(), one.GetProperty("source").GetString(), one.GetProperty("reason").GetString()));
        Assert.Empty(JsonDocument.Parse(LintJson.Write(Lint())).RootElement.GetProperty("unused").EnumerateArray());
    }

    [Fact]
    public void Sarif_notifies_of_them()
    {
        string log = LintSarif.Write(Lint([.. LintComments.Read(Net, "nets/a.net.txt"), new("SHP004", null, "typed")]));
        LintSarifTests.Validate(log);
        JsonElement run = JsonDocument.Parse(log).RootElement.GetProperty("runs")[0], invocation = run.GetProperty("invocations")[0];
        Assert.True(invocation.GetProperty("executionSuccessful").GetBoolean());
        JsonElement[] said = [.. invocation.GetProperty("toolExecutionNotifications").EnumerateArray()];
        Assert.Equal(2, said.Length);
        Assert.Equal(("note", "the suppression of NRM001 (a.net.txt:2) matches no finding here"), (said[0].GetProperty("level").GetString(), said[0].GetProperty("message").GetProperty("text").GetString()));
        JsonElement rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[said[0].GetProperty("associatedRule").GetProperty("index").GetInt32()];
        Assert.Equal("NRM001", rule.GetProperty("id").GetString());
        JsonElement place = said[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal(("nets/a.net.txt", 2), (place.GetProperty("artifactLocation").GetProperty("uri").GetString(), place.GetProperty("region").GetProperty("startLine").GetInt32()));
        Assert.False(said[1].TryGetProperty("locations", out _));
        Assert.DoesNotContain("invocations", LintSarif.Write(Lint()));
    }

    [Fact]
    public void A_number_that_is_none_is_written_as_null()
    {
        LintSubject net = SoundFacts.First(LintSubject.Read(Zoo.Nets["lenet5"], "lenet5"));
        LintReport report = Linter.Run(net with { Start = net.Start! with { FirstLoss = double.NaN } });
        Assert.Equal(Severity.Error, report.Findings.Single(f => f.Rule == "INI001").Severity);
        Assert.Contains("\"firstLoss\":null", LintJson.Write(report));
        LintSarifTests.Validate(LintSarif.Write(report));
    }

    private static LintReport Lint(params Suppression[] suppressions) => Linter.Run(new LintSubject(NetText.Parse(Net, "a.net.txt"), "a"), new LintSettings { Suppressions = suppressions });
}
