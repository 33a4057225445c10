namespace Fovea.Analysis.Tests;

/// <summary>Published networks at their own size have no errors.</summary>
public sealed class ZooIsSaneTests
{
    public static TheoryData<string> Nets => [.. Zoo.Nets.Keys];

    [Theory]
    [MemberData(nameof(Nets))]
    public void No_error_on_a_zoo_net(string name)
        => Assert.DoesNotContain(Linter.Run(new LintSubject(NetText.Parse(Zoo.Nets[name], name), name)).Findings, f => f.Severity == Severity.Error);
}
