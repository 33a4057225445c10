namespace Fovea.Analysis;

/// <summary>DAT003: some classes have many times the images of others.</summary>
internal sealed class ClassImbalance : Rule
{
    public override string Id => "DAT003";

    public override string Title => "classes of very different size";

    public override Severity Severity => Severity.Error;

    public override string Why => "Training minimises the mean over images, so a class with few images hardly counts: the network may never answer it and still have a good accuracy. What always answering the largest class would score is the number to compare with.";

    public override string Source => "Cui, Jia, Lin, Song, Belongie, \"Class-balanced loss based on effective number of samples\", CVPR 2019; the thresholds are heuristic";

    public override string Help => "weigh classes (--class-weights), collect more images of the small ones, and judge by the recall of each class";

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } =
    [
        new("notice", 3, 1, 1e6, "", "largest class over smallest from which on it is worth knowing"),
        new("ratio", 10, 1, 1e6, "", "largest class over smallest from which on it is a warning"),
        new("extreme", 100, 1, 1e6, "", "largest class over smallest from which on it is an error"),
    ];

    public override RuleExample Fires { get; } = Example(3700, 100, 900);

    public override RuleExample Silent { get; } = Example(1200, 1000, 900);

    public override bool CanJudge(LintSubject net, LintSettings settings) => net.Data is not null;

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Data?.Training is not { Count: > 0, PerClass.Count: > 1 } train) yield break;
        int large = Enumerable.Range(0, train.PerClass.Count).MaxBy(c => train.PerClass[c]), small = Enumerable.Range(0, train.PerClass.Count).MinBy(c => train.PerClass[c]);
        int most = train.PerClass[large], least = train.PerClass[small];
        double ratio = (double)most / Math.Max(1, least);
        if (least > 0 && ratio < settings.Threshold(this, "notice")) yield break;
        Severity severity = least == 0 || ratio >= settings.Threshold(this, "extreme") ? Severity.Error : ratio >= settings.Threshold(this, "ratio") ? Severity.Warning : Severity.Info;
        string rare = least == 0 ? $"'{net.Data.Classes[small]}' has no training image" : $"'{net.Data.Classes[large]}' has {ratio:F1} times the images of '{net.Data.Classes[small]}' ({most:N0} and {least:N0})";
        // Weights that give each class the same say, with mean 1 over the images.
        double weight = (double)train.Count / (train.PerClass.Count * Math.Max(1, least));
        yield return Overall(severity, $"{rare}; always answering '{net.Data.Classes[large]}' is right for {RuleText.Percent(train.Majority)}",
            least == 0 ? $"add images of '{net.Data.Classes[small]}', or remove the class" : $"a weight of {RuleText.Short(weight)} for '{net.Data.Classes[small]}' and {RuleText.Short((double)train.Count / (train.PerClass.Count * most))} for '{net.Data.Classes[large]}' gives each class the same say",
            new Evidence("ratio", ratio), new Evidence("majority", 100 * train.Majority, "%"), new Evidence("largest", most, "images"), new Evidence("smallest", least, "images"));
    }

    private static RuleExample Example(params int[] perClass) => new(RuleNets.Colour,
        s => s with { Data = new DataFacts { Classes = ["cat", "dog", "hen"], Splits = [new SplitFacts("train", perClass)] } });
}
