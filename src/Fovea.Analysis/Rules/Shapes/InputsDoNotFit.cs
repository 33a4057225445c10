namespace Fovea.Analysis;

/// <summary>SHP002: a layer gets other shapes than it takes, or than its trained weights were made for.</summary>
internal sealed class InputsDoNotFit : Rule
{
    public override string Id => "SHP002";

    public override string Title => "inputs of another shape than needed";

    public override Severity Severity => Severity.Error;

    public override string Why => "A dense layer has one weight for each number it reads, and a sum adds numbers of the same place: the shapes have to agree exactly. The usual causes are a flatten that was forgotten, a shortcut without a stride, or trained weights with an image of another size.";

    public override string Source => "the shape rules of the layers; for weights, a dense layer's I × O matrix";

    public override string Help => "give the shortcut the same stride and channels, put flatten or a global pooling before a dense layer, or keep the size the weights were trained with";

    public override RuleExample Fires { get; } = new("32x32x16 | residual(conv 32 3x3 stride 2 | bn | relu) | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x16 | residual(conv 32 3x3 stride 2 | bn | relu ; conv 32 1x1 stride 2 | bn) | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is { Op: { } op, Inputs.Count: > 0 } e && WindowDoesNotFit.Unfit(net) is null && !UnmixedGroups.Divides(e))
            yield return new Finding(Id, Severity.Error, e.Node, e.DeclaredAt, e.Problem,
                [.. e.Inputs.Select((x, i) => new Evidence($"input{i + 1}", x.Shape.Count, "numbers"))], Fix(op, e));
        if (net.Trained is { } trained && FirstOther(net.Graph, trained) is { } wrong)
            yield return At(wrong, Severity.Error,
                $"its weights are for {trained[wrong.Name].Inputs[0].Shape.Channels:N0} inputs and it gets {wrong.Inputs[0].Shape.Channels:N0}: they were trained on {trained.Input.Shape} images, these are {net.Graph.Input.Shape}",
                $"keep images of {trained.Input.Shape}, or train a network that ends in globalavgpool: it takes images of any size",
                new Evidence("inputs", wrong.Inputs[0].Shape.Channels), new Evidence("trainedInputs", trained[wrong.Name].Inputs[0].Shape.Channels));
    }

    private static Node? FirstOther(Graph graph, Graph trained) => graph.Nodes.FirstOrDefault(n => trained.Contains(n.Name)
        && !n.Parameters.Select(p => p.Shape).SequenceEqual(trained[n.Name].Parameters.Select(p => p.Shape)));

    private static string? Fix(Op op, DeclarationException e)
    {
        Shape first = e.Inputs[0].Shape, last = e.Inputs[^1].Shape;
        if (op is not Add || !first.IsImage || !last.IsImage || first.Height > last.Height) return e.Help;
        int stride = (last.Height + first.Height - 1) / first.Height;
        long parameters = (long)last.Channels * first.Channels;
        return (last.Height + stride - 1) / stride == first.Height && (last.Width + stride - 1) / stride == first.Width
            ? $"a shortcut 'conv {first.Channels} 1x1 stride {stride} nobias | bn' turns {last} into {first}, with {Amount.Of(parameters + 2L * first.Channels)} parameters"
            : e.Help;
    }
}
