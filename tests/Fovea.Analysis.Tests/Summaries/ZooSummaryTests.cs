namespace Fovea.Analysis.Tests;

/// <summary>Every named network can be looked at, at its own size, without its weights, and lint finds no error in it.</summary>
public sealed class ZooSummaryTests
{
    public static TheoryData<string> Names => [.. Zoo.Nets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_named_network_has_a_summary_and_no_errors(string name)
    {
        Graph graph = NetText.Parse(Zoo.Nets[name]);
        Summary summary = Summary.Of(graph, name, batch: 2);
        Assert.Equal((graph.ParameterCount, graph.Cost.Macs, graph.Nodes.Count), (summary.Parameters, summary.Macs, summary.Nodes.Count));
        Assert.True(summary.InferenceBytes > 0 && summary.TrainingBytes >= summary.InferenceBytes, $"{summary.InferenceBytes} and {summary.TrainingBytes} bytes");
        Assert.All(summary.Nodes, n => Assert.True(n.MapUse is null or (> 0 and <= 1), $"{n.Name} uses {n.MapUse}"));
        Assert.All(summary.Nodes, n => Assert.True(n.ReceptiveField.MinHeight <= n.ReceptiveField.Height && n.ReceptiveField.MinWidth <= n.ReceptiveField.Width, n.Name));
        Assert.DoesNotContain(summary.Lint.Findings, f => f.Severity == Severity.Error);
        Assert.Contains($"{summary.Parameters:N0} parameters", summary.ToString(), StringComparison.Ordinal);
    }
}
