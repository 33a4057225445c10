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
        int most = p.Steps(0.2, eight.Count, 300, 300), steps = 0;
        double accuracy = 0, loss = double.PositiveInfinity;
        using Model copy = p.Fresh();
        bool finite = Trial.Run(copy, eight, new TrainOptions
        {
            Epochs = most,
            BatchSize = eight.Count,
            Seed = p.Options.Seed,
            Threads = p.Options.Threads,
            Optimizer = p.Optimizer with { WeightDecay = 0 },
            Schedule = new Constant(),
            DropLast = true,
        }, (now, own) =>
        {
            steps++;
            if (own < loss) (loss, accuracy) = (own, now.Accuracy);
            p.Say("overfit", (double)steps / most);
            return !(loss < Learned && accuracy == 1);
        }, p.Cancel);
        if (!double.IsFinite(loss)) loss = 1e9;
        p.Subject = p.Subject with { Start = (p.Subject.Start ?? new StartFacts { FirstLoss = loss, Images = 0 }) with { Overfit = new OverfitFacts(eight.Count, steps, accuracy, loss) } };
        string ended = finite ? "" : "; it diverged";
        return ByRules(p.Subject, string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy:F0} % of {eight.Count} images right and a loss of {loss:F3} after {steps} steps{p.RateNote}{ended}"),
            [new Evidence("accuracy", 100 * accuracy, "%"), new Evidence("loss", loss, "nats"), new Evidence("steps", steps)], "INI004");
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
