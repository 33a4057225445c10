namespace Fovea.Analysis;

/// <summary>Rules about how many parameters and products a network has, and where.</summary>
internal static class CapacityRules
{
    public static IReadOnlyList<Rule> All { get; } =
        [new DenseOverMap(), new DominantLayer(), new ParametersPerImage(), new LargeWindow(), new PlainDepth(), new VectorWidth(), new UnusedDirections()];
}
