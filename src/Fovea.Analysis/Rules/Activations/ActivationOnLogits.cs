namespace Fovea.Analysis;

/// <summary>ACT005: an activation between the last layer and cross entropy.</summary>
internal sealed class ActivationOnLogits : Rule
{
    public override string Id => "ACT005";

    public override string Title => "activation on the logits";

    public override Severity Severity => Severity.Error;

    public override string Why => "Cross entropy takes logits, which may be any number: a class says how much speaks for it and how much against it. ReLU cuts off all that speaks against, and where every class is cut no gradient is left. A bounded function keeps the logits so close together that the loss cannot become small, however sure the network is.";

    public override string Source => "arithmetic: with logits in [l, h] the cross entropy of C classes is at least ln(1 + (C − 1)·e^(l − h))";

    public override string Help => "end with the last dense layer; cross entropy and Fovea's predictions have the softmax inside";

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 10 | relu");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        // Maps at the end are no logits at all, which is HED003's.
        if (net.Broken is not null || net.Graph.Output.Shape.IsImage) yield break;
        Graph graph = net.Graph;
        Node node = graph.Output;
        bool averaged = false;
        while (node.Op is Softmax or Dropout or Flatten or GlobalAveragePool)
        {
            averaged |= node.Op is GlobalAveragePool && node.Inputs[0].Shape is { Height: > 1 } or { Width: > 1 };
            node = node.Inputs[0];
        }
        int classes = graph.Output.Shape.Channels;
        if (node.Op is not Activation || classes < 2) yield break;
        double floor = Range(node.Op) is { } range ? Math.Log(1 + (classes - 1) * Math.Exp(-range)) : 0;
        string harm = floor > 0 ? $"the cross entropy of {classes} classes cannot fall below {floor:G4}"
            : node.Op is Relu ? "nothing can speak against a class, and where all are cut nothing is learned"
            : "it bends the scale on which classes are compared";
        // SqueezeNet and All-CNN put ReLU before a global average: each place can only speak for a class, yet places differ.
        Severity severity = averaged ? Severity.Info : floor > 0 || node.Op is Relu ? Severity.Error : Severity.Warning;
        string where = averaged ? $"{node.Name} stands on the class maps before the average" : $"{node.Name} stands on the logits";
        yield return At(node, severity, $"{where}: {harm}", $"leave {node.Name} out: the same parameters, {node.Shape.Count:N0} function values fewer an image",
            new Evidence("classes", classes), new Evidence("lossFloor", floor));
    }

    // Largest difference between two of its values; null when there is none.
    private static double? Range(Op op) => op switch
    {
        Sigmoid or HardSigmoid => 1,
        Tanh => 2,
        Relu6 => 6,
        _ => null,
    };
}
