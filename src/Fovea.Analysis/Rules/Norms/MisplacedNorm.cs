namespace Fovea.Analysis;

/// <summary>NRM004: batch norm on the logits, or dropout directly before a batch norm.</summary>
internal sealed class MisplacedNorm : Rule
{
    public override string Id => "NRM004";

    public override string Title => "batch norm behind dropout or logits";

    public override Severity Severity => Severity.Info;

    public override string Why => "Dropout makes what it keeps larger and the rest zero, which raises the variance; the norm behind it measures that variance while training and divides by it in inference too, where there is no dropout. A norm on the logits fixes their spread over the images of a batch: how sure the network can be is then one learned number for each class, not a matter of the image.";

    public override string Source => "algebra: dropping a share p of values with mean 0 multiplies their variance by 1/(1 − p); described by Li, Chen, Hu, Yang, \"Understanding the disharmony between dropout and batch normalization\", CVPR 2019";

    public override string Help => "bn before dropout, and no bn behind the last dense layer";

    public override RuleExample Fires { get; } = new("32x32x3 | conv 16 3x3 nobias | dropout 0.5 | bn | relu | globalavgpool | dense 10");

    public override RuleExample Silent { get; } = new("32x32x3 | conv 16 3x3 nobias | bn | relu | dropout 0.5 | globalavgpool | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        Graph graph = net.Graph;
        Node end = WholeNetAffine.Logits(graph);
        foreach (Node node in graph.Nodes.Where(n => n.Op is BatchNorm))
        {
            Node before = node.Inputs[0];
            if (before.Op is Dropout dropout)
                yield return At(node, Severity.Info,
                    $"{before.Name} drops {100 * dropout.Rate:F0} % of what {node.Name} normalises: for values around 0 the variance it measures while training is {1 / (1 - dropout.Rate):F2} times that of inference",
                    $"{node.Name} before {before.Name}: the same parameters and MACs", new Evidence("dropped", 100 * dropout.Rate, "%"), new Evidence("varianceRatio", 1 / (1 - dropout.Rate)));
            if (node == end && net.Broken is null && before.Op.IsWeighted())
            {
                Graph? changed = Change.Try(graph, n => n == node ? [] : null);
                yield return At(node, Severity.Info, $"{node.Name} stands on the {node.Shape.Channels} logits and fixes their spread over a batch",
                    changed is null ? null : $"leave {node.Name} out: {Change.Cost(graph, changed)}", new Evidence("logits", node.Shape.Channels), new Evidence("parameters", node.ParameterCount, "parameters"));
            }
        }
    }
}
