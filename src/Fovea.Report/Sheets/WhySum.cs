using Fovea.Explain;

namespace Fovea.Report;

/// <summary>What each input channel gives to the sum, as bars from zero; then the offset, the sum and what becomes of it.</summary>
internal static class WhySum
{
    private const int Most = 14;
    private const double Line = 20;

    private sealed record Entry(string Name, double Value, bool Strong = false);

    /// <summary>Adds the marks and returns where the next part starts.</summary>
    internal static double Draw(List<Mark> marks, Provenance why, double y, double width)
    {
        const double margin = SheetParts.Margin;
        List<Entry> entries = Entries(why);
        if (entries.Count == 0) return y;
        marks.Add(new TextMark(margin, y, why.Kind == AccountKind.Sum ? "what adds up to it" : "what it is made of", 12, Ink.Text, Bold: true));
        double largest = entries.Max(e => Math.Abs(e.Value)), low = Math.Min(0, entries.Min(e => e.Value)), high = Math.Max(0, entries.Max(e => e.Value));
        double names = Math.Min(220, entries.Max(e => Fonts.Measure(e.Name, 12, e.Strong))) + 14, room = width - names - 90;
        double scale = high > low ? room / (high - low) : 0, zero = margin + names - low * scale;
        y += 12;
        foreach (Entry e in entries)
        {
            if (e.Strong) marks.Add(new LineMark(margin, y + 1, margin + width, y + 1, Ink.Grid));
            marks.Add(new TextMark(margin, y + 15, SheetParts.Fit(e.Name, 12, e.Strong, names), 12, Ink.Text, Bold: e.Strong));
            double length = Math.Abs(e.Value) * scale;
            (byte r, byte g, byte b) = ColorMap.BlueWhiteRed.At(e.Value < 0 ? 0.12 : 0.88);
            if (double.IsFinite(length) && length > 0) marks.Add(new CellMark(e.Value < 0 ? zero - length : zero, y + 4, Math.Max(length, 1), Line - 8, r, g, b));
            marks.Add(new TextMark(margin + width, y + 15, Say.Value(e.Value), 12, Ink.Text, Anchor.End, e.Strong));
            y += Line;
        }
        marks.Add(new LineMark(zero, y - entries.Count * Line + 2, zero, y - 2, Ink.Muted));
        return y + 8;
    }

    private static List<Entry> Entries(Provenance why)
    {
        var entries = new List<Entry>();
        if (why.Kind is AccountKind.Unknown) return entries;
        // What gives nothing is not worth a line: dead units, mostly.
        (InputWindow Window, ChannelProducts Channel)[] all = [.. why.Strongest.Where((s, i) => i == 0 || s.Channel.Sum != 0)];
        int silent = why.Windows.Sum(w => w.Channels.Count) - all.Length;
        // A channel that is alone in being left out takes no more room than its remainder would.
        int shown = all.Length <= Most + 1 ? all.Length : Most;
        foreach (var (window, channel) in all.Take(shown))
            entries.Add(new Entry($"{window.Node} channel {channel.Channel}", why.Kind == AccountKind.Maximum ? why.Computed : channel.Sum));
        if (shown < all.Length) entries.Add(new Entry($"{all.Length - shown} more", all.Skip(shown).Sum(a => a.Channel.Sum)));
        if (silent > 0) entries.Add(new Entry($"{silent} more give 0", 0));
        if (why.OffsetName.Length > 0) entries.Add(new Entry(why.OffsetName, why.Offset));
        entries.Add(new Entry(why.Place, why.Activation, Strong: true));
        foreach (Successor s in why.Then) entries.Add(new Entry(s.Node, s.Value, Strong: true));
        return entries;
    }
}
