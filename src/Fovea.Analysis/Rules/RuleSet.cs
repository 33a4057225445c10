namespace Fovea.Analysis;

/// <summary>Every rule, by family; a family is a list of its own so that each can be read, and grows, alone.</summary>
internal static class RuleSet
{
    public static IReadOnlyList<Rule> All { get; } = [.. new[]
    {
        ShapeRules.All,
        CapacityRules.All,
        ActivationRules.All,
        NormRules.All,
        HeadRules.All,
        PerformanceRules.All,
        DownsamplingRules.All,
        FieldRules.All,
    }.SelectMany(family => family).OrderBy(r => r.Id, StringComparer.Ordinal)];
}
