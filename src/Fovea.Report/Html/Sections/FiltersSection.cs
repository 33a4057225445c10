namespace Fovea.Report;

/// <summary>Weights of convolutions as small pictures.</summary>
internal static class FiltersSection
{
    internal static Section? Of(RunReport run) => run.Filters.Count == 0 ? null : new Section("filters", "First-layer filters", Html.Of($"""
        Each tile is what one filter looks for. Stripes and edges mean that it learned a shape; a tile that still looks like noise learned little.
        """), Html.Each(run.Filters, Bank));

    private static Html Bank(FilterBank bank)
    {
        FilterGrid grid = FilterGrid.Plan(bank);
        string shown = grid.Layout.Tiles < grid.Total ? $"{grid.Layout.Tiles} of {grid.Total} shown, strongest first" : $"{grid.Total} shown, in order";
        string kind = bank.InChannels == 1 ? "filters" : grid.IsColor ? "filters, in colour: mid-grey is zero" : $"slices (filter × input channel)";
        return Html.Of($"""
            <header class="figbar"><h3><code>{bank.Name}</code></h3><span class="muted">{bank.KernelHeight}×{bank.KernelWidth}×{bank.InChannels}, {Say.Counted(bank.Filters, "filter", "filters")}</span>{Parts.Tag($"{shown}")}</header>
            <div class="pair" style="margin-top:.7rem">
            {Html.If(bank.Before is not null, () => Figure(grid, bank.Before!, "before training", kind))}
            {Figure(grid, bank.After, "after training", kind)}
            </div>
            <p class="note">One symmetric scale for all tiles{(bank.Before is null ? "" : ", before and after")}; {(grid.IsColor ? "each colour channel is drawn by its own weight." : "near-white is zero.")}</p>
            """);
    }

    private static Html Figure(FilterGrid grid, float[] weights, string state, string kind)
    {
        int bad = weights.Count(w => !float.IsFinite(w));
        PixelImage pixels = grid.Draw(weights);
        string alt = $"{grid.Bank.Name} {state}: {grid.Layout.Tiles} {kind}, scale {Say.Value(grid.Scale.Low)} to {Say.Value(grid.Scale.High)}";
        return Html.Of($"""
            <figure><img class="grid px" alt="{alt}" width="{pixels.Width}" height="{pixels.Height}" src="{Html.Trusted(Html.DataUri(Png.Encode(pixels)))}">
            <figcaption class="figbar"><span class="state">{state}</span>{Parts.ColorBar(grid.Scale, "weight", grid.IsColor ? ColorMap.Grey : ColorMap.BlueWhiteRed)}{Html.If(bad > 0, () => Parts.Tag($"{Say.Counted(bad, "weight is", "weights are")} NaN or infinite, magenta", bad: true))}</figcaption></figure>
            """);
    }
}
