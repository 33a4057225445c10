namespace Fovea.Analysis.Tests;

public sealed class LintCommentsTests
{
    private const string Net = """
        32x32x3
          | conv 16 3x3 | relu
          | conv 32 3x3 | bn | relu  # lint: off NRM001 because the weights were trained with a bias
          | conv 64 3x3 | bn | relu
          | globalavgpool | dense 10
        """;

    [Fact]
    public void A_comment_is_about_the_nodes_of_its_line()
    {
        LintReport report = Lint(Net);
        Finding accepted = Assert.Single(report.Suppressed, f => f.Rule == "NRM001");
        Assert.Equal(("conv2", "the weights were trained with a bias", true), (accepted.Node, accepted.AcceptedBy!.Reason, accepted.AcceptedBy.IsInSource));
        Assert.Equal("conv3", Assert.Single(report.Findings, f => f.Rule == "NRM001").Node);
    }

    [Fact]
    public void A_comment_on_a_line_of_its_own_is_about_the_whole_network()
    {
        LintReport report = Lint("# lint: off NRM001, CAP002 because this is a test\n" + Net);
        Assert.Equal(2, report.Suppressed.Count(f => f.Rule == "NRM001"));
        Assert.DoesNotContain(report.Findings, f => f.Rule is "NRM001" or "CAP002");
    }

    [Fact]
    public void A_comment_on_the_line_of_the_input_covers_findings_about_the_network()
    {
        const string text = "32x32x3 # lint: off CAP003 because it is only a sketch\n | conv 64 3x3 | relu | globalavgpool | dense 10";
        var net = new LintSubject(NetText.Parse(text, "a.net.txt"), "a") { TrainingImages = 10, Augmented = false, WeightDecay = 0 };
        LintReport report = Linter.Run(net, new LintSettings { Suppressions = LintComments.Read(text) });
        Assert.Contains(report.Suppressed, f => f.Rule == "CAP003");
    }

    [Fact]
    public void Other_comments_say_nothing() => Assert.Empty(LintComments.Read("# lint NRM001 is off\n28x28x1 # see lint: off\n | relu # a # lint: off"));

    [Theory]
    [InlineData("# lint: off SHP00 because x", "net:3: there is no rule 'SHP00'; did you mean 'SHP0")]
    [InlineData("# lint: off SHP005", "net:3: '# lint: off SHP005' gives no reason\n  rule  nothing is suppressed without a reason")]
    [InlineData("# lint: off SHP005 because ", "net:3: '# lint: off SHP005 because' gives no reason")]
    [InlineData("# lint: disable SHP005", "net:3: '# lint: disable SHP005' is not understood\n  rule  # lint: off RULE because REASON")]
    public void A_mistake_says_where_it_stands(string comment, string message)
        => Assert.StartsWith(message, Assert.Throws<LintConfigException>(() => LintComments.Read($"28x28x1\n| relu\n| relu {comment}")).Message);

    private static LintReport Lint(string text)
        => Linter.Run(new LintSubject(NetText.Parse(text, "a.net.txt"), "a"), new LintSettings { Suppressions = LintComments.Read(text, "a.net.txt") });
}
