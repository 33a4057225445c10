namespace Fovea.Analysis;

/// <summary>Rules about how much of the image a layer sees.</summary>
internal static class FieldRules
{
    public static IReadOnlyList<Rule> All { get; } =
        [new ShortSight(), new UnproductiveLayers(), new FirstBeyondImage(), new MisalignedJoin(), new SmallEffectiveField(), new Gridding(), new InputOutOfRange()];
}
