using System.Globalization;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>Learning eight images by heart.</summary>
internal sealed class OverfitCheck : DoctorCheck
{
    private const int Images = 8;

    // A loss at which eight answers are right and stay so: e^−0.05 is a probability of 95 %.
    private const double Learned = 0.05;

    public override string Name => "overfit";

    public override string Question => "Can the network learn eight images by heart?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        ImageDataset eight = Eight(p.Data.Train);
        (OverfitFacts facts, bool finite) = Try(p, eight, p.Optimizer);
        p.Subject = p.Subject with { Start = (p.Subject.Start ?? new StartFacts { FirstLoss = facts.Loss, Images = 0 }) with { Overfit = facts } };
        CheckResult result = ByRules(p.Subject, $"{Words(facts)}{p.RateNote}{(finite ? "" : "; it diverged")}",
            [new Evidence("accuracy", 100 * facts.Accuracy, "%"), new Evidence("loss", facts.Loss, "nats"), new Evidence("steps", facts.Steps)], "INI004");
        if (result.Outcome != Outcome.Broken || p.RateIsBad || p.Rates?.Suggested is not { } rate) return result;

        // An easy task is learned within the range test before the rate does harm; on eight images the same rate shows what it does.
        (OverfitFacts second, _) = Try(p, eight, p.Options.Optimizer with { LearningRate = (float)rate });
        if (second.Accuracy < 1) return result;
        p.RateIsBad = true;
        return Broken(string.Create(CultureInfo.InvariantCulture, $"{Words(facts)} at the chosen rate of {p.Options.Optimizer.LearningRate:G2}, and at {rate:G2} {Words(second)}"),
            string.Create(CultureInfo.InvariantCulture, $"the learning rate is at fault: try {rate:G2} (--lr {rate:G2})"), [.. result.Numbers]);
    }

    private static string Words(OverfitFacts f)
        => string.Create(CultureInfo.InvariantCulture, $"{100 * f.Accuracy:F0} % of {f.Images} images right and a loss of {f.Loss:F3} after {f.Steps} steps");

    private static (OverfitFacts Facts, bool Finite) Try(Patient p, ImageDataset eight, Optimizer optimizer)
    {
        int most = p.Steps(0.2, eight.Count, 300, 300), steps = 0;
        double accuracy = 0, loss = double.PositiveInfinity;
        using Model copy = p.Fresh();
        bool finite = Trial.Run(copy, eight, new TrainOptions
        {
            Epochs = most,
            BatchSize = eight.Count,
            Seed = p.Options.Seed,
            Threads = p.Options.Threads,
            Optimizer = optimizer with { WeightDecay = 0 },
            Schedule = new Constant(),
            DropLast = true,
        }, (now, own) =>
        {
            steps++;
            if (own < loss) (loss, accuracy) = (own, now.Accuracy);
            p.Say("overfit", (double)steps / most);
            return !(loss < Learned && accuracy == 1);
        }, p.Cancel);
        return (new OverfitFacts(eight.Count, steps, accuracy, double.IsFinite(loss) ? loss : 1e9), finite);
    }

    // One image of each class in turn, so that a constant answer is not enough.
    private static ImageDataset Eight(ImageDataset train)
    {
        var byClass = Enumerable.Range(0, train.Count).GroupBy(train.Label).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var chosen = new List<int>();
        for (int round = 0; chosen.Count < Math.Min(Images, train.Count); round++)
            foreach (int[] members in byClass)
                if (round < members.Length && chosen.Count < Images) chosen.Add(members[round]);
        return train.Subset(chosen, "eight images");
    }
}
