namespace Fovea.Analysis;

/// <summary>Rules about speed.</summary>
internal static class PerformanceRules
{
    public static IReadOnlyList<Rule> All { get; } = [new MemoryBound()];
}
