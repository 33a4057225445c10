using System.Globalization;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>A hierarchy as one HTML document that needs nothing else: edges, textures, objects, in the order of the layers.</summary>
internal static class HierarchyPage
{
    /// <summary>Composes the page. The same input gives the same text.</summary>
    internal static string Render(HierarchyReport r)
    {
        Section?[] sections = [Layers(r), ChannelsSection.Of(r), FirstFiltersSection.Of(r), AlikeSection.Of(r), Shuffled(r), SourceImagesSection.Of(r)];
        return Page.Render($"Hierarchy: {r.Name}", Hero(r), [.. sections.OfType<Section>()], 0, "Made by Fovea. This page is one file: it loads nothing and sends nothing.");
    }

    /// <summary>The anchor of a layer.</summary>
    internal static string Anchor(string node) => $"layer-{node}";

    private static Html Hero(HierarchyReport r)
    {
        HierarchyLayer[] nothing = [.. r.Layers.Where(l => l.Verdict == Contribution.Nothing)], loses = [.. r.Layers.Where(l => l.Verdict == Contribution.Loses)];
        return Html.Of($"""
            <header class="card hero">
            <p class="kicker">fovea hierarchy</p>
            <h1>{r.Name}</h1>
            <p class="data">{r.Data}; linear probes learned from {Say.Count(r.Images)} images and tested on {Say.Count(r.Held)} unseen ones; measured in {Say.Duration(r.Seconds)}</p>
            {Html.If(r.Accuracy is not null, () => Html.Of($"<p>The network itself is right on <b>{Say.Percent(r.Accuracy!.Accuracy)}</b> of the unseen images (95 %: {Say.Percent(r.Accuracy.Low)} … {Say.Percent(r.Accuracy.High)}).</p>"))}
            {Html.If(nothing.Length == 0, () => Html.Of($"<p><b>No layer was found to add nothing.</b></p>"))}
            {Html.If(nothing.Length > 0, () => Html.Of($"<p><b>Layers that add nothing:</b></p>{Html.Each(nothing, Named)}"))}
            {Html.If(loses.Length > 0, () => Html.Of($"<p>Less can be read linearly from these than before them; what the layers behind make of it decides:</p>{Html.Each(loses, Named)}"))}
            </header>
            """);
    }

    private static Html Named(HierarchyLayer l) => Html.Of($"<p class=\"warn\"><a href=\"#{Anchor(l.Node)}\"><code>{l.Node}</code></a> {l.Evidence}</p>");

    private static Section Layers(HierarchyReport r) => new("layers", "What each layer adds", Html.Of($"""
        A linear probe reads the class from what a layer gives, pooled to at most {r.Layers.Max(l => l.Numbers)} numbers. What a layer adds is the difference to the layer it is computed from, on the same images.
        """), Html.Of($"""
        <div class="scroll"><table class="rows"><thead><tr><th scope="col">layer</th><th scope="col"></th><th scope="col">output</th><th scope="col">sees</th><th scope="col" class="n">probe</th><th></th><th scope="col" class="n">untrained</th><th scope="col" class="n">shuffled</th><th scope="col">adds (95 %)</th><th scope="col" class="n">selective</th><th scope="col" class="n">dimension</th><th scope="col" class="n">directions</th><th scope="col" class="n">CKA before</th></tr></thead>
        <tbody>{Html.Each(r.Layers, Row)}</tbody></table></div>
        <p class="note">untrained: the same probe on the same layer with first weights. shuffled: the control, learned and tested on shuffled labels; always the same answer has {Say.Percent(r.Guessing)}. selective: mean class selectivity, with shuffled labels in brackets. dimension: by two nearest neighbours, of what the probe is given. directions: share of the channels' directions that hold 99 % of the variance. CKA: 1 says that two layers see the same images as alike. A probe measures what can be read linearly, not what the network uses.</p>
        """));

    private static Html Row(HierarchyLayer l)
    {
        bool bad = l.Verdict is Contribution.Nothing or Contribution.Loses;
        string adds = l.Adds is { } a ? $"{HierarchySheet.Points(a.Points)} over {a.Over} ({HierarchySheet.Points(a.Low)} … {HierarchySheet.Points(a.High)})" : "";
        return Html.Of($"""
            <tr><th scope="row">{(l.Adds is null ? Html.Of($"<code>{l.Node}</code>") : Html.Of($"<a href=\"#{Anchor(l.Node)}\"><code>{l.Node}</code></a>"))}</th><td>{Html.If(HierarchySheet.Verdict(l.Verdict).Length > 0, () => Parts.Tag(HierarchySheet.Verdict(l.Verdict), bad))}{Html.If(l.Dead > 0, () => Parts.Tag($"{l.Dead} dead", true))}{Html.If(l.Saturated > 0, () => Parts.Tag($"{l.Saturated} saturated", true))}</td><td>{l.Output}</td><td>{l.Field}</td>
            <td class="n">{Say.Percent(l.Probe.Accuracy)} <span class="muted">({Say.Percent(l.Probe.Low, 0)} … {Say.Percent(l.Probe.High, 0)})</span></td><td class="share">{Parts.Meter(l.Probe.Accuracy)}</td>
            <td class="n">{Say.Percent(l.Untrained.Accuracy)}</td><td class="n">{Say.Percent(l.Shuffled.Accuracy)}</td><td>{adds}</td>
            <td class="n">{Two(l.Selectivity)} <span class="muted">({Two(l.SelectivityShuffled)})</span></td><td class="n">{One(l.Dimension)}</td><td class="n">{(l.Saturation is { } s ? Say.Percent(s, 0) : "–")}</td><td class="n">{Two(l.AlikeBefore)}</td></tr>
            """);
    }

    private static Section? Shuffled(HierarchyReport r) => r.Shuffle is not { } s ? null : new Section("shuffled", "Texture against shape", Html.Of($"""
        The images are cut into a grid and the pieces put back in another order. Texture stays, shape goes; what the network still gets right it reads from pieces.
        """), Html.Of($"""
        <table class="rows" style="max-width:620px"><thead><tr><th scope="col">pieces</th><th scope="col" class="n">right</th><th></th><th scope="col">95 %</th></tr></thead><tbody>
        {Html.Each(s.Points, p => Html.Of($"<tr><th scope=\"row\">{(p.Grid == 1 ? "whole" : $"{p.Grid}×{p.Grid}")}</th><td class=\"n\">{Say.Percent(p.Accuracy)}</td><td class=\"share\">{Parts.Meter(p.Accuracy)}</td><td>{Say.Percent(p.Low)} … {Say.Percent(p.High)}</td></tr>"))}
        </tbody></table>
        <p class="note">{Say.Count(s.Images)} unseen images; always the same answer has {Say.Percent(s.Guessing)}.{(s.Reliance is { } reliance ? $" With 4×4 pieces {Say.Percent(reliance, 0)} of the accuracy is left." : "")} The cuts are new edges, so that the fall is an upper bound on what shape is worth.</p>
        """));

    internal static string Two(double? value) => value is { } v ? v.ToString("F2", CultureInfo.InvariantCulture) : "–";

    private static string One(double? value) => value is { } v ? v.ToString("F1", CultureInfo.InvariantCulture) : "–";
}
