namespace Fovea.Analysis;

/// <summary>HED001: the network ends in a softmax, and cross entropy has one of its own.</summary>
internal sealed class ProbabilitiesIntoLoss : Rule
{
    public override string Id => "HED001";

    public override string Title => "softmax before cross entropy";

    public override Severity Severity => Severity.Error;

    public override string Why => "Cross entropy, in Fovea as in PyTorch, takes logits and applies softmax itself. Fed with probabilities it applies softmax twice: the largest possible logit is 1 and the smallest 0, so the loss has a floor far above 0 and gradients are small. Answers stay right in inference, which hides the mistake.";

    public override string Source => "arithmetic: −ln softmax of (1, 0, …, 0) is ln(1 + (C − 1)/e); Fovea's CrossEntropy and PyTorch's CrossEntropyLoss take logits";

    public override string Help => "end with the last dense layer; predictions show probabilities all the same";

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 10 | softmax");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is not null) yield break;
        Graph graph = net.Graph;
        Node node = graph.Output;
        // What keeps a sum of 1: dropping nothing in inference, and averaging places.
        while (node.Op is Dropout or GlobalAveragePool || (node.Op is Flatten && node.Inputs[0].Shape is { Height: 1, Width: 1 })) node = node.Inputs[0];
        int classes = graph.Output.Shape.Channels;
        if (node.Op is not Softmax || classes < 2) yield break;
        double floor = Math.Log(1 + (classes - 1) / Math.E);
        string fovea = node == graph.Output
            ? "fovea train refuses it with cross entropy"
            : $"fovea train would take what follows {node.Name} for logits";
        yield return At(node, Severity.Error,
            $"{node.Name} gives probabilities, and cross entropy takes logits: {fovea}, and wherever softmax is applied twice the loss of {classes} classes stays above {floor:F4}",
            $"leave {node.Name} out: the same {graph.ParameterCount:N0} parameters and the same answers, and a loss that can reach 0", new Evidence("classes", classes), new Evidence("lossFloor", floor));
    }
}
