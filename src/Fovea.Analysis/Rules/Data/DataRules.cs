namespace Fovea.Analysis;

/// <summary>Rules about the images and their labels.</summary>
internal static class DataRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        new InputScale(), new ChannelOrder(), new ClassImbalance(), new NoBetterThanMajority(), new SharedBetweenSplits(), new ConflictingLabels(),
        new UnmixedBatches(), new ConstantImages(), new FewImagesPerClass(),
    ];
}
