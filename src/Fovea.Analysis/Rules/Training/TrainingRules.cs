namespace Fovea.Analysis;

/// <summary>Rules about what training does and has done.</summary>
internal static class TrainingRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new DeadUnits(), new UpdateRatio(), new GradientFlow(), new WorseThanGuessing(), new SoftmaxTwice(), new GeneralisationGap(), new LateEpochsLost(),
        new RedundantChannels(), new ModeGap(),
    ];
}
