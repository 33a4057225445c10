namespace Fovea.Analysis;

/// <summary>Rules about where activations stand and where they are missing.</summary>
internal static class ActivationRules
{
    public static IReadOnlyList<Rule> All { get; } =
        [new LinearPair(), new WholeNetAffine(), new ActivationBeforeMaxPool(), new PointwiseBeforePool(), new ActivationOnLogits(), new SaturatingStack()];
}
