namespace Fovea.Analysis.Tests;

public sealed class LintConfigTests
{
    [Fact]
    public void A_file_sets_thresholds_suppressions_and_the_severity_that_fails()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("lint").FullName, "net.net.txt");
        string config = Path.Combine(Path.GetDirectoryName(path)!, LintConfig.FileName);
        Assert.Null(LintConfig.Beside(path));
        File.WriteAllText(config, """
            {
              // comments and trailing commas are allowed
              "thresholds": { "CAP001.share": 90, "cap005.depth": 30 },
              "suppress": [ { "rule": "shp005", "node": "stage1.*", "reason": "measured: no loss" }, ],
              "failOn": "warning"
            }
            """);
        Assert.Equal(config, LintConfig.Beside(path));
        LintConfig read = LintConfig.Load(config);
        Assert.Equal(Severity.Warning, read.FailOn);
        Assert.Equal(90, read.Settings.Threshold(Linter.Rules.Single(r => r.Id == "CAP001"), "share"));
        Assert.Equal(30, read.Settings.Threshold(Linter.Rules.Single(r => r.Id == "CAP005"), "depth"));
        Suppression known = Assert.Single(read.Settings.Suppressions);
        Assert.Equal(("SHP005", "stage1.*", "measured: no loss", "fovea.lint.json:4"), (known.Rule, known.Node, known.Reason, known.Source.ToString()));
        Directory.Delete(Path.GetDirectoryName(path)!, true);
    }

    [Fact]
    public void An_empty_object_changes_nothing()
    {
        LintConfig read = LintConfig.Parse("{}");
        Assert.Null(read.FailOn);
        Assert.Empty(read.Settings.Thresholds);
        Assert.Empty(read.Settings.Suppressions);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "{\n \"thresholds\": { \"CAP01.share\": 90 } }", "fovea.lint.json:2: there is no rule 'CAP01'; did you mean 'CAP001'?" },
        { "{ \"thresholds\": {\n \"CAP001.shares\": 90 } }", "fovea.lint.json:2: CAP001 has no threshold 'shares'; did you mean 'share'?\n  help  its thresholds are CAP001.share (" },
        { "{ \"thresholds\": { \"SHP005.share\": 90 } }", "fovea.lint.json:1: SHP005 has no threshold 'share'\n  help  SHP005 has no thresholds; suppress it, with a reason" },
        { "{ \"thresholds\": { \"CAP001.share\": 900 } }", "fovea.lint.json:1: CAP001.share is 900 %\n  rule  it lies between 1 and 100 %\n  help  share of the parameters in dense layers from which it is a warning; the default is 80 %" },
        { "{ \"thresholds\": { \"CAP001\": 9 } }", "fovea.lint.json:1: CAP001 has no threshold ''" },
        { "{ \"thresholds\": {\n\n \"CAP001.share\": \"much\" } }", "fovea.lint.json:3: thresholds" },
        { "{ \"thresholds\": 3 }", "fovea.lint.json:1: thresholds has the wrong type\n  rule  thresholds is an object: { \"RFX001.share\": 0.4 }" },
        { "{ \"suppress\": [ { \"rule\": \"SHP005\" },\n { \"rule\": \"CAP001\", \"reason\": \" \" } ] }", "fovea.lint.json:1: the suppression of SHP005 gives no reason\n  rule  nothing is suppressed without a reason" },
        { "{ \"suppress\": [ { \"rule\": \"SHP005\", \"reason\": \"a\" },\n { \"rule\": \"CAP001\", \"reason\": \" \" } ] }", "fovea.lint.json:2: the suppression of CAP001 gives no reason" },
        { "{ \"suppress\": [ { \"reason\": \"a\" } ] }", "fovea.lint.json:1: entry 1 of suppress names no rule" },
        { "{ \"suppress\": [ null ] }", "fovea.lint.json:1: entry 1 of suppress is null" },
        { "{ \"suppress\": [ { \"rule\": \"SHP005\",\n \"because\": \"a\" } ] }", "fovea.lint.json:2: 'because' is not understood\n  rule  the members are rule, node, reason" },
        { "{ \"suppress\": [ { \"rule\":\n 5 } ] }", "fovea.lint.json:2: suppress[0].rule has the wrong type\n  rule  suppress is a list of objects with the texts rule, node and reason" },
        { "{ \"suppress\": [ { \"rule\": \"SHP005\", \"node\": \"\", \"reason\": \"a\" } ] }", "fovea.lint.json:1: the suppression of SHP005 has an empty node" },
        { "{\n \"failon\": \"warning\" }", "fovea.lint.json:2: 'failon' is not understood; did you mean 'failOn'?" },
        { "{\n\n \"failOn\": \"warnings\" }", "fovea.lint.json:3: failOn is 'warnings'; did you mean 'warning'?\n  rule  it is info, warning, serious or error" },
        { "{ \"thresholds\": { \"CAP001.share\": 90, \"cap001.share\": 80 } }", "fovea.lint.json:1: cap001.share stands here twice" },
        { "[]", "fovea.lint.json:1: this is no JSON object" },
        { "{ \"failOn\": ", "fovea.lint.json:1: " },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_says_where_it_stands_and_what_is_allowed(string json, string message)
        => Assert.StartsWith(message, Assert.Throws<LintConfigException>(() => LintConfig.Parse(json)).Message);

    [Fact]
    public void A_missing_file_says_so()
        => Assert.Contains("there is no such file", Assert.Throws<FileNotFoundException>(() => LintConfig.Load("/nowhere/lint.json")).Message);
}
