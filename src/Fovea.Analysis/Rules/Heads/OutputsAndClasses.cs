namespace Fovea.Analysis;

/// <summary>HED003: the outputs are not one for each class.</summary>
internal sealed class OutputsAndClasses : Rule
{
    public override string Id => "HED003";

    public override string Title => "outputs are not the classes";

    public override Severity Severity => Severity.Error;

    public override string Why => "A classifier gives one number for each class, as a vector. With fewer outputs some labels have none, with more some outputs have no label, and a single output leaves softmax nothing to compare: its loss is 0 whatever the image. Fovea refuses to train such a network.";

    public override string Source => "fovea train and Objective.CrossEntropy check this: a vector, one value for each class; ln softmax of a single number is 0";

    public override string Help => "end with dense C, C the number of classes";

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 10", s => s with { Classes = 12 });

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 3x3 | relu | globalavgpool | dense 12", s => s with { Classes = 12 });

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Classes is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is not null) yield break;
        Graph graph = net.Graph;
        Node output = graph.Output;
        if (output.Shape.IsImage)
            yield return At(output, Severity.Error, $"the network ends in maps of {output.Shape} at {output.Name}, and a classifier ends in a vector",
                $"globalavgpool behind {output.Name}: {output.Shape.Channels} outputs" + (net.Classes is { } c && c != output.Shape.Channels ? $", then dense {c}" : ""),
                new Evidence("height", output.Shape.Height, "px"), new Evidence("width", output.Shape.Width, "px"), new Evidence("channels", output.Shape.Channels));
        else if (net.Classes is { } classes && classes != output.Shape.Channels)
            yield return At(output, Severity.Error, $"{output.Shape.Channels} outputs at {output.Name} for {classes} classes", Fix(graph, classes),
                new Evidence("outputs", output.Shape.Channels), new Evidence("classes", classes));
        // A softmax over that single output is HED002's.
        else if (output.Shape.Channels == 1 && output.Op is not Softmax)
            yield return At(output, Severity.Error, $"a single output at {output.Name}: cross entropy over one class is 0, so nothing is learned",
                Fix(graph, Math.Max(2, net.Classes ?? 2)), new Evidence("outputs", 1));
    }

    private static string? Fix(Graph graph, int classes)
    {
        IReadOnlySet<Node> heads = graph.Heads();
        if (heads.Count != 1) return null;
        Node head = heads.First();
        return Widths.Of(graph, n => n == head ? classes : null) is { } changed ? $"{classes} outputs at {head.Name}: {Change.Cost(graph, changed)}" : null;
    }
}
