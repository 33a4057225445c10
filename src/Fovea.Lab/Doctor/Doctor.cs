using System.Diagnostics;
using System.Globalization;
using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>Examines a network and its images before the long run: the mistakes that give no error and no accuracy either.</summary>
public static class Doctor
{
    // In the order in which one fault causes another: the first broken one is what to mend first.
    private static readonly DoctorCheck[] Checks =
    [
        new LabelCheck(), new CopyCheck(), new InputCheck(), new OutputCheck(), new AnswerCheck(), new FirstLossCheck(), new SignalCheck(), new GradientCheck(),
        new RateCheck(), new OverfitCheck(), new LearningCheck(), new ShuffledCheck(), new ModeCheck(),
    ];

    /// <summary>Examines a model. Its weights and statistics are left as they are.</summary>
    /// <param name="model">A classifier. Preprocessing and labels are examined as they are: see <see cref="Preparation"/> for an untrained network.</param>
    /// <param name="data">Its images. Without validation and test images a fifth of the training images is held out.</param>
    /// <param name="options">How; all defaults when null.</param>
    /// <param name="mayBeTrained">The weights come from a file: whether they are trained is found out.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancel">Ends it.</param>
    /// <example><c>Console.WriteLine(Doctor.Examine(Preparation.Of(cnn, train), new LabData(train, validation)));</c></example>
    /// <exception cref="Fovea.Data.ImageException">An image cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Diagnosis Examine(Model model, LabData data, DoctorOptions? options = null, bool mayBeTrained = false, IProgress<LabProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new DoctorOptions();
        Require(options);
        long start = Stopwatch.GetTimestamp();
        var p = new Patient(model, data, options, mayBeTrained, progress, cancel) { Subject = new LintSubject(model.Graph, model.Name) { Batch = options.Batch } };
        var results = new List<CheckResult>();
        try
        {
            foreach (DoctorCheck check in Checks)
            {
                cancel.ThrowIfCancellationRequested();
                p.Say(check.Name, 0);
                long from = Stopwatch.GetTimestamp();
                CheckResult result = check.Trains && p.Untrainable is { } why ? check.Skipped(why) : check.Run(p);
                results.Add(result with { Seconds = Stopwatch.GetElapsedTime(from).TotalSeconds });
            }
            cancel.ThrowIfCancellationRequested();
        }
        finally
        {
            p.Taught?.Dispose();
        }
        Outcome worst = results.Max(r => r.Outcome);
        return new Diagnosis
        {
            Name = model.Name,
            Data = Words(data),
            Worst = worst,
            Verdict = Verdict(worst, results),
            First = First(worst, results, p),
            Checks = results,
            Rates = p.Rates,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    private static void Require(DoctorOptions o)
    {
        if (o.Batch < 1) throw new ArgumentException($"Batch is {o.Batch}\n  rule  at least 1");
        if (o.Threads < 0) throw new ArgumentException($"Threads is {o.Threads}\n  rule  0 (one for each processor) or more");
    }

    private static string Words(LabData data)
        => string.Create(CultureInfo.InvariantCulture, $"{data.Train.Name}: {data.Train.Count:N0} training")
            + (data.Validation is { } v ? string.Create(CultureInfo.InvariantCulture, $", {v.Count:N0} validation") : "")
            + (data.Test is { } t ? string.Create(CultureInfo.InvariantCulture, $", {t.Count:N0} test") : "") + $" images, {data.Train.Classes.Length} classes";

    private static string Verdict(Outcome worst, List<CheckResult> results)
    {
        int broken = results.Count(r => r.Outcome == Outcome.Broken), doubtful = results.Count(r => r.Outcome == Outcome.Doubtful), sound = results.Count(r => r.Outcome == Outcome.Sound);
        string examined = $"{sound} of {sound + doubtful + broken} examinations found nothing";
        return worst switch
        {
            Outcome.Broken => $"something is broken ({string.Join(", ", results.Where(r => r.Outcome == Outcome.Broken).Select(r => r.Check))}); {examined}. Training longer will not help before it is mended",
            Outcome.Doubtful => $"it can be trained, and something is worth a look ({string.Join(", ", results.Where(r => r.Outcome == Outcome.Doubtful).Select(r => r.Check))}); {examined}",
            _ => $"healthy: {examined}",
        };
    }

    private static string First(Outcome worst, List<CheckResult> results, Patient p)
    {
        if (worst >= Outcome.Doubtful)
        {
            CheckResult first = results.First(r => r.Outcome == worst);
            // What cannot learn does so because of what is doubtful further up, unless it is the rate alone.
            if (first.Check is "overfit" or "learns" || (first.Check == "rate" && p.Rates?.Suggested is null))
                first = results.FirstOrDefault(r => r.Outcome == Outcome.Doubtful && r.Check is ("inputs" or "signal"), first);
            return $"{first.Check}: {first.Advice}";
        }
        string rate = p.Rates is { Falls: { } low, Lowest: { } high } ? string.Create(CultureInfo.InvariantCulture, $"; learning rates from {low:G2} to {high:G2} make the loss fall") : "";
        return $"train it{rate}";
    }
}
