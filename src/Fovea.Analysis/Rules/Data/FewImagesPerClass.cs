namespace Fovea.Analysis;

/// <summary>DAT012: a class with a handful of images.</summary>
internal sealed class FewImagesPerClass : Rule
{
    public override string Id => "DAT012";

    public override string Title => "few images of a class";

    public override Severity Severity => Severity.Warning;

    public override string Why => "A network that begins from random weights learns what is common to the images of a class. From a handful it learns these images, and what it says about others is chance; their recall cannot be measured either.";

    public override string Source => "heuristic; the interval of a recall from n images is about ±1/√n wide";

    public override string Help => "collect more images, begin from a trained network, or join the class with another";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("few", 50, 0, 1e6, "images", "training images of a class below which it is worth knowing"),
        new("least", 10, 0, 1e6, "images", "training images of a class below which it is a warning"),
    ];

    public override RuleExample Fires { get; } = Example(9);

    public override RuleExample Silent { get; } = Example(400);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Data?.Training is not { } train) yield break;
        double few = settings.Threshold(this, "few"), least = settings.Threshold(this, "least");
        int[] small = [.. Enumerable.Range(0, train.PerClass.Count).Where(c => train.PerClass[c] > 0 && train.PerClass[c] < few).OrderBy(c => train.PerClass[c])];
        if (small.Length == 0) yield break;
        int n = train.PerClass[small[0]];
        string more = small.Length > 1 ? $"; {small.Length:N0} of {train.PerClass.Count:N0} classes have fewer than {few:F0}" : "";
        yield return Overall(n < least ? Severity.Warning : Severity.Info, $"{RuleText.Images(n)} of '{net.Data!.Classes[small[0]]}' to learn from{more}", null,
            new Evidence("fewest", n, "images"), new Evidence("classes", small.Length));
    }

    private static RuleExample Example(int fewest) => new(RuleNets.Colour,
        s => s with { Data = new DataFacts { Classes = ["cat", "dog", "hen"], Splits = [new SplitFacts("train", [400, fewest, 380])] } });
}
