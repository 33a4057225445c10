using System.Text;

namespace Fovea.Onnx.Tests;

/// <summary>ONNX's own tests as networks: what is no network of one image says why, and what is one is right.</summary>
public sealed class ImportedConformanceTests
{
    [Fact]
    public void A_network_is_right_or_says_why_it_is_none()
    {
        IReadOnlyList<ConformanceResult> results = ConformanceRun.Of(ConformanceWay.Imported, ConformanceSuite.Load());
        var t = new StringBuilder();
        foreach (ConformanceResult r in results) t.AppendLine($"{r.Case.Suite}\t{r.Case.Tier}\t{r.Case.Name}\t{r.Passed}\t{r.Reason.Split('\n')[0]}");
        File.WriteAllText("/tmp/imported.tsv", t.ToString());
    }
}
