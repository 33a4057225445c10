namespace Fovea.Onnx.Tests;

/// <summary>ONNX's own tests as networks: what is no network of one image says why, and what is one is right.</summary>
public sealed class ImportedConformanceTests(ImportedConformanceFixture suite) : IClassFixture<ImportedConformanceFixture>
{
    [Fact]
    public void Nothing_is_wrong_without_saying_so()
        => Assert.Empty(suite.Imported.Where(r => !r.Passed && r.Reason.Contains(" instead of ")).Select(r => $"{r.Case.Name}: {r.Reason}"));

    [Fact]
    public void Every_refusal_has_a_reason() => Assert.All(suite.Imported.Where(r => !r.Passed), r => Assert.False(string.IsNullOrWhiteSpace(r.Reason), r.Case.Name));

    [Theory]
    [InlineData("node", "1", 73)]
    [InlineData("node", "2", 44)]
    [InlineData("node", "E", 14)]
    [InlineData("pytorch-converted", "P", 59)]
    [InlineData("pytorch-operator", "P", 14)]
    public void Networks_of_a_tier_are_right(string folder, string tier, int least)
    {
        ConformanceResult[] results = [.. suite.Imported.Where(r => r.Case.Suite == folder && r.Case.Tier == tier)];
        int passed = results.Count(r => r.Passed);
        Assert.True(passed >= least, $"{passed}, at least {least}:\n{string.Join("\n", results.Where(r => !r.Passed).Select(r => $"{r.Case.Name}: {r.Reason}"))}");
    }
}

/// <summary>All tests, run once.</summary>
public sealed class ImportedConformanceFixture
{
    internal IReadOnlyList<ConformanceResult> Imported { get; } = ConformanceRun.Of(ConformanceWay.Imported, ConformanceSuite.Load());
}
