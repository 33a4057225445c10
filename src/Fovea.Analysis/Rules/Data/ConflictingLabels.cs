namespace Fovea.Analysis;

/// <summary>DAT006: the same image has two labels.</summary>
internal sealed class ConflictingLabels : Rule
{
    public override string Id => "DAT006";

    public override string Title => "the same image with different labels";

    public override Severity Severity => Severity.Warning;

    public override string Why => "No network can answer the same pixels in two ways, so one of the labels is wrong for it whatever it does. A few such images bound the accuracy; many say that the labels, or the list that pairs them with images, are not what they should be.";

    public override string Source => "arithmetic: of images with the same pixels at most the commonest label can be right";

    public override string Help => "look at the named images and correct their labels";

    public override RuleExample Fires { get; } = new(RuleNets.Small, s => s with { Data = RuleNets.Even(100) with { Conflicts = 6, ConflictExample = "a.png (cat), b.png (dog)" } });

    public override RuleExample Silent { get; } = new(RuleNets.Small, s => s with { Data = RuleNets.Even(100) });

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Data is not { Conflicts: > 0 } d) yield break;
        int all = d.Splits.Sum(s => s.Count);
        yield return Overall(Severity.Warning,
            $"{d.Conflicts:N0} of {all:N0} images occur with different labels{(d.ConflictExample.Length > 0 ? $": {d.ConflictExample}" : "")}", null,
            new Evidence("conflicts", d.Conflicts, "images"), new Evidence("share", 100.0 * d.Conflicts / Math.Max(1, all), "%"));
    }
}
