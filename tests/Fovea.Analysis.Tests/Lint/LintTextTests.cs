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
                      a 1×1 window with stride 2 reads 25 % of its 32×32×16 input and skips 75 %
                      fix  average-pool 2×2 with that stride, then convolve with stride 1: every pixel is read,
                           the output stays 16×16×32, parameters and MACs stay the same

            info
              CAP002  conv3 (a.net.txt:3): one layer has most of the cost
                      conv3 has 80 % of the MACs and 87 % of the parameters, as one of 4 layers
                      fix  16 channels instead of 32: parameters 10,634 → 5,818, MACs 2,933,056 → 1,753,248

              NRM001  conv3 (a.net.txt:3): bias directly before batch norm
                      conv3: 32 bias values that bn1 subtracts again
                      fix  conv 32 3x3 nobias: parameters 10,634 → 10,602, MACs 2,933,056 → 2,933,056

            a: 1 warning, 2 info
            """.ReplaceLineEndings("\n") + "\n";
        Assert.Equal(expected, Only("SHP005", "CAP002", "NRM001").ToString());
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
        Assert.StartsWith("a 1×1 window", finding.GetProperty("message").GetString());
        Assert.StartsWith("average-pool", finding.GetProperty("fix").GetString());
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

    private static LintReport Only(params string[] rules)
    {
        LintReport all = Linter.Run(new LintSubject(NetText.Parse(Net, "a.net.txt"), "a"));
        return all with { Findings = [.. all.Findings.Where(f => rules.Contains(f.Rule)).OrderByDescending(f => f.Severity).ThenBy(f => f.Rule, StringComparer.Ordinal)] };
    }
}
