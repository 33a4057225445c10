using System.Text.Json;

namespace Fovea.Analysis.Tests;

public sealed class LintTextTests
{
    private const string Net = "32x32x3 | conv 16 3x3 | relu\n | conv 32 1x1 stride 2 | relu\n | conv 32 3x3 | bn | relu | globalavgpool | dense 10";

    // By hand: parameters 448 + 544 + 9,248 + 64 + 330, MACs 442,368 + 131,072 + 2,359,296 + 320.
    [Fact]
    public void The_text_groups_by_severity_wraps_and_ends_with_counts()
    {
        string expected = """
            warning
              SHP005  conv2 (a.net.txt:2): stride larger than the window
                      a 1×1 window with stride 2 skips 75 %
                      fix  words that go on and on, and then still a little further, until there is no room left
                           on the line

            info
              CAP002  conv3 (a.net.txt:3): one layer has most of the cost
                      conv3 has 80 % of the MACs and 87 % of the parameters, as one of 4 layers
                      fix  16 channels instead of 32: 10,634 → 5,818 parameters, 2.93 M → 1.75 M MACs

              NRM001  conv3 (a.net.txt:3): bias directly before batch norm
                      conv3: 32 bias values that bn1 subtracts again
                      fix  conv 32 3x3 nobias: 10,634 → 10,602 parameters

            a: 1 warning, 2 info
            """.ReplaceLineEndings("\n") + "\n";
        var warning = new Finding("SHP005", Severity.Warning, "conv2", new SourceLine("nets/a.net.txt", 2), "a 1×1 window with stride 2 skips 75 %", [],
            "words that go on and on, and then still a little further, until there is no room left on the line");
        LintReport found = Linter.Run(new LintSubject(NetText.Parse(Net, "a.net.txt"), "a"));
        Finding[] info = [.. found.Findings.Where(f => f.Node == "conv3" && f.Rule is "CAP002" or "NRM001").OrderBy(f => f.Rule, StringComparer.Ordinal)];
        Assert.Equal(expected, (found with { Findings = [warning, .. info] }).ToString());
    }

    [Fact]
    public void Nothing_to_say_is_one_line() => Assert.Equal("a: nothing to say\n", new LintReport("a", [], []).ToString());

    [Fact]
    public void Suppressed_findings_are_counted()
    {
        LintReport report = Linter.Run(new LintSubject(NetText.Parse(Net, "a.net.txt"), "a"), new LintSettings { Suppressions = [new("SHP005", "conv*", "measured")] });
        Assert.Contains("; 1 suppressed", report.ToString());
        Assert.Equal("measured", Assert.Single(report.Suppressed).AcceptedBy!.Reason);
    }

    [Fact]
    public void No_line_of_any_rule_is_wider_than_100_columns()
    {
        foreach (Rule rule in Linter.Rules)
            foreach (string line in Linter.Run(rule.Fires.Subject()).ToString().Split('\n')) Assert.True(line.Length <= 100, line);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        LintReport report = Linter.Run(new LintSubject(NetText.Parse(Net, "a.net.txt"), "a"), new LintSettings { Suppressions = [new("CAP002", null, "known")] });
        using JsonDocument json = JsonDocument.Parse(LintJson.Write(report));
        Assert.Equal("a", json.RootElement.GetProperty("name").GetString());
        JsonElement finding = json.RootElement.GetProperty("findings").EnumerateArray().First(f => f.GetProperty("rule").GetString() == "SHP005");
        Assert.Equal("warning", finding.GetProperty("severity").GetString());
        Assert.Equal("conv2", finding.GetProperty("node").GetString());
        Assert.Equal("a.net.txt:2", finding.GetProperty("source").GetString());
        Assert.Contains("1×1 window", finding.GetProperty("message").GetString());
        Assert.NotEmpty(finding.GetProperty("fix").GetString()!);
        Assert.Equal(75, finding.GetProperty("evidence").GetProperty("skipped").GetDouble());
        JsonElement suppressed = json.RootElement.GetProperty("suppressed").EnumerateArray().First(f => f.GetProperty("rule").GetString() == "CAP002");
        Assert.Equal("known", suppressed.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_finding_about_the_whole_network_stands_on_the_line_of_the_input()
    {
        var net = new LintSubject(NetText.Parse("# a comment\n" + Net, "a.net.txt"), "a") { TrainingImages = 10, Augmented = false, WeightDecay = 0 };
        Assert.Equal("a.net.txt:2", Linter.Run(net).Findings.Single(f => f.Rule == "CAP003").Source.ToString());
    }
}
