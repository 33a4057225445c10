namespace Fovea.Analysis;

/// <summary>Rules about the end of the network.</summary>
internal static class HeadRules
{
    public static IReadOnlyList<Rule> All { get; } = [new ProbabilitiesIntoLoss(), new SoftmaxAxis(), new OutputsAndClasses()];
}
