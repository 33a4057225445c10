namespace Fovea.Analysis;

/// <summary>DAT009: images without any contrast.</summary>
internal sealed class ConstantImages : Rule
{
    public override string Id => "DAT009";

    public override string Title => "images without contrast";

    public override Severity Severity => Severity.Warning;

    public override string Why => "An image of one colour shows nothing: it is usually a failed download, a black frame or a broken conversion. Its label teaches the network to answer that class when it sees nothing.";

    public override string Source => "standard deviation of the pixels below 1 of 255, less than the last bit of most of them; the threshold is heuristic";

    public override string Help => "look at the named images and remove those that are broken";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [new("count", 0, 0, 1e9, "images", "constant images of a split that are accepted")];

    public override RuleExample Fires { get; } = Example(4);

    public override RuleExample Silent { get; } = Example(0);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        foreach (SplitFacts s in net.Data?.Splits ?? [])
            if (s.Constant > settings.Threshold(this, "count"))
                yield return Overall(Severity.Warning,
                    $"{s.Constant:N0} of {s.Examined:N0} {s.Name} images that were looked at have no contrast{(s.ConstantExample.Length > 0 ? $", the first is {s.ConstantExample}" : "")}", null,
                    new Evidence("constant", s.Constant, "images"), new Evidence("share", 100.0 * s.Constant / Math.Max(1, s.Examined), "%"));
    }

    private static RuleExample Example(int constant) => new(RuleNets.Small,
        s => s with { Data = RuleNets.Even(100) with { Splits = [new SplitFacts("train", [.. Enumerable.Repeat(100, 10)], 1000, constant, constant > 0 ? "train[17]" : "")] } });
}
