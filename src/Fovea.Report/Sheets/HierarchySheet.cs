using System.Globalization;
using Fovea.Explain;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>The hierarchy in one picture, a band for each layer: what it is, what can be read from it, what its channels answer to: <c>hierarchy.png</c>.</summary>
internal static class HierarchySheet
{
    private const double Margin = SheetParts.Margin, Name = 190, Bars = 300, Tile = 40, Gap = 4, Band = 122;
    private const int MostChannels = 4, MostPatches = 5;

    internal static Drawing Draw(HierarchyReport r)
    {
        double group = Tile + 10 + Tile * 2 + Gap * 2, left = Margin + Name + Bars + 30, width = left + MostChannels * (group + 78) + Margin, top = Margin + 66;
        var marks = new List<Mark>
        {
            new TextMark(Margin, Margin + 14, SheetParts.Fit($"{r.Name}: what each layer adds", 15, bold: true, width - 2 * Margin), 15, Ink.Text, Bold: true),
            new TextMark(Margin, Margin + 33, SheetParts.Fit(Number($"{r.Data}; linear probes learned from {r.Images:N0} images, tested on {r.Held:N0} unseen ones"), 12, bold: false, width - 2 * Margin), 12, Ink.Muted),
            new TextMark(Margin + Name, Margin + 56, "probe accuracy and 95 %; tick: untrained; dashed: chance", 11, Ink.Muted),
            new TextMark(left, Margin + 56, r.FeatureImages.Count > 0 ? "channels: image made for it, then the patches it answers to most" : "channels: the patches it answers to most", 11, Ink.Muted),
        };
        foreach (HierarchyLayer layer in r.Layers)
        {
            marks.Add(new LineMark(Margin, top - 6, width - Margin, top - 6, Ink.Grid));
            Label(marks, layer, top);
            Bar(marks, layer, r, Margin + Name, top);
            double x = left;
            foreach (ShownChannel channel in layer.Shown.Take(MostChannels))
            {
                Channel(marks, r, layer, channel, x, top);
                x += group + 78;
            }
            top += Band;
        }
        return new Drawing(width, top + Margin, $"What each layer of {r.Name} adds", marks);
    }

    private static void Label(List<Mark> marks, HierarchyLayer l, double y)
    {
        marks.Add(new TextMark(Margin, y + 14, SheetParts.Fit(l.Node, 13, bold: true, Name - 10), 13, Ink.Text, Bold: true));
        marks.Add(new TextMark(Margin, y + 31, SheetParts.Fit(l.Op, 11, bold: false, Name - 10), 11, Ink.Muted));
        marks.Add(new TextMark(Margin, y + 46, $"{l.Output}, sees {l.Field}", 11, Ink.Muted));
        string dimension = l.Dimension is { } d ? Number($"dimension {d:F1}") : "";
        marks.Add(new TextMark(Margin, y + 61, string.Join(", ", new[] { dimension, l.Selectivity is { } s ? Number($"selectivity {s:F2}") : "" }.Where(t => t.Length > 0)), 11, Ink.Muted));
        if (l.Oriented is { } oriented) marks.Add(new TextMark(Margin, y + 76, Number($"{oriented} of {l.Channels} channels oriented"), 11, Ink.Muted));
        if (l.Dead + l.Saturated > 0) marks.Add(new TextMark(Margin, y + 91, Number($"{l.Dead} dead, {l.Saturated} saturated"), 11, Ink.Bad));
    }

    private static void Bar(List<Mark> marks, HierarchyLayer l, HierarchyReport r, double x, double y)
    {
        const double width = Bars - 20, height = 16;
        double At(double share) => x + width * share;
        marks.Add(new RectMark(x, y + 6, width, height, Ink.Grid, 2));
        marks.Add(new RectMark(x, y + 6, Math.Max(1, width * l.Probe.Accuracy), height, l.Verdict is Contribution.Nothing or Contribution.Loses ? Ink.Validation : Ink.Train, 2));
        marks.Add(new LineMark(At(l.Probe.Low), y + 14, At(l.Probe.High), y + 14, Ink.Text, 1.5));
        marks.Add(new LineMark(At(l.Untrained.Accuracy), y + 2, At(l.Untrained.Accuracy), y + 26, Ink.Text, 2));
        marks.Add(new LineMark(At(r.Guessing), y + 2, At(r.Guessing), y + 26, Ink.Muted, 1, Dashed: true));
        marks.Add(new TextMark(x, y + 42, Number($"{100 * l.Probe.Accuracy:F1} % read (95 %: {100 * l.Probe.Low:F1} … {100 * l.Probe.High:F1})"), 11.5, Ink.Text));
        marks.Add(new TextMark(x, y + 57, Number($"untrained {100 * l.Untrained.Accuracy:F1} %, shuffled labels {100 * l.Shuffled.Accuracy:F1} %"), 11, Ink.Muted));
        if (l.Adds is not { } adds) return;
        marks.Add(new TextMark(x, y + 72, SheetParts.Fit(Number($"{Points(adds.Points)} points over {adds.Over} ({Points(adds.Low)} … {Points(adds.High)})"), 11, bold: false, width), 11, Ink.Muted));
        if (l.AlikeBefore is { } alike) marks.Add(new TextMark(x, y + 87, SheetParts.Fit(Number($"CKA {alike:F2} with {adds.Over}"), 11, bold: false, width), 11, Ink.Muted));
        if (Verdict(l.Verdict) is { Length: > 0 } word) marks.Add(new TextMark(x, y + 103, word, 11.5, l.Verdict is Contribution.Nothing or Contribution.Loses ? Ink.Bad : Ink.Text, Bold: true));
    }

    private static void Channel(List<Mark> marks, HierarchyReport r, HierarchyLayer layer, ShownChannel channel, double x, double y)
    {
        const double large = 2 * Tile + Gap;
        FeatureImage? made = r.FeatureImages.FirstOrDefault(f => f.Node == layer.Node && f.Channel == channel.Channel);
        double patches = x;
        if (made is not null && PatchPictures.Of(made, r.Preprocessing) is { } picture)
        {
            marks.Add(SheetParts.Boxed(picture, x, y, large));
            patches = x + large + 8;
        }
        for (int i = 0; i < Math.Min(MostPatches - 1, channel.Patches.Count); i++)
            marks.Add(SheetParts.Boxed(PatchPictures.Of(channel.Patches[i], r), patches + i % 2 * (Tile + Gap), y + i / 2 * (Tile + Gap), Tile));
        string turned = channel.Degrees is { } d ? Number($", {d:F0}°") : "";
        marks.Add(new TextMark(x, y + large + 14, SheetParts.Fit(Number($"{channel.Channel}{turned}: {channel.Class} {channel.Selectivity:F2}"), 10.5, bold: false, 190), 10.5, Ink.Muted));
    }

    internal static string Verdict(Contribution verdict) => verdict switch
    {
        Contribution.Adds => "adds",
        Contribution.Nothing => "adds nothing",
        Contribution.Loses => "reads worse",
        Contribution.Unclear => "not clear from these images",
        _ => "",
    };

    internal static string Points(double share)
    {
        double points = Math.Round(100 * share, 1);
        return points == 0 ? "0.0" : points.ToString("+0.0;−0.0", CultureInfo.InvariantCulture);
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
