namespace Fovea.Analysis;

/// <summary>INI002: activations shrink or grow from layer to layer before training.</summary>
internal sealed class FirstScale : Rule
{
    public override string Id => "INI002";

    public override string Title => "activations shrink or grow with depth";

    public override Severity Severity => Severity.Warning;

    public override string Why => "When each layer multiplies the spread of its input by the same factor, twenty layers multiply it by that factor to the twentieth: the last ones see nothing, or numbers that overflow, and so do the gradients on their way back. First weights are scaled so that the factor is near 1.";

    public override string Source => "the product of the layers' factors; He, Zhang, Ren, Sun, \"Delving deep into rectifiers\", ICCV 2015, section 2.2; the thresholds are heuristic";

    public override string Help => "normalise the inputs, put batch norm behind convolutions, or draw first weights with variance 2 / fan-in before a ReLU";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("least", 0.1, 0, 1, "", "smallest standard deviation of a layer's output"),
        new("most", 10, 1, 1e6, "", "largest standard deviation of a layer's output"),
        new("factor", 2, 1, 100, "", "largest mean factor a layer; its inverse is the smallest"),
        new("layers", 4, 2, 1000, "", "layers from which on a mean factor is judged"),
    ];

    public override RuleExample Fires { get; } = Example(1, 0.3, 0.09);

    public override RuleExample Silent { get; } = Example(1.4, 1.5, 0.9);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Activations is { Trained: false };

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Activations is not { Trained: false } facts) yield break;
        // A last layer that begins at 0 is a known choice: every class then has the same probability.
        (Node Node, double Std)[] layers = [.. facts.Nodes.Where(a => net.Graph.Contains(a.Node)).Select(a => (Node: net.Graph[a.Node], a.Std))
            .Where(a => a.Node.Op is Conv2d or Dense && a.Node != net.Graph.Output)];
        double least = settings.Threshold(this, "least"), most = settings.Threshold(this, "most"), factor = settings.Threshold(this, "factor");
        (Node Node, double Std) odd = layers.FirstOrDefault(l => l.Std < least || l.Std > most);
        double first = layers.Length > 0 ? layers[0].Std : 1, last = layers.Length > 0 ? layers[^1].Std : 1;
        double mean = first > 0 && last > 0 && layers.Length > 1 ? Math.Pow(last / first, 1.0 / (layers.Length - 1)) : 1;
        if (odd.Node is not null)
            yield return At(odd.Node, Severity.Warning,
                $"its output has a standard deviation of {RuleText.Short(odd.Std)} before training, {least:0.###} to {most:0.###} is sound; the first layer has {RuleText.Short(first)}, the last hidden one {RuleText.Short(last)}",
                null, new Evidence("std", odd.Std), new Evidence("first", first), new Evidence("last", last), new Evidence("factor", mean));
        else if (layers.Length >= settings.Threshold(this, "layers") && (mean > factor || mean < 1 / factor))
            yield return At(layers[^1].Node, Severity.Warning,
                $"the standard deviation goes from {RuleText.Short(first)} to {RuleText.Short(last)} over {layers.Length} layers: × {RuleText.Short(mean)} a layer",
                null, new Evidence("factor", mean), new Evidence("first", first), new Evidence("last", last));
    }

    private static RuleExample Example(params double[] std) => new("28x28x1 | conv 8 3x3 | relu | conv 8 3x3 | relu | conv 8 3x3 | relu | globalavgpool | dense 10", s => s with
    {
        Activations = new ActivationFacts { Images = 256, Trained = false, Nodes = [.. std.Select((v, i) => new NodeActivity($"conv{i + 1}", 8, 0, 0, v, -3 * v, 3 * v))] },
    });
}
