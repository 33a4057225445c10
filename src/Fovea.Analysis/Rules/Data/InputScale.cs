namespace Fovea.Analysis;

/// <summary>DAT001: the images do not have the scale that the preprocessing declares.</summary>
internal sealed class InputScale : Rule
{
    public override string Id => "DAT001";

    public override string Title => "images and declared normalisation do not fit";

    public override Severity Severity => Severity.Error;

    public override string Why => "First weights are drawn for inputs of mean 0 and standard deviation 1. Inputs on another scale make every first activation larger or smaller by the same factor, so that a usual learning rate is too high or too low; and a trained network that is fed another scale than it was trained on answers at random.";

    public override string Source => "LeCun, Bottou, Orr, Müller, \"Efficient BackProp\", 1998, section 4.3; the thresholds are heuristic";

    public override string Help => "measure mean and deviation on the training images (fovea train does it) and keep them in the model file";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("shift", 0.5, 0, 100, "", "largest |mean| of a channel after preprocessing"),
        new("least", 0.5, 0, 1, "", "smallest standard deviation of a channel after preprocessing"),
        new("most", 2, 1, 1000, "", "largest standard deviation of a channel after preprocessing"),
    ];

    public override RuleExample Fires { get; } = new(RuleNets.Small, s => s with { Data = RuleNets.Even(100) with { Scale = new([0], [1], [0.286], [0.353]) } });

    public override RuleExample Silent { get; } = new(RuleNets.Small, s => s with { Data = RuleNets.Even(100) with { Scale = new([0.28], [0.35], [0.286], [0.353]) } });

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data?.Scale is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Data?.Scale is not { } scale) yield break;
        int worst = Enumerable.Range(0, scale.Mean.Count).MaxBy(c => Badness(scale, c));
        double mean = scale.SeenMean(worst), std = scale.SeenStd(worst);
        double shift = settings.Threshold(this, "shift"), least = settings.Threshold(this, "least"), most = settings.Threshold(this, "most");
        if (Math.Abs(mean) <= shift && std >= least && std <= most) yield break;
        // 255 ± 20 %: mean and deviation were measured on bytes and are applied to numbers in 0 … 1.
        bool bytes = std is > 1 / (255 * 1.2) and < 1 / (255 * 0.8) && scale.DeclaredStd[worst] > 1;
        string where = scale.Mean.Count > 1 ? $"channel {worst}: " : "";
        string fix = $"declare mean {Join(scale.Mean)} and deviation {Join(scale.Std)}: the inputs then have mean 0 and deviation 1";
        yield return Overall(bytes ? Severity.Error : Severity.Warning,
            $"{where}the training images have mean {mean:F2} and deviation {RuleText.Short(std)} after preprocessing, 0 and 1 are expected"
            + (bytes ? "; the declared numbers are on the scale 0 … 255, pixels are on 0 … 1" : ""),
            fix, new Evidence("seenMean", mean), new Evidence("seenStd", std), new Evidence("declaredMean", scale.DeclaredMean[worst]), new Evidence("declaredStd", scale.DeclaredStd[worst]));
    }

    private static double Badness(ScaleFacts s, int c) => Math.Abs(s.SeenMean(c)) + Math.Abs(Math.Log(Math.Max(1e-9, s.SeenStd(c))));

    private static string Join(IReadOnlyList<double> values) => string.Join(", ", values.Select(RuleText.Short));
}
