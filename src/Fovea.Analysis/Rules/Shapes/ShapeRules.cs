namespace Fovea.Analysis;

/// <summary>Rules about sizes, strides and padding.</summary>
internal static class ShapeRules
{
    public static IReadOnlyList<Rule> All { get; } = [new SkippedPixels()];
}
