using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Where the network sees its evidence, class by class, and whether a patch there decides alone.</summary>
internal static class ClusterPart
{
    internal static Section? Of(ErrorPictures p)
    {
        ExplanationClusters c = p.Report.Clusters;
        if (c.Clusters.Count == 0) return null;
        int tried = c.Clusters.Count(x => x.Test is not null), shortcuts = c.Shortcuts.Count();
        return new Section("shortcuts", "Shortcuts", Html.Of($"""
            Images of a class are grouped by where the network sees evidence for it. A group that looks at a corner, a border or a mark may have found a shortcut: the patch in its window is pasted into images of other classes, and a random patch of the same images as a control.
            {(shortcuts > 0 ? $"Of {tried} patches {Say.Counted(shortcuts, "decides", "decide")} alone." : $"None of {tried} patches decides alone.")}
            """), Html.Of($"""
            <div class="figbar">Mean evidence of a cell, one scale for all clusters {Parts.ColorBar(p.ClusterScale, "of the whole")}</div>
            {Html.Each(p.Clusters(), Card)}
            <details><summary>How the explanations of each class fall apart</summary><div class="scroll"><table class="rows"><thead><tr><th scope="col">class</th><th scope="col" class="n">images</th><th scope="col" class="n">clusters</th><th scope="col">eigenvalues of the Laplacian</th></tr></thead>
            <tbody>{Html.Each(c.Spectra, s => Html.Of($"<tr><th scope=\"row\">{s.Class}</th><td class=\"n\">{Say.Count(s.Images)}</td><td class=\"n\">{s.Clusters}{(s.Separate ? "" : " (one heap, cut)")}</td><td>{string.Join(" ", s.Eigenvalues.Select(v => Math.Max(0, v).ToString("F2", System.Globalization.CultureInfo.InvariantCulture)))}</td></tr>"))}</tbody></table></div></details>
            <p class="note">Gradient × input of the label's logit on a grid of {c.Grid}×{c.Grid} cells, spectral clustering with as many clusters as the eigenvalues' widest gap says (Lapuschkin et al. 2019). Confirmed when the 95 % intervals of patch and control are more than 10 points apart. A patch that shows the object itself may decide as well: look at the pictures.</p>
            """));
    }

    private static Html Card(ClusterPicture k)
    {
        ExplanationCluster c = k.Cluster;
        return Html.Of($"""
            <div class="layer"><header><h3>{c.Class}, cluster {c.Number}</h3>{Parts.Tag($"{Say.Percent(c.Share, 0)} of its images")}{Parts.Tag(c.Test switch { null => "not tried", { Confirmed: true } => "shortcut: confirmed", _ => "does not decide alone" }, c.Test is { Confirmed: true })}</header>
            <div class="strip"><figure>{Parts.Image(k.Map, $"mean evidence for {c.Class}", 144)}<figcaption>mean evidence</figcaption></figure><figure>{Parts.Image(k.Mean, $"mean image of {c.Class}", 144)}<figcaption>mean image</figcaption></figure>{Html.Each(k.Examples, e => Html.Of($"<figure>{Parts.Image(e, c.Class, 144)}</figure>"))}</div>
            <p class="note">{Say.Percent(c.Inside, 0)} of the evidence lies at {c.Window.ToString()}, {Say.Percent(c.InsideElsewhere, 0)} for other classes.</p>
            {Html.If(c.Test is not null, () => Html.Of($"<div class=\"guess\"><span>this patch</span>{Parts.Meter(c.Test!.Flipped.Value)}<span class=\"n\">{ErrorsPage.Interval(c.Test.Flipped)}</span><span>random patch</span>{Parts.Meter(c.Test.Control.Value)}<span class=\"n\">{ErrorsPage.Interval(c.Test.Control)}</span></div><p class=\"note\">of {Say.Count(c.Test.Tried)} images of other classes become {c.Class}.</p>"))}
            </div>
            """);
    }
}
