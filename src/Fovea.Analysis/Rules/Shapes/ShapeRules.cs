namespace Fovea.Analysis;

/// <summary>Rules about sizes, strides and padding.</summary>
internal static class ShapeRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new WindowDoesNotFit(), new InputsDoNotFit(), new UnreadPixels(), new UnevenPadding(), new SkippedPixels(), new MixedPadding(), new EvenWindows(), new UnevenCoverage(), new UnmixedGroups(),
        new UnreadableText(),
    ];
}
