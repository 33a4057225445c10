using System.Globalization;
using System.Text;

namespace Fovea.Report;

/// <summary>Writes a drawing as inline SVG whose colours are the page's CSS variables, so that it follows light and dark.</summary>
internal static class SvgRenderer
{
    internal static Html ToHtml(Drawing drawing)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"plot\" role=\"img\" viewBox=\"0 0 {N(drawing.Width)} {N(drawing.Height)}\" aria-label=\"{Html.Escape(drawing.Alt)}\">");
        foreach (Mark mark in drawing.Marks)
            svg.Append(Write(mark));
        return Html.Trusted(svg.Append("</svg>").ToString());
    }

    private static string Write(Mark mark) => mark switch
    {
        LineMark m => $"<line class=\"s-{Name(m.Ink)}\" x1=\"{N(m.X1)}\" y1=\"{N(m.Y1)}\" x2=\"{N(m.X2)}\" y2=\"{N(m.Y2)}\" " +
            $"stroke-width=\"{N(m.Width)}\"{(m.Dashed ? " stroke-dasharray=\"4 3\"" : "")}/>",
        PathMark m => $"<polyline class=\"s-{Name(m.Ink)}\" stroke-width=\"{N(m.Width)}\" points=\"{string.Join(' ', m.Points.Select(p => $"{N(p.X)},{N(p.Y)}"))}\"/>",
        DotMark m => $"<circle class=\"f-{Name(m.Ink)} ring\" cx=\"{N(m.X)}\" cy=\"{N(m.Y)}\" r=\"{N(m.Radius)}\"/>",
        RectMark m => $"<rect class=\"f-{Name(m.Ink)}\" x=\"{N(m.X)}\" y=\"{N(m.Y)}\" width=\"{N(m.Width)}\" height=\"{N(m.Height)}\" rx=\"{N(m.Radius)}\"/>",
        CellMark m => $"<rect fill=\"#{m.Red:x2}{m.Green:x2}{m.Blue:x2}\" x=\"{N(m.X)}\" y=\"{N(m.Y)}\" width=\"{N(m.Width)}\" height=\"{N(m.Height)}\"/>",
        TextMark m => $"<text class=\"f-{Name(m.Ink)}{(m.Bold ? " bold" : "")}\" x=\"{N(m.X)}\" y=\"{N(m.Y)}\" font-size=\"{N(m.Size)}\"" +
            (m.Anchor == Anchor.Start ? "" : $" text-anchor=\"{(m.Anchor == Anchor.Middle ? "middle" : "end")}\"") +
            (m.Rotation == 0 ? "" : $" transform=\"rotate({N(m.Rotation)} {N(m.X)} {N(m.Y)})\"") + $">{Html.Escape(m.Text)}</text>",
        PixelMark m => $"<image x=\"{N(m.X)}\" y=\"{N(m.Y)}\" width=\"{N(m.Width)}\" height=\"{N(m.Height)}\" preserveAspectRatio=\"none\"" +
            $"{(m.Smooth ? "" : " style=\"image-rendering:pixelated\"")} href=\"{Html.DataUri(Png.Encode(m.Image))}\"/>",
        HoverMark m => $"<rect class=\"hover\" x=\"{N(m.X)}\" y=\"{N(m.Y)}\" width=\"{N(m.Width)}\" height=\"{N(m.Height)}\">" +
            $"<title>{Html.Escape(m.Text)}</title></rect>",
        _ => throw new NotSupportedException(mark.GetType().Name),
    };

    private static string Name(Ink ink) => ink.ToString().ToLowerInvariant();

    private static string N(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
