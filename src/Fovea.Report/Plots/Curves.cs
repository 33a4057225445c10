namespace Fovea.Report;

/// <summary>The charts of a training run.</summary>
internal static class Curves
{
    internal static IReadOnlyList<Drawing> Of(RunReport run)
    {
        int[] epochs = [.. run.Epochs.Select(e => e.Epoch)];
        bool validated = run.Epochs.Any(e => e.ValidationLoss is not null || e.ValidationAccuracy is not null);
        int? best = epochs.Length > 1 ? run.EpochKept : null;
        // Over two decades of loss the last, interesting tenth is a flat line on a linear axis.
        double[] losses = [.. run.Epochs.SelectMany(e => new[] { e.TrainLoss, e.ValidationLoss ?? e.TrainLoss }).Where(v => double.IsFinite(v) && v > 0)];
        bool wide = losses.Length > 0 && losses.Max() / losses.Min() > 30;
        var charts = new List<Drawing>
        {
            Chart(wide ? "Loss (nats, logarithmic)" : "Loss (nats)", e => e.TrainLoss, e => e.ValidationLoss, percent: false, logarithmic: wide),
            Chart("Accuracy", e => e.TrainAccuracy, e => e.ValidationAccuracy, percent: true, logarithmic: false),
        };
        double[] rates = [.. run.Epochs.Select(e => e.LearningRate)];
        if (rates.Distinct().Count() > 1)
        {
            // Drops by tens need a logarithmic axis; a smooth fall to nothing does not.
            bool steps = rates.All(r => r > 0) && rates.Max() / rates.Min() > 30 && rates.Distinct().Count() <= Math.Max(4, rates.Length / 5);
            charts.Add(new LineChart(steps ? "Learning rate (logarithmic)" : "Learning rate", epochs,
                [new Series("at the end of the epoch", Ink.Rate, [.. rates.Select(r => (double?)r)])])
            { Logarithmic = steps }.Draw());
        }
        return charts;

        Drawing Chart(string title, Func<EpochRow, double?> train, Func<EpochRow, double?> validation, bool percent, bool logarithmic)
        {
            var lines = new List<Series> { new("training", Ink.Train, [.. run.Epochs.Select(train)]) };
            if (validated)
                lines.Add(new Series("validation", Ink.Validation, [.. run.Epochs.Select(validation)]));
            return new LineChart(title, epochs, lines) { Percent = percent, Logarithmic = logarithmic, BestEpoch = best }.Draw();
        }
    }

    /// <summary>All charts side by side, two a row, for <c>curves.png</c>.</summary>
    internal static Drawing Sheet(RunReport run)
    {
        IReadOnlyList<Drawing> charts = Of(run);
        const double margin = 18;
        double w = charts[0].Width + margin, h = charts[0].Height + margin;
        IEnumerable<Mark> marks = charts.SelectMany((chart, i) => Drawing.Shift(chart.Marks, margin + i % 2 * w, margin + i / 2 * h));
        return new Drawing(margin + 2 * w, margin + (charts.Count + 1) / 2 * h, "Training curves", [.. marks]);
    }
}
