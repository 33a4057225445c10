namespace Fovea.Report;

/// <summary>The filters of a convolution with their colour bar: <c>filters-conv1.png</c>.</summary>
internal static class FilterSheet
{
    internal static Drawing Draw(FilterBank bank)
    {
        const double margin = SheetParts.Margin;
        FilterGrid grid = FilterGrid.Plan(bank);
        string shown = grid.Layout.Tiles < grid.Total ? $", {grid.Layout.Tiles} of {grid.Total} shown, strongest first" : "";
        var marks = new List<Mark>
        {
            new TextMark(margin, margin + 14, bank.Name, 15, Ink.Text, Bold: true),
            new TextMark(margin, margin + 33, $"{bank.KernelHeight}×{bank.KernelWidth}×{bank.InChannels}, {Say.Counted(bank.Filters, "filter", "filters")}{shown}", 12, Ink.Muted),
        };
        double width = Math.Max(grid.Layout.Width, 380) + margin;
        if (bank.Before is not null)
            Grid(margin, bank.Before, "before training");
        Grid(bank.Before is null ? margin : margin + width, bank.After, "after training");
        return new Drawing(margin + (bank.Before is null ? 1 : 2) * width, margin + 46 + grid.Layout.Height + 40, $"Filters of {bank.Name}", marks);

        void Grid(double x, float[] weights, string state)
        {
            PixelImage pixels = grid.Draw(weights);
            marks.Add(new PixelMark(x, margin + 46, pixels.Width, pixels.Height, pixels));
            marks.Add(new TextMark(x, margin + 46 + pixels.Height + 18, state, 11.5, Ink.Text, Bold: true));
            marks.AddRange(SheetParts.ColorBar(x + 110, margin + 46 + pixels.Height + 8, grid.Scale, grid.IsColor ? ColorMap.Grey : ColorMap.BlueWhiteRed, "weight"));
        }
    }
}
