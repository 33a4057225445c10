namespace Fovea.Analysis;

/// <summary>Rules about normalisation.</summary>
internal static class NormRules
{
    public static IReadOnlyList<Rule> All { get; } = [new BiasBeforeNorm(), new FewValuesPerNorm(), new LastBatchOfOne(), new MisplacedNorm()];
}
