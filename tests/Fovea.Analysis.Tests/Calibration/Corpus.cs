namespace Fovea.Analysis.Tests;

/// <summary>All planted faults, a list for each family of rules. A family adds its list here, and its faults are measured and documented.</summary>
internal static class Corpus
{
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        .. ShapeFaults.All,
        .. DownsamplingFaults.All,
        .. FieldFaults.All,
        .. CapacityFaults.All,
        .. ActivationFaults.All,
        .. NormFaults.All,
        .. HeadFaults.All,
        .. PerformanceFaults.All,
        .. DataFaults.All,
        .. ImageFaults.All,
        .. StartFaults.All,
        .. StepFaults.All,
        .. RunFaults.All,
    ];
}
