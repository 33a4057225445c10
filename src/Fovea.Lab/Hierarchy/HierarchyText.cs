using System.Globalization;
using System.Text;

namespace Fovea.Lab;

/// <summary>The hierarchy as a table for a terminal.</summary>
internal static class HierarchyText
{
    private static readonly string[] Heads = ["layer", "output", "sees", "probe %", "shuffled", "untrained", "adds", "95 %", "selective", "dim", "alike", ""];

    public static string Of(HierarchyReport r)
    {
        List<string[]> rows = [Heads, .. r.Layers.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, Heads.Length).Select(c => rows.Max(row => row[c].Length))];
        var text = new StringBuilder(Number($"{r.Name} on {r.Data}\nlinear probes learned from {r.Images:N0} images, tested on {r.Held:N0} unseen ones; always the same answer has {100 * r.Guessing:F1} %\n\n"));
        foreach (string[] row in rows)
            text.Append(string.Join("  ", row.Select((cell, c) => c is > 1 and < 11 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd()).Append('\n');
        text.Append('\n');
        if (r.Accuracy is { } own) text.Append(Number($"the network itself    {Percent(own)}\n"));
        if (r.Shuffle is { } shuffle) text.Append($"cut and shuffled      {shuffle}{(shuffle.Reliance is { } reliance ? Number($"; with 4×4 pieces {100 * reliance:F0} % of its accuracy is left") : "")}\n");
        if (r.Filters is { } f) text.Append(First(f));
        if (r.Against is { } other) text.Append(Against(r, other));
        text.Append(r.AddNothing.Count == 0 ? "\nno layer was found to add nothing\n" : "\nlayers that add nothing\n");
        Named(text, r, Contribution.Nothing);
        if (r.Layers.Any(l => l.Verdict == Contribution.Loses)) text.Append("less can be read linearly from these than before them: what the layers behind make of it decides\n");
        Named(text, r, Contribution.Loses);
        string[] unclear = [.. r.Layers.Where(l => l.Verdict == Contribution.Unclear).Select(l => l.Node)];
        if (unclear.Length > 0) text.Append($"not clear from {r.Held:N0} images: {string.Join(", ", unclear)}\n");
        return text.ToString();
    }

    /// <summary>Why a layer is said to add nothing.</summary>
    public static string Evidence(HierarchyLayer l)
    {
        Gain gain = l.Adds!;
        var why = new List<string> { Number($"{Signed(gain.Points)} points over {gain.Over} ({Signed(gain.Low)} … {Signed(gain.High)})") };
        if (l.AlikeBefore is { } alike) why.Add(Number($"CKA {alike:F2} with it"));
        if (l.Saturation is { } used) why.Add(Number($"uses {Math.Round(used * l.Channels):N0} of {l.Channels:N0} directions"));
        if (l.Dead > 0) why.Add(Number($"{l.Dead:N0} of {l.Channels:N0} channels dead"));
        return string.Join(", ", why);
    }

    private static void Named(StringBuilder text, HierarchyReport r, Contribution verdict)
    {
        foreach (HierarchyLayer l in r.Layers.Where(l => l.Verdict == verdict)) text.Append($"  {l.Node}: {l.Evidence}\n");
    }

    private static string[] Row(HierarchyLayer l) =>
    [
        l.Node, l.Output, l.Field, Number($"{100 * l.Probe.Accuracy:F1} ± {50 * (l.Probe.High - l.Probe.Low):F1}"), Number($"{100 * l.Shuffled.Accuracy:F1}"), Number($"{100 * l.Untrained.Accuracy:F1}"),
        l.Adds is { } a ? Signed(a.Points) : "", l.Adds is { } b ? $"{Signed(b.Low)} … {Signed(b.High)}" : "",
        Two(l.Selectivity), l.Dimension is { } d ? Number($"{d:F1}") : "–", Two(l.AlikeBefore), Note(l),
    ];

    private static string Note(HierarchyLayer l)
    {
        string word = l.Verdict switch { Contribution.Nothing => "adds nothing", Contribution.Loses => "reads worse", _ => "" };
        string dead = l.Dead > 0 ? Number($"{l.Dead:N0} dead") : "", stuck = l.Saturated > 0 ? Number($"{l.Saturated:N0} saturated") : "";
        return string.Join(", ", new[] { word, dead, stuck }.Where(w => w.Length > 0));
    }

    private static string First(FirstFilters f)
    {
        string text = Number($"filters of {f.Node,-11} {f.Orientations.Count(o => o.IsOriented)} of {f.Orientations.Count} oriented");
        if (f.Spectra.Count > 0)
            text += Number($"; energy {100 * f.Spectra.Average(s => s.Flat):F0} % flat, {100 * f.Spectra.Average(s => s.Lying + s.Standing):F0} % edges, {100 * f.Spectra.Average(s => s.Slanted):F0} % slanted (random {100 * f.Random.Flat:F0}, {100 * (f.Random.Lying + f.Random.Standing):F0}, {100 * f.Random.Slanted:F0})");
        if (f.GaborFloor is { } floor) text += Number($"; Gabor R² {f.Gabors.Average(g => g.RSquared):F2} (random {floor:F2})");
        return text + "\n";
    }

    private static string Against(HierarchyReport r, OtherNetwork other)
    {
        var text = new StringBuilder($"most alike in {other.Name}\n");
        for (int i = 1; i < r.Layers.Count; i++)
            if (other.Nearest(i) is { } near) text.Append(Number($"  {r.Layers[i].Node} ~ {near.Layer} (CKA {near.Alike:F2})\n"));
        return text.ToString();
    }

    private static string Percent(Score s) => Number($"{100 * s.Accuracy:F1} % (95 %: {100 * s.Low:F1} … {100 * s.High:F1})");

    private static string Two(double? value) => value is { } v ? Number($"{v:F2}") : "–";

    private static string Signed(double share)
    {
        double points = Math.Round(100 * share, 1);
        return points == 0 ? "0.0" : points.ToString("+0.0;−0.0", CultureInfo.InvariantCulture);
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
