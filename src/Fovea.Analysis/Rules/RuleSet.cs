namespace Fovea.Analysis;

/// <summary>Every rule, by family; a family is a list of its own so that each can be read, and grows, alone.</summary>
internal static class RuleSet
{
    public static IReadOnlyList<Rule> All { get; } = [.. Families.SelectMany(f => f).OrderBy(r => r.Id, StringComparer.Ordinal)];

    private static IReadOnlyList<Rule>[] Families =>
    [
        ShapeRules.All,
        DownsamplingRules.All,
        FieldRules.All,
        CapacityRules.All,
        ActivationRules.All,
        NormRules.All,
        HeadRules.All,
        PerformanceRules.All,
        DataRules.All,
        StartRules.All,
        TrainingRules.All,
    ];
}
