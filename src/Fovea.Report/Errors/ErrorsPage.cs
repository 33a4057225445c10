using System.Globalization;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>An error analysis as one HTML document that needs nothing else.</summary>
internal static class ErrorsPage
{
    internal static string Render(ErrorPictures pictures)
    {
        ErrorReport r = pictures.Report;
        var matrix = new ConfusionMatrix(r.Classes, Counts(r), $"{Say.Count(r.Count)} images");
        List<Section?> sections = [ConfusionSection.Of(matrix), PerClass(r), CalibrationPart.Of(r.Calibration), ErrorGallery.Mistakes(pictures), ErrorGallery.Labels(pictures), ErrorGallery.Duplicates(pictures), StrangePart.Of(pictures), ClusterPart.Of(pictures), LeftOut(r)];
        return Page.Render($"Errors: {r.Name}", Hero(r), [.. sections.OfType<Section>()], 0, "Made by Fovea. This page is one file: it loads nothing and sends nothing.");
    }

    internal static int[,] Counts(ErrorReport r)
    {
        int[,] counts = new int[r.Classes.Count, r.Classes.Count];
        for (int i = 0; i < r.Classes.Count; i++)
            for (int j = 0; j < r.Classes.Count; j++) counts[i, j] = r.Confusion[i][j];
        return counts;
    }

    private static Html Hero(ErrorReport r)
    {
        ExplanationCluster[] shortcuts = [.. r.Clusters.Shortcuts];
        CalibrationScore c = r.Calibration.All;
        return Html.Of($"""
            <header class="card hero">
            <p class="kicker">fovea errors</p>
            <h1>{r.Name}</h1>
            <p class="data">{r.On}, {Say.Count(r.Count)} images; analysed in {Say.Duration(r.Seconds)}</p>
            {Html.Each(shortcuts, s => Html.Of($"<p class=\"warn\">A patch at {s.Window.ToString()} makes {Say.Percent(s.Test!.Flipped.Value)} of other images <b>{s.Class}</b>; random patches {Say.Percent(s.Test.Control.Value)}.</p>"))}
            <dl class="numbers">
            <div class="main"><dt>Accuracy</dt><dd>{Say.Percent(r.Accuracy.Value)}</dd><dd><small>{Say.Percent(r.Accuracy.Low)} to {Say.Percent(r.Accuracy.High)} with 95 % confidence</small></dd></div>
            <div><dt>Calibration error</dt><dd>{Say.Percent(c.Ece)}<small>{Say.Percent(c.EceByChance)} by chance alone</small></dd></div>
            <div><dt>Probably wrong labels</dt><dd>{Say.Count(r.Labels.Suspects.Count)}<small>{Say.Percent(r.Labels.NoiseRate, 2)} by estimate</small></dd></div>
            <div><dt>Near-duplicates</dt><dd>{Say.Count(r.Duplicates.Within + r.Duplicates.Across)}<small>{Say.Count(r.Duplicates.Across)} with training images</small></dd></div>
            <div><dt>Shortcuts</dt><dd>{Say.Count(shortcuts.Length)}<small>confirmed by pasting</small></dd></div>
            </dl>
            </header>
            """);
    }

    private static Section PerClass(ErrorReport r) => new("classes", "Each class", Html.Of($"Recall: of the images of a class, the share recognised. Precision: of the answers naming a class, the share that were right. In brackets 95 % intervals (Wilson): classes whose intervals overlap need not differ."), Html.Of($"""
        <div class="scroll"><table class="rows"><thead><tr><th scope="col">class</th><th scope="col" class="n">images</th><th scope="col" class="n">recall</th><th scope="col" class="n">precision</th><th scope="col">most often taken for</th></tr></thead>
        <tbody>{Html.Each(r.PerClass, c => Html.Of($"<tr><th scope=\"row\">{c.Class}</th><td class=\"n\">{Say.Count(c.Images)}</td><td class=\"n\">{Interval(c.Recall)}</td><td class=\"n\">{Interval(c.Precision)}</td><td>{(c.TakenFor is { } t ? $"{t} ({Say.Count(c.Taken)})" : "–")}</td></tr>"))}</tbody></table></div>
        """));

    internal static string Interval(Share? s) => s is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100 * s.Value:F1} % ({100 * s.Low:F1} … {100 * s.High:F1})");

    private static Section? LeftOut(ErrorReport r) => r.LeftOut.Count == 0 ? null
        : new Section("left", "Left out", Html.Of($"What was not examined, and what to do about it."), Html.Of($"<ul>{Html.Each(r.LeftOut, s => Html.Of($"<li>{s}.</li>"))}</ul>"));
}
