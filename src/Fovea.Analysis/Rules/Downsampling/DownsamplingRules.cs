namespace Fovea.Analysis;

/// <summary>Rules about where and how often the maps get smaller.</summary>
internal static class DownsamplingRules
{
    public static IReadOnlyList<Rule> All { get; } =
        [new TinyMaps(), new PaddingShare(), new TooManyHalvings(), new HastyStem(), new Bottleneck(), new AliasingSites(), new FullResolution()];
}
