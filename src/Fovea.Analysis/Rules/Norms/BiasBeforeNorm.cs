namespace Fovea.Analysis;

/// <summary>NRM001: a bias that the batch norm behind it subtracts.</summary>
internal sealed class BiasBeforeNorm : Rule
{
    public override string Id => "NRM001";

    public override string Title => "bias directly before batch norm";

    public override Severity Severity => Severity.Info;

    public override string Why => "Batch norm subtracts the mean of each channel and with it whatever a bias added: the bias has no effect, its gradient is 0 up to rounding, and it is stored, moved by the optimiser and counted for nothing. The norm's own shift does its work.";

    public override string Source => "Ioffe, Szegedy, \"Batch normalization\", ICML 2015, section 3.2: \"the bias b can be ignored since its effect will be canceled by the subsequent mean subtraction\"";

    public override string Help => "nobias at the layer before bn";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 64 3x3 | bn | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 64 3x3 nobias | bn | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        foreach (Node[] group in graph.Nodes.Where(n => HasBias(n) && graph.Consumers(n) is { Count: > 0 } readers && readers.All(r => r.Op is BatchNorm)).ByLine())
        {
            long dead = group.Sum(n => (long)n.Op.Outputs());
            Graph? changed = Change.Try(graph, n => !group.Contains(n) ? null : n.Op is Conv2d c ? [c with { Bias = false }] : [(Dense)n.Op with { Bias = false }]);
            yield return At(group[0], Severity.Info,
                $"{Amount.Names(group)}: {dead:N0} bias values that {graph.Next(group[0])?.Name ?? "the norms"} subtracts again",
                changed is null ? null : $"{group[0].Op} nobias: {Change.Cost(graph, changed)}",
                new Evidence("deadParameters", dead, "parameters"), new Evidence("layers", group.Length));
        }
    }

    private static bool HasBias(Node node) => node.Op is Conv2d { Bias: true } or Dense { Bias: true };
}
