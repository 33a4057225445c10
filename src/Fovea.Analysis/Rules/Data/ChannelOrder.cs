namespace Fovea.Analysis;

/// <summary>DAT002: the declared means fit the images better when blue and red change places.</summary>
internal sealed class ChannelOrder : Rule
{
    public override string Id => "DAT002";

    public override string Title => "channels look like blue, green, red";

    public override Severity Severity => Severity.Warning;

    public override string Why => "Some programs keep colours in the order blue, green, red. A network that was trained with the other order sees false colours: it still answers, and answers worse. The means of the channels give it away when they fit in reverse order.";

    public override string Source => "arithmetic of the declared and the measured means; the thresholds are heuristic";

    public override string Help => "look at one image as the network sees it; exchange red and blue in the images, or in the declared mean and deviation";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("gain", 0.5, 0, 1, "", "distance to the reversed means, as a share of the distance to the means as declared"),
        new("distance", 0.03, 0, 1, "", "smallest distance of the means as declared, on the scale 0 … 1; below it nothing can be said"),
    ];

    public override RuleExample Fires { get; } = Example([0.41, 0.46, 0.49]);

    public override RuleExample Silent { get; } = Example([0.48, 0.46, 0.42]);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data?.Scale is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Data?.Scale is not { Mean.Count: 3 } scale) yield break;
        double straight = Distance(scale.DeclaredMean, scale.Mean), reversed = Distance([.. scale.DeclaredMean.Reverse()], scale.Mean);
        if (straight < settings.Threshold(this, "distance") || reversed > settings.Threshold(this, "gain") * straight) yield break;
        yield return Overall(Severity.Warning,
            $"the declared means {Join(scale.DeclaredMean)} are {straight:F3} away from the images' {Join(scale.Mean)}, and {reversed:F3} in reverse order",
            $"exchange red and blue: the distance of the means falls from {straight:F3} to {reversed:F3}",
            new Evidence("distance", straight), new Evidence("reversedDistance", reversed));
    }

    private static RuleExample Example(double[] found) => new(RuleNets.Colour,
        s => s with { Data = RuleNets.Even(100) with { Scale = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], found, [0.23, 0.22, 0.23]) } });

    private static double Distance(IReadOnlyList<double> a, IReadOnlyList<double> b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static string Join(IReadOnlyList<double> means) => string.Join(' ', means.Select(m => m.ToString("F3")));
}
