using System.Globalization;
using Fovea.Analysis;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>The learning-rate range test, and where the chosen rate lies in it.</summary>
/// <remarks>Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3; running mean, stop and the suggestion of a tenth of the lowest loss's rate as in fast.ai's lr_find.</remarks>
internal sealed class RateCheck : DoctorCheck
{
    private const double Lowest = 1e-6, Decay = 0.9;

    public override string Name => "rate";

    public override string Question => "Is the learning rate one at which the loss falls?";

    public override bool Trains => true;

    public override CheckResult Run(Patient p)
    {
        RateSweep sweep = p.Rates = Sweep(p);
        double rate = sweep.Chosen;
        Evidence[] numbers = [new("chosen", rate), .. Some("falls", sweep.Falls), .. Some("lowest", sweep.Lowest), .. Some("climbs", sweep.Climbs), .. Some("explodes", sweep.Explodes), .. Some("suggested", sweep.Suggested)];
        string chosen = Number($"the chosen rate is {rate:G2}");
        if (sweep is not { Falls: { } falls, Lowest: { } lowest, Suggested: { } suggested })
            return Broken($"the loss falls at no learning rate from {Lowest:G1} to {sweep.Points[^1].Rate:G2}", "the network learns nothing at any rate: look at what is broken above, and at whether its layers can change at all", numbers);
        string range = Number($"the loss falls from {falls:G2} on, is lowest at {lowest:G2}{(sweep.Explodes is { } e ? Number($" and explodes at {e:G2}") : "")}; {chosen}");
        string advice = Number($"try a learning rate of {suggested:G2} (--lr {suggested:G2})");
        if (sweep.Explodes is { } explodes && rate >= explodes)
        {
            p.RateIsBad = true;
            return Broken(range, advice, numbers);
        }
        // A short sweep sees one batch at each rate: only a factor of a hundred below where the fall begins is certainly too little.
        if (rate < falls / 100)
        {
            p.RateIsBad = true;
            return Broken(range, advice, numbers);
        }
        return rate >= (sweep.Climbs ?? double.PositiveInfinity) || rate < falls / 10 ? Doubtful(range, advice, numbers) : Sound(range, numbers);
    }

    private static RateSweep Sweep(Patient p)
    {
        double highest = p.Options.Optimizer is Sgd ? 10 : 1;
        int batch = Math.Min(p.Options.Batch, p.Data.Train.Count), steps = p.Steps(0.15, batch, 60, 160), perEpoch = Math.Max(1, p.Data.Train.Count / batch);
        var points = new List<RatePoint>();
        double mean = 0, best = double.PositiveInfinity;
        using Model copy = p.Fresh();
        Trial.Run(copy, p.Data.Train, new TrainOptions
        {
            Epochs = (steps + perEpoch - 1) / perEpoch,
            MaxSteps = steps,
            BatchSize = batch,
            DropLast = true,
            Seed = p.Options.Seed,
            Threads = p.Options.Threads,
            Optimizer = p.Options.Optimizer with { LearningRate = (float)highest, ClipNorm = 0 },
            Schedule = new Sweep { Start = Lowest / highest },
        }, (now, loss) =>
        {
            mean = Decay * mean + (1 - Decay) * loss;
            double smoothed = mean / (1 - Math.Pow(Decay, points.Count + 1));
            points.Add(new RatePoint(now.LearningRate, loss, smoothed));
            p.Say("rate", (double)points.Count / steps);
            best = Math.Min(best, smoothed);
            return smoothed < 4 * Math.Max(best, 0.1);
        }, p.Cancel);
        return Read(points, p.Options.Optimizer.LearningRate, ended: points.Count < steps);
    }

    /// <summary>What a sweep shows.</summary>
    /// <param name="points">Its steps.</param>
    /// <param name="chosen">The rate that is judged.</param>
    /// <param name="ended">It was ended before its last step, because the loss exploded or was no number.</param>
    internal static RateSweep Read(IReadOnlyList<RatePoint> points, double chosen, bool ended)
    {
        // The loss before anything has moved: the first steps, at rates that change nothing.
        int still = Math.Max(5, points.Count / 10);
        if (points.Count <= still) return new RateSweep([.. points.DefaultIfEmpty(new RatePoint(Lowest, 0, 0))], chosen, null, null, null, ended ? points.LastOrDefault(new RatePoint(Lowest, 0, 0)).Rate : null, null);
        double start = points.Take(still).Average(q => q.Loss), noise = Deviation(points.Take(still).Select(q => q.Loss)) * Math.Sqrt((1 - Decay) / (1 + Decay));
        int bottom = Enumerable.Range(still, points.Count - still).MinBy(i => points[i].Smoothed);
        double fall = start - points[bottom].Smoothed;
        double? explodes = Behind(0.1) ?? (ended ? points[^1].Rate : null);
        // Less than the noise of the batches, or than a fiftieth of the loss, is no fall.
        if (!(fall > Math.Max(4 * noise, 0.02 * start))) return new RateSweep(points, chosen, null, null, null, ended ? points[^1].Rate : null, null);
        int begins = Enumerable.Range(still, bottom - still + 1).First(i => Enumerable.Range(i, bottom - i + 1).All(k => points[k].Smoothed <= start - 0.1 * fall));
        // An easy task is learned in the middle of the sweep, and then no rate does harm: where most of the fall is over, rates are still known to be sound.
        double most = points[Enumerable.Range(begins, bottom - begins + 1).First(i => points[i].Smoothed <= start - 0.8 * fall)].Rate;
        return new RateSweep(points, chosen, points[begins].Rate, points[bottom].Rate, Behind(0.5), explodes, Math.Max(points[begins].Rate, Math.Min(most, points[bottom].Rate / 10)));

        // The first rate behind the bottom at which no more than that share of the fall is left.
        double? Behind(double left)
        {
            int at = Enumerable.Range(bottom, points.Count - bottom).FirstOrDefault(i => !(points[i].Smoothed < start - left * fall), -1);
            return at >= 0 ? points[at].Rate : null;
        }
    }

    private static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, all.Length - 1));
    }

    private static Evidence[] Some(string name, double? value) => value is { } v ? [new Evidence(name, v)] : [];

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
