using Fovea.Analysis;
using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>A short training and what the network then answers on images that it has not seen.</summary>
/// <param name="Steps">Steps that were taken.</param>
/// <param name="Diverged">It ended because a number was not finite.</param>
/// <param name="TrainLoss">Mean over the last epoch.</param>
/// <param name="Accuracy">On held images, 0 … 1.</param>
/// <param name="Count">Held images.</param>
/// <param name="Majority">Share of the largest class among them.</param>
/// <param name="Loss">Mean cross entropy on them, in nats.</param>
/// <param name="LossError">Standard error of that mean.</param>
/// <param name="Prior">Cross entropy of answering how frequent the classes are, in nats.</param>
internal sealed record Lesson(int Steps, bool Diverged, double TrainLoss, double Accuracy, int Count, double Majority, double Loss, double LossError, double Prior)
{
    private const int MostHeld = 1000;

    // A network that has diverged gives no number, which is as bad an answer as any.
    private const double Least = 1e-30;

    /// <summary>Teaches a model, in place.</summary>
    public static Lesson Teach(Model model, ImageDataset train, Patient p, int steps, string say)
    {
        int batch = Math.Min(p.Options.Batch, train.Count), perEpoch = Math.Max(1, train.Count / batch), done = 0;
        double loss = double.NaN;
        bool finite = Trial.Run(model, train, new TrainOptions
        {
            Epochs = (steps + perEpoch - 1) / perEpoch,
            MaxSteps = steps,
            BatchSize = batch,
            DropLast = true,
            Seed = p.Options.Seed,
            Threads = p.Options.Threads,
            Optimizer = p.Optimizer,
            Schedule = new Cosine { WarmUp = 0.1 },
        }, (now, _) =>
        {
            (done, loss) = (done + 1, now.Loss);
            p.Say(say, (double)done / steps);
            return true;
        }, p.Cancel);
        ImageDataset held = LabData.Spread(p.Data.Held ?? p.Data.Train, MostHeld);
        Evaluation e = model.Evaluate(held, new EvaluateOptions { Threads = p.Options.Threads }, cancel: p.Cancel);
        double[] losses = [.. Enumerable.Range(0, e.Count).Select(i => -Math.Log(e.Probabilities(i)[e.Labels[i]] is var q && q > Least ? q : Least))];
        double mean = losses.Average(), error = Math.Sqrt(losses.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, losses.Length - 1) / losses.Length);
        double[] shares = [.. e.Labels.GroupBy(l => l).Select(g => (double)g.Count() / e.Count)];
        return new Lesson(done, !finite, loss, e.Accuracy, e.Count, shares.Max(), mean, error, -shares.Sum(s => s * Math.Log(s)));
    }

    /// <summary>95 % interval of the accuracy.</summary>
    public (double Low, double High) Interval => ShareInterval.Of(Accuracy, Count);

    /// <summary>Better than one constant answer, or than knowing how frequent the classes are.</summary>
    public bool BeatsGuessing => Interval.Low > Majority || Loss + ShareInterval.Z95 * LossError < Prior;

    /// <summary>The numbers for scripts.</summary>
    public Evidence[] Numbers =>
    [
        new("accuracy", 100 * Accuracy, "%"), new("low", 100 * Interval.Low, "%"), new("high", 100 * Interval.High, "%"), new("majority", 100 * Majority, "%"),
        new("loss", Loss, "nats"), new("steps", Steps), new("images", Count),
    ];
}
