namespace Fovea.Report;

/// <summary>What a mark is for; the page and the PNG each have their colours for it, light and dark.</summary>
internal enum Ink { None, Text, Muted, Grid, Surface, Train, Validation, Rate, Best, Good, Bad }

/// <summary>Where a text's x is.</summary>
internal enum Anchor { Start, Middle, End }

/// <summary>A shape of a drawing, in pixels from the upper left corner.</summary>
internal abstract record Mark;

/// <summary>A straight line.</summary>
internal sealed record LineMark(double X1, double Y1, double X2, double Y2, Ink Ink, double Width = 1, bool Dashed = false) : Mark;

/// <summary>A line through points.</summary>
internal sealed record PathMark(IReadOnlyList<(double X, double Y)> Points, Ink Ink, double Width = 2) : Mark;

/// <summary>A disc with a ring of the surface's colour around it.</summary>
internal sealed record DotMark(double X, double Y, double Radius, Ink Ink) : Mark;

/// <summary>A filled rectangle.</summary>
internal sealed record RectMark(double X, double Y, double Width, double Height, Ink Ink, double Radius = 0) : Mark;

/// <summary>A rectangle of a fixed colour, for values on a colour map.</summary>
internal sealed record CellMark(double X, double Y, double Width, double Height, byte Red, byte Green, byte Blue) : Mark;

/// <summary>A line of text; y is the base line.</summary>
internal sealed record TextMark(
    double X, double Y, string Text, double Size, Ink Ink = Ink.Text, Anchor Anchor = Anchor.Start, bool Bold = false, double Rotation = 0) : Mark;

/// <summary>Pixels stretched over a rectangle, square-edged or smooth.</summary>
internal sealed record PixelMark(double X, double Y, double Width, double Height, PixelImage Image, bool Smooth = false) : Mark;

/// <summary>A place to point at: a browser shows the text, a PNG nothing.</summary>
internal sealed record HoverMark(double X, double Y, double Width, double Height, string Text) : Mark;

/// <summary>A picture made of marks, drawn as SVG for the page and as PNG for the run folder.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Alt">What the picture shows, for those who cannot see it.</param>
/// <param name="Marks">Painted in this order.</param>
internal sealed record Drawing(double Width, double Height, string Alt, IReadOnlyList<Mark> Marks)
{
    /// <summary>Places another drawing's marks at an offset.</summary>
    internal static IEnumerable<Mark> Shift(IEnumerable<Mark> marks, double dx, double dy) => marks.Select<Mark, Mark>(mark => mark switch
    {
        LineMark m => m with { X1 = m.X1 + dx, X2 = m.X2 + dx, Y1 = m.Y1 + dy, Y2 = m.Y2 + dy },
        PathMark m => m with { Points = [.. m.Points.Select(p => (p.X + dx, p.Y + dy))] },
        DotMark m => m with { X = m.X + dx, Y = m.Y + dy },
        RectMark m => m with { X = m.X + dx, Y = m.Y + dy },
        CellMark m => m with { X = m.X + dx, Y = m.Y + dy },
        TextMark m => m with { X = m.X + dx, Y = m.Y + dy },
        PixelMark m => m with { X = m.X + dx, Y = m.Y + dy },
        HoverMark m => m with { X = m.X + dx, Y = m.Y + dy },
        _ => throw new NotSupportedException(mark.GetType().Name),
    });
}
