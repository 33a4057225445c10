namespace Fovea.Report;

/// <summary>Counts of answers: a table up to thirty classes, above that a picture; the worst pairs in words.</summary>
internal static class ConfusionSection
{
    internal const int MostClassesAsTable = 30;

    internal static Section? Of(RunReport run) => run.Confusion is { Classes.Count: > 0 } matrix ? Of(matrix) : null;

    internal static Section Of(ConfusionMatrix matrix)
    {
        IReadOnlyList<ConfusedPair> worst = matrix.WorstPairs(3);
        Html pairs = worst.Count == 0
            ? Html.Of($"<p>No mistake among {Say.Counted(matrix.Score.Total, "image", "images")}.</p>")
            : Html.Of($"<ul class=\"pairs\">{Html.Each(worst, p => Html.Of($"<li><b>{p.Actual}</b> is taken for <b>{p.Predicted}</b> in {Say.Count(p.Count)} of {Say.Count(p.Total)} cases.</li>"))}</ul>");
        return new Section("confusion", "Where it errs", Html.Of($"""
            A row is what the image is, a column what the network said; blue on the diagonal is right, every orange cell is one kind of mistake. Counted on {matrix.On}.
            """), Html.Of($"""
            <div class="errs"><div>{pairs}</div>
            {(matrix.Classes.Count <= MostClassesAsTable ? Table(matrix) : Picture(matrix))}</div>
            <p class="note">Shade: share of the row, on a square-root scale so that rare mistakes can be seen. Recall: of the images of a class, the share recognised. Precision: of the answers naming a class, the share that were right.</p>
            {Html.If(matrix.Classes.Count > MostClassesAsTable, () => PerClass(matrix))}
            """));
    }

    private static Html Table(ConfusionMatrix m)
    {
        int n = m.Classes.Count;
        return Html.Of($"""
            <div class="scroll"><table class="confusion">
            <thead><tr><th class="axis">is ↓ &nbsp; said →</th>{Html.Each(m.Classes, c => Html.Of($"<th scope=\"col\"><span>{c}</span></th>"))}<th scope="col"><span class="muted">recall, %</span></th></tr></thead>
            <tbody>{Html.Each(m.Classes, (name, a) => Html.Of($"<tr><th scope=\"row\">{name}</th>{Html.Each(Enumerable.Range(0, n), p => Cell(m, a, p))}<td class=\"side\">{Bare(m.Recall(a))}</td></tr>"))}</tbody>
            <tfoot><tr><th scope="row" class="muted">precision, %</th>{Html.Each(Enumerable.Range(0, n), p => Html.Of($"<td class=\"side\">{Bare(m.Precision(p))}</td>"))}<td></td></tr></tfoot>
            </table></div>
            """);
    }

    private static Html Cell(ConfusionMatrix m, int actual, int predicted)
    {
        int count = m.Counts[actual, predicted], total = m.RowTotal(actual);
        double shade = total == 0 ? 0 : Math.Sqrt((double)count / total);
        string style = (actual == predicted ? "hit" : count == 0 ? "zero" : "") + (shade > 0.62 ? " on" : "");
        string tip = $"{m.Classes[actual]} said to be {m.Classes[predicted]}: {Say.Count(count)} of {Say.Count(total)}";
        return Html.Of($"<td class=\"{style}\" style=\"--s:{Html.Trusted(Parts.Css(shade))}\" title=\"{tip}\">{Say.Count(count)}</td>");
    }

    private static Html Picture(ConfusionMatrix m)
    {
        PixelImage pixels = ConfusionPlot.Pixels(m);
        string alt = $"Confusion matrix of {m.Classes.Count} classes as a picture; the worst pairs are named in the text.";
        return Html.Of($"<figure class=\"one\"><img class=\"px\" style=\"width:min(100%,640px)\" alt=\"{alt}\" src=\"{Html.Trusted(Html.DataUri(Png.Encode(pixels)))}\"></figure>");
    }

    private static Html PerClass(ConfusionMatrix m) => Html.Of($"""
        <details><summary>Recall and precision of each class</summary><div class="scroll"><table class="rows">
        <thead><tr><th scope="col">class</th><th scope="col" class="n">images</th><th scope="col" class="n">recall</th><th scope="col" class="n">precision</th></tr></thead>
        <tbody>{Html.Each(Enumerable.Range(0, m.Classes.Count).OrderBy(c => m.Recall(c) ?? 2), c => Html.Of($"<tr><th scope=\"row\">{m.Classes[c]}</th><td class=\"n\">{Say.Count(m.RowTotal(c))}</td><td class=\"n\">{Share(m.Recall(c))}</td><td class=\"n\">{Share(m.Precision(c))}</td></tr>"))}</tbody></table></div></details>
        """);

    private static string Bare(double? share) => share is { } s ? $"{100 * s:F1}" : "–";

    private static string Share(double? share) => share is { } s ? Say.Percent(s) : "–";
}
