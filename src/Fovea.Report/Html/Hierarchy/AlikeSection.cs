using System.Globalization;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>How alike layers see the images: with each other, and with those of another network.</summary>
internal static class AlikeSection
{
    private const double Side = 420, Names = 120;

    internal static Section Of(HierarchyReport r)
    {
        string[] names = [.. r.Layers.Select(l => l.Node)];
        return new Section("alike", "How alike the layers are", Html.Of($"""
            Centred kernel alignment (CKA) over {Say.Count(r.AlikeImages)} images: 1 where two layers see the same images as alike, near 0 where what one tells apart says nothing of the other. A bright block of successive layers is redundant.
            """), Html.Of($"""
            <div class="pair"><figure>{SvgRenderer.ToHtml(Draw(names, names, r.Alike, $"{r.Name} with itself"))}<figcaption class="muted">{r.Name} with itself</figcaption></figure>
            {Html.If(r.Against is not null, () => Html.Of($"<figure>{SvgRenderer.ToHtml(Draw(names, r.Against!.Layers, r.Against.Alike, $"{r.Name} with {r.Against.Name}"))}<figcaption class=\"muted\">{r.Name} (down) with {r.Against.Name} (across)</figcaption></figure>"))}</div>
            <p class="note">Linear kernels, the unbiased estimate over batches (Kornblith et al. 2019; Nguyen et al. 2021). It reads the directions that vary most. Point at a square for its value.</p>
            """));
    }

    internal static Drawing Draw(IReadOnlyList<string> rows, IReadOnlyList<string> columns, IReadOnlyList<double?[]> alike, string alt)
    {
        double cell = Math.Min(46, Side / Math.Max(rows.Count, columns.Count)), size = Math.Clamp(cell * 0.62, 6, 11.5);
        var marks = new List<Mark>();
        for (int i = 0; i < rows.Count; i++)
        {
            marks.Add(new TextMark(Names - 8, Names + (i + 0.5) * cell + size / 3, SheetParts.Fit(rows[i], size, bold: false, Names - 10), size, Ink.Muted, Anchor.End));
            for (int j = 0; j < columns.Count; j++)
            {
                double x = Names + j * cell, y = Names + i * cell;
                (byte red, byte green, byte blue) = alike[i][j] is { } v ? ColorMap.Inferno.At(Math.Clamp(v, 0, 1)) : ((byte)118, (byte)124, (byte)134);
                marks.Add(new CellMark(x, y, cell - 1, cell - 1, red, green, blue));
                string value = alike[i][j]?.ToString("F2", CultureInfo.InvariantCulture) ?? "does not vary";
                marks.Add(new HoverMark(x, y, cell - 1, cell - 1, $"{rows[i]}, {columns[j]}: {value}"));
            }
        }
        for (int j = 0; j < columns.Count; j++)
            marks.Add(new TextMark(Names + (j + 0.5) * cell + size / 3, Names - 8, SheetParts.Fit(columns[j], size, bold: false, Names - 10), size, Ink.Muted, Rotation: -90));
        return new Drawing(Names + columns.Count * cell + 10, Names + rows.Count * cell + 10, $"CKA of {alt}", marks);
    }
}
