namespace Fovea.Analysis;

/// <summary>CAP003: many parameters for few images, and nothing that holds them back.</summary>
internal sealed class ParametersPerImage : Rule
{
    public override string Id => "CAP003";

    public override string Title => "many parameters for few images";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A network with many times more parameters than images can learn every image by heart. The count alone does not decide: at 1.7 million parameters each, a dense and a convolutional network fit all of CIFAR-10's training images, yet one reached 52 % on new ones and the other 86 %. But without augmentation and weight decay nothing speaks against learning by heart.";

    public override string Source => "Zhang, Bengio, Hardt, Recht, Vinyals, \"Understanding deep learning requires rethinking generalization\", ICLR 2017, table 1";

    public override string Help => "augment, set a weight decay, begin from weights trained on more images, or use fewer channels";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("ratio", 100, 1, 1e9, "", "parameters for each image to train on")];

    public override RuleExample Fires { get; } = new(Net, s => s with { TrainingImages = 500, Augmented = false, WeightDecay = 0 });

    public override RuleExample Silent { get; } = new(Net, s => s with { TrainingImages = 500, Augmented = true, WeightDecay = 0 });

    private const string Net = "32x32x3 | conv 64 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | maxpool 2 | conv 128 3x3 | relu | globalavgpool | dense 10";

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.TrainingImages is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is not null || net.TrainingImages is not { } images || images < 1 || net.Augmented == true || net.WeightDecay > 0) yield break;
        long parameters = net.Graph.ParameterCount;
        double ratio = (double)parameters / images, limit = settings.Threshold(this, "ratio");
        if (ratio <= limit) yield break;
        bool known = net.Augmented == false && net.WeightDecay == 0;
        yield return Overall(known ? Severity.Warning : Severity.Info,
            $"{parameters:N0} parameters for {images:N0} images, {ratio:N0} for each" + (known ? ", with neither augmentation nor weight decay" : ""),
            Fix(net.Graph, limit * images), new Evidence("parameters", parameters, "parameters"), new Evidence("images", images), new Evidence("ratio", ratio));
    }

    // Parameters grow with the square of the width, or with the width where the input is fixed: trying finds the width without assuming either.
    private static string? Fix(Graph graph, double most)
    {
        IReadOnlySet<Node> heads = graph.Heads();
        for (double factor = 0.75; factor > 0.05; factor *= 0.75)
        {
            Graph? changed = Widths.Of(graph, n => heads.Contains(n) || !n.Op.IsWeighted() ? null : Math.Max(1, (int)Math.Round(n.Op.Outputs() * factor)));
            if (changed is not null && changed.ParameterCount <= most) return $"augment or set a weight decay; or {factor:P0} of the channels everywhere: {Change.Cost(graph, changed)}";
        }
        return "augment, set a weight decay, or begin from weights trained on more images";
    }
}
