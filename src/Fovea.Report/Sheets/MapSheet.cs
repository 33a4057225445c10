namespace Fovea.Report;

/// <summary>All layers of one image, before and after training, with a colour bar each: <c>maps-1.png</c>.</summary>
internal static class MapSheet
{
    private const double Column = 480;

    internal static Drawing Draw(ImageMaps image)
    {
        const double margin = SheetParts.Margin;
        bool pairs = image.Layers.Any(l => l.Before is not null);
        var marks = new List<Mark>
        {
            SheetParts.Boxed(image.Image, margin, margin, 84),
            new TextMark(margin + 100, margin + 20, SheetParts.Fit(image.Actual, 16, bold: true, 300), 16, Ink.Text, Bold: true),
            new TextMark(margin + 100, margin + 40, image.Name, 12, Ink.Muted),
            new TextMark(margin + 100, margin + 60, "One tile a channel; hatched tiles are silent for this image.", 12, Ink.Muted),
        };
        double y = margin + 116;
        foreach (LayerMaps layer in image.Layers)
        {
            MapGrid grid = MapGrid.Plan(layer, maxSamples: 400_000);
            (ValueScale before, ValueScale after, bool shared) = LayerFigure.Scales(layer);
            string shown = grid.IsCapped ? $"; {grid.Order.Length} of {layer.Channels} shown, strongest first" : "";
            string scales = layer.Before is null ? "" : shared ? "; one scale for both" : "; scales differ";
            marks.Add(new TextMark(margin, y, layer.Name, 14, Ink.Text, Bold: true));
            marks.Add(new TextMark(margin + Fonts.Measure(layer.Name, 14, bold: true) + 10, y, layer.Shape + shown + scales, 12, Ink.Muted));
            if (layer.Before is not null)
                Grid(margin, layer.Before, before, "before training");
            Grid(layer.Before is null ? margin : margin + Column, layer.After, after, "after training");
            y += grid.Layout.Height + 62;

            void Grid(double x, float[] values, ValueScale scale, string state)
            {
                marks.Add(new PixelMark(x, y + 10, grid.Layout.Width, grid.Layout.Height, grid.Draw(values, scale).ToPixels()));
                marks.Add(new TextMark(x, y + grid.Layout.Height + 27, state, 11.5, Ink.Text, Bold: true));
                marks.AddRange(SheetParts.ColorBar(x + 110, y + grid.Layout.Height + 17, scale, scale.Colors, ""));
                if (values.Count(v => !float.IsFinite(v)) is var bad and > 0)
                    marks.Add(new TextMark(x + 330, y + grid.Layout.Height + 27, $"{bad} NaN or infinite", 11.5, Ink.Bad));
            }
        }
        return new Drawing(margin + (pairs ? 2 * Column : Column + 40), y - 10, $"Activation maps of {image.Name}", marks);
    }
}
