using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Fovea.Lab;

/// <summary>A report of errors as a page of text.</summary>
internal static class ErrorText
{
    private const int Shown = 5;

    public static string Of(ErrorReport r)
    {
        var text = new StringBuilder();
        Line($"{r.Name} on {r.On}, {r.Count:N0} images: accuracy {100 * r.Accuracy.Value:F2} % (95 %: {100 * r.Accuracy.Low:F2} … {100 * r.Accuracy.High:F2})");
        Line($"");
        int width = Math.Clamp(r.Classes.Max(c => c.Length), 5, 32);
        Line($"{"class".PadRight(width)}  {"images",7}  {"recall, 95 %",22}  {"precision, 95 %",22}  most often taken for");
        foreach (ClassScore c in r.PerClass)
            Line($"{c.Class.PadRight(width)}  {c.Images,7:N0}  {Interval(c.Recall),22}  {Interval(c.Precision),22}  {(c.TakenFor is null ? "" : $"{c.TakenFor} ({c.Taken:N0})")}");
        Line($"");
        CalibrationScore all = r.Calibration.All;
        Line($"calibration   ECE {100 * all.Ece:F2} % ({100 * all.EceByChance:F2} % by chance; {all.Bins.Count} bins of equal mass), Brier {all.Brier:F4}, NLL {all.Nll:F4}; mean confidence {100 * all.Confidence:F1} %");
        if (r.Calibration is { Temperature: { } t, Before: { } before, After: { } after })
            Line($"              temperature {t:F2} from {r.Calibration.FittedOn:N0} of the images; on the other {after.Count:N0}: ECE {100 * before.Ece:F2} → {100 * after.Ece:F2} %, NLL {before.Nll:F4} → {after.Nll:F4}");
        Head("mistakes", r.Mistakes.Count, $"the surest:", r.Mistakes.Select(m => Invariant($"{m.Id}: said {m.Answer} {100 * m.Probability:F1} %, labelled {m.Label} {100 * m.LabelProbability:F1} %")));
        Head("labels", r.Labels.Suspects.Count, $"{r.Labels.Suspects.Count:N0} probably wrong, {100 * r.Labels.NoiseRate:F2} % of {r.Labels.Count:N0} by estimate; {r.Labels.Method}", r.Labels.Suspects.Select(e => Invariant($"{e.Id}: labelled {e.Label} {100 * e.LabelProbability:F2} %, probably {e.Suggested} {100 * e.SuggestedProbability:F1} %")));
        Head("duplicates", r.Duplicates.Pairs.Count, $"{r.Duplicates.Within:N0} pair{(r.Duplicates.Within == 1 ? "" : "s")} within{(r.Duplicates.Against > 0 ? $", {r.Duplicates.Across:N0} with {r.Duplicates.Against:N0} training images" : "")}; labels differ in {r.Duplicates.OtherLabels:N0}", r.Duplicates.Pairs.Select(p => Invariant($"{p.Image} ({p.Label}) = {p.Other} ({p.OtherLabel}), correlation {p.Correlation:F3}")));
        foreach (OodTest test in r.Strange.Tests)
            Line($"{(test == r.Strange.Tests[0] ? "strange" : ""),-14}against {test.Against}: AUROC {string.Join(", ", test.Scores.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Score} {s.Auroc:F3}")))}");
        ExplanationCluster[] shortcuts = [.. r.Clusters.Shortcuts];
        int tried = r.Clusters.Clusters.Count(c => c.Test is not null);
        Head("explanations", r.Clusters.Clusters.Count, $"{r.Clusters.Clusters.Count} clusters in {r.Clusters.Spectra.Count} classes, {tried} patches tried: {(shortcuts.Length == 0 ? "none decides alone" : $"{shortcuts.Length} decide{(shortcuts.Length == 1 ? "s" : "")} alone")}",
            (shortcuts.Length > 0 ? shortcuts : r.Clusters.Clusters.Where(c => c.Test is not null)).Select(c => Invariant($"{c.Class}, {c.Window}, {100 * c.Share:F0} % of its images: pasted into {c.Test!.Tried} others, {100 * c.Test.Flipped.Value:F1} % become {c.Class}, {100 * c.Test.Control.Value:F1} % with random patches")));
        foreach (string sentence in r.LeftOut) Line($"left out      {sentence}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');

        void Head(string name, int count, FormattableString said, IEnumerable<string> lines)
        {
            Line($"{name,-14}{(count == 0 && name == "mistakes" ? "none" : said.ToString(CultureInfo.InvariantCulture))}");
            foreach (string line in lines.Take(Shown)) Line($"                {line}");
        }
    }

    private static string Interval(Share? s) => s is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100 * s.Value:F1} % ({100 * s.Low:F1} … {100 * s.High:F1})");
}
