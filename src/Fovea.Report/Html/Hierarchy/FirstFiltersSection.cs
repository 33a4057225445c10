using Fovea.Explain;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>The filters that see the image, what they are made of, and the same of random filters.</summary>
internal static class FirstFiltersSection
{
    internal static Section? Of(HierarchyReport r)
    {
        if (r.Filters is not { } f || f.Orientations.Count == 0) return null;
        var bank = new FilterBank(f.Node, f.Window[0], f.Window[1], f.Window[2], f.Window[3], f.Weights);
        FilterGrid grid = FilterGrid.Plan(bank);
        PixelImage pixels = grid.Draw(bank.After);
        string shown = grid.Layout.Tiles < grid.Total ? $"{grid.Layout.Tiles} of {grid.Total} shown, strongest first" : $"{grid.Total} shown, in order";
        return new Section("filters", "First-layer filters", Html.Of($"""
            Each tile is what one filter of <a href="#{HierarchyPage.Anchor(r.Layers[1].Node)}"><code>{f.Node}</code></a> looks for. {f.Orientations.Count(o => o.IsOriented)} of {f.Orientations.Count} answer at least twice as much to stripes of one direction as to stripes across it.
            """), Html.Of($"""
            <div class="pair"><figure><img class="grid px" alt="{f.Node}: {grid.Layout.Tiles} filters, scale {Say.Value(grid.Scale.Low)} to {Say.Value(grid.Scale.High)}" width="{pixels.Width}" height="{pixels.Height}" src="{Html.Trusted(Html.DataUri(Png.Encode(pixels)))}">
            <figcaption class="figbar">{Parts.ColorBar(grid.Scale, "weight", grid.IsColor ? ColorMap.Grey : ColorMap.BlueWhiteRed)}{Parts.Tag(shown)}</figcaption></figure>
            <div class="scroll">{Shares(f)}{Angles(f)}</div></div>
            """));
    }

    private static Html Shares(FirstFilters f) => Html.If(f.Spectra.Count > 0, () => Html.Of($"""
        <table class="rows"><thead><tr><th scope="col">share of the energy</th><th scope="col" class="n">here</th><th></th><th scope="col" class="n">random</th></tr></thead><tbody>
        {Share(f, "flat: brightness", s => s.Flat)}{Share(f, "lying edges", s => s.Lying)}{Share(f, "standing edges", s => s.Standing)}{Share(f, "slanted, crosses, dots", s => s.Slanted)}{Html.If(f.Window[2] > 1, () => Share(f, "colour", s => s.Color))}
        {Html.If(f.GaborFloor is not null, () => Html.Of($"<tr><th scope=\"row\">R² of a Gabor function</th><td class=\"n\">{Say.Percent(f.Gabors.Average(g => g.RSquared), 0)}</td><td class=\"share\">{Parts.Meter(f.Gabors.Average(g => g.RSquared))}</td><td class=\"n\">{Say.Percent(f.GaborFloor!.Value, 0)}</td></tr>"))}
        </tbody></table>
        """));

    private static Html Share(FirstFilters f, string name, Func<FilterSpectrum, double> of) => Html.Of($"""
        <tr><th scope="row">{name}</th><td class="n">{Say.Percent(f.Spectra.Average(of), 0)}</td><td class="share">{Parts.Meter(f.Spectra.Average(of))}</td><td class="n">{Say.Percent(of(f.Random), 0)}</td></tr>
        """);

    private static Html Angles(FirstFilters f)
    {
        int[] counts = new int[6];
        foreach (OrientationSelectivity o in f.Orientations.Where(o => o.IsOriented)) counts[(int)Math.Round(o.Degrees / 30) % 6]++;
        int most = Math.Max(1, counts.Max());
        return Html.If(counts.Sum() > 0, () => Html.Of($"""
            <table class="rows" style="margin-top:1rem"><thead><tr><th scope="col">stripes at</th><th scope="col" class="n">filters</th><th></th></tr></thead><tbody>
            {Html.Each(counts, (count, i) => Html.Of($"<tr><th scope=\"row\">{30 * i}°</th><td class=\"n\">{count}</td><td class=\"share\">{Parts.Meter((double)count / most)}</td></tr>"))}
            </tbody></table><p class="note">0° lies, 90° stands; counter-clockwise, to the nearest 30°. Measured with gratings behind the activation.</p>
            """));
    }
}
