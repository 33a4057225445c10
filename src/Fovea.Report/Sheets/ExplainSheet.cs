namespace Fovea.Report;

/// <summary>An image and the maps of several methods: raw values as squares, and enlarged over the image, each with its colour bar.</summary>
internal static class ExplainSheet
{
    private const double Margin = SheetParts.Margin, Box = 208, Gap = 22, Top = 80, Line = 14;
    private const int MostNotes = 9;

    internal static Drawing Draw(ExplainedImage explained)
    {
        ValueScale[] scales = Scales(explained);
        double width = 2 * Margin + (1 + explained.Maps.Count) * (Box + Gap) - Gap;
        var marks = new List<Mark>
        {
            new TextMark(Margin, Margin + 14, SheetParts.Fit(explained.Explains, 16, bold: true, width - 2 * Margin), 16, Ink.Text, Bold: true),
            new TextMark(Margin, Margin + 33, SheetParts.Fit($"{explained.Name}; the network says {explained.Said}", 12, bold: false, width - 2 * Margin), 12, Ink.Muted),
            new TextMark(Margin, Margin + 50, SheetParts.Fit(Colours(explained), 12, bold: false, width - 2 * Margin), 12, Ink.Muted),
            SheetParts.Boxed(explained.Image, Margin, Top + 22, Box),
            new TextMark(Margin, Top + 14, "image", 13, Ink.Text, Bold: true),
        };
        double below = 0;
        for (int i = 0; i < explained.Maps.Count; i++)
        {
            string[] lines = [.. explained.Maps[i].Notes.Prepend($"units: {explained.Maps[i].Units}").SelectMany(n => Wrap(n, 11, Box)).Take(MostNotes)];
            below = Math.Max(below, TrustMarks.Height(explained.Maps[i].Trust) + lines.Length * Line);
            marks.AddRange(Panel(explained, explained.Maps[i], scales[i], Margin + (i + 1) * (Box + Gap), lines));
        }
        return new Drawing(width, Top + 22 + 2 * Box + 8 + 48 + below + Margin, $"{explained.Explains} by {string.Join(", ", explained.Maps.Select(m => m.Method))}", marks);
    }

    private static IEnumerable<Mark> Panel(ExplainedImage explained, ExplainedMap map, ValueScale scale, double x, string[] lines)
    {
        CamPicture cam = new() { Image = explained.Image, Map = map.Values, MapHeight = map.Height, MapWidth = map.Width, Actual = "", Predicted = "", Probability = 0 };
        double y = Top + 22, below = y + 2 * Box + 8;
        yield return new TextMark(x, Top + 14, SheetParts.Fit(map.Method, 13, bold: true, Box), 13, Ink.Text, Bold: true);
        yield return SheetParts.Boxed(Squares(map, scale), x, y, Box);
        yield return SheetParts.Boxed(Grey(explained.Image), x, y + Box + 8, Box);
        yield return SheetParts.Boxed(CamOverlay.Draw(cam, (int)Box * 2, scale, alpha: 170).Map.ToPixels(), x, y + Box + 8, Box);
        foreach (Mark mark in (Mark[])[.. TrustMarks.Frame(map.Trust, x, y, Box), .. TrustMarks.Frame(map.Trust, x, y + Box + 8, Box), .. TrustMarks.Checks(map.Trust, x, below + 54, Box)]) yield return mark;
        double text = below + 36 + TrustMarks.Height(map.Trust);
        foreach (Mark mark in SheetParts.ColorBar(x, below + 6, scale, scale.Colors, "")) yield return mark;
        int bad = map.Values.Count(v => !float.IsFinite(v));
        string units = $"{map.Height}×{map.Width} at {map.Node}{(bad > 0 ? $", {bad} not finite" : "")}";
        yield return new TextMark(x, below + 36, SheetParts.Fit(units, 11.5, bold: false, Box), 11.5, bad > 0 ? Ink.Bad : Ink.Text);
        for (int i = 0; i < lines.Length; i++) yield return new TextMark(x, text + (i + 1) * Line, lines[i], 11, Ink.Muted);
    }

    private static string Colours(ExplainedImage explained)
    {
        string signs = explained.Maps.Any(m => m.Signed) ? $"{(explained.Maps.All(m => m.Signed) ? "R" : "Signed maps: r")}ed speaks for it, blue against; " : "";
        string scale = explained.Maps.Count == 1 ? "the scale is the map's own" : explained.SharedScale ? "maps in the same units share one scale" : "each map has a scale of its own";
        string text = signs + scale;
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static ValueScale[] Scales(ExplainedImage explained) => [.. explained.Maps.Select(m =>
    {
        ExplainedMap[] sharing = explained.SharedScale ? [.. explained.Maps.Where(o => o.Units == m.Units)] : [m];
        ValueScale scale = ValueScale.Of([.. sharing.Select(o => o.Values)]);
        return sharing.Any(o => o.Signed) ? ValueScale.Symmetric(scale.High) : scale;
    })];

    // Every value of the map is a square of one colour: nothing is made up between them.
    private static PixelImage Squares(ExplainedMap map, ValueScale scale)
    {
        byte[] indices = [.. map.Values.Select(v => float.IsFinite(v) ? MapPalette.Level(scale, v) : MapPalette.NotFinite)];
        return new IndexedImage(map.Height, map.Width, indices, MapPalette.Of(scale.Colors)).ToPixels();
    }

    // Colours of the image would be taken for colours of the map.
    private static PixelImage Grey(PixelImage image)
    {
        if (image.Channels == 1) return image;
        var pixels = new byte[image.Height * image.Width];
        for (int p = 0; p < pixels.Length; p++)
        {
            ReadOnlySpan<byte> rgb = image.Pixels.AsSpan(p * image.Channels, 3);
            pixels[p] = (byte)Math.Round(0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
        }
        return new PixelImage(image.Height, image.Width, 1, pixels);
    }

    private static IEnumerable<string> Wrap(string text, double size, double width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Fonts.Measure(longer, size, bold: false) > width)
            {
                yield return line;
                longer = word;
            }
            line = longer;
        }
        if (line.Length > 0) yield return SheetParts.Fit(line, size, bold: false, width);
    }
}
