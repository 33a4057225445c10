namespace Fovea.Analysis;

/// <summary>NRM003: the last batch of an epoch holds a single image, and batch norm sees it.</summary>
internal sealed class LastBatchOfOne : Rule
{
    public override string Id => "NRM003";

    public override string Title => "last batch of one image";

    public override Severity Severity => Severity.Warning;

    public override string Why => "When the batch size leaves a rest of one image, each epoch ends with a batch of one. Batch norm then normalises that image by itself and moves its running values, which inference uses, towards a single image; where its maps are one pixel there is no variance at all.";

    public override string Source => "arithmetic: images mod batch = 1; PyTorch's batch norm refuses one value a channel in training, and so does fovea train";

    public override string Help => "--drop-last, or another batch size";

    public override RuleExample Fires { get; } = new(Net, s => s with { TrainingImages = 60_001, Batch = 100 });

    public override RuleExample Silent { get; } = new(Net, s => s with { TrainingImages = 60_000, Batch = 100 });

    private const string Net = "28x28x1 | conv 16 3x3 nobias | bn | relu | globalavgpool | dense 10";

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.TrainingImages is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.TrainingImages is not { } images || net.DropsLast || net.Batch < 2 || images < 2 || images % net.Batch != 1) yield break;
        Node[] norms = [.. net.Graph.Nodes.Where(n => n.Op is BatchNorm)];
        if (norms.Length == 0) yield break;
        Node worst = norms.MinBy(n => n.Shape.Height * n.Shape.Width)!;
        int other = Enumerable.Range(0, net.Batch).SelectMany(d => new[] { net.Batch - d, net.Batch + d }).First(b => b > 1 && images % b != 1);
        yield return At(worst, Severity.Warning,
            $"{images:N0} images in batches of {net.Batch} leave a last batch of 1, from which {Amount.Names(norms)} take{(norms.Length == 1 ? "s" : "")} a mean and a variance",
            $"drop the last batch, which leaves out 1 image an epoch; or batches of {other}, whose last has {(images % other is 0 ? other : images % other)}",
            new Evidence("images", images), new Evidence("batch", net.Batch), new Evidence("norms", norms.Length));
    }
}
