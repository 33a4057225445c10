namespace Fovea.Report;

/// <summary>Finds places for labels beside their dots where nothing else is; a label without such a place is left out.</summary>
/// <param name="left">The area that labels stay in, in pixels.</param>
/// <param name="top">Its upper edge.</param>
/// <param name="right">Its right edge.</param>
/// <param name="bottom">Its lower edge.</param>
internal sealed class LabelPlacer(double left, double top, double right, double bottom)
{
    private const double Gap = 3;
    private readonly List<(double X, double Y, double Width, double Height)> taken = [], labels = [];

    /// <summary>The upper left corner of a label, the end of a line that leads to it, and whether it is so far that it needs one.</summary>
    internal readonly record struct Placed(double X, double Y, double NearX, double NearY, bool Leader);

    /// <summary>A rectangle in which no label may lie.</summary>
    internal void Avoid(double x, double y, double width, double height) => taken.Add((x, y, width, height));

    /// <summary>A dot on which no label may lie.</summary>
    internal void Avoid(double x, double y, double radius) => taken.Add((x - radius - 1, y - radius - 1, 2 * radius + 2, 2 * radius + 2));

    /// <summary>True when nothing lies in a rectangle.</summary>
    internal bool IsFree(double x, double y, double width, double height)
        => x >= left && y >= top && x + width <= right && y + height <= bottom && !taken.Any(t => Overlaps(t, x, y, width, height));

    /// <summary>The nearest free place around a dot, or null.</summary>
    internal Placed? Place(double x, double y, double radius, double width, double height)
    {
        for (double away = radius + Gap; away <= radius + 60; away += 6)
            foreach ((double dx, double dy) in Directions)
            {
                double centreX = x + dx * (away + width / 2), centreY = y + dy * (away + height / 2);
                double px = centreX - width / 2, py = centreY - height / 2;
                if (!IsFree(px, py, width, height)) continue;
                var placed = new Placed(px, py, Math.Clamp(x, px, px + width), Math.Clamp(y, py, py + height), away > radius + Gap);
                if (placed.Leader && Points(x, y, placed).Any(p => labels.Any(l => Overlaps(l, p.X, p.Y, 1, 1)))) continue;
                labels.Add((px - 1, py, width + 2, height));
                taken.Add((px - 5, py - 1, width + 10, height + 2));
                if (placed.Leader) taken.AddRange(Points(x, y, placed).Select(p => (p.X - 2, p.Y - 2, 4.0, 4.0)));
                return placed;
            }
        return null;
    }

    private static IReadOnlyList<(double X, double Y)> Directions { get; } =
        [(1, 0), (-1, 0), (0, -1), (0, 1), (0.75, -0.75), (-0.75, -0.75), (0.75, 0.75), (-0.75, 0.75), (0.95, -0.35), (0.95, 0.35), (-0.95, -0.35), (-0.95, 0.35)];

    // Along the line from a dot to its label, without its ends.
    private static IEnumerable<(double X, double Y)> Points(double x, double y, Placed to)
        => Enumerable.Range(1, 18).Select(i => (x + (to.NearX - x) * i / 19, y + (to.NearY - y) * i / 19));

    private static bool Overlaps((double X, double Y, double Width, double Height) a, double x, double y, double width, double height)
        => x < a.X + a.Width && a.X < x + width && y < a.Y + a.Height && a.Y < y + height;
}
