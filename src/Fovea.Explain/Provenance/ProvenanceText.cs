using System.Globalization;
using System.Text;

namespace Fovea.Explain;

/// <summary>A provenance for people.</summary>
internal static class ProvenanceText
{
    private const int MostChannels = 8, MostTaps = 7, Bar = 24;

    public static string Of(Provenance p)
    {
        var text = new StringBuilder($"{p.Place} = {Number(p.Activation)}   {p.Op}\n  formula  {p.Formula}\n");
        foreach (InputWindow w in p.Windows) text.Append("  reads    ").Append(Window(w)).Append('\n');
        if (p.Kind == AccountKind.Unknown) return text.ToString().TrimEnd();
        if (p.Kind == AccountKind.Sum && p.Products > 1)
        {
            if (p.Windows.Count == 1) Strongest(text, p);
            Channels(text, p);
        }
        if (p.Kind is AccountKind.Softmax) Channels(text, p);
        if (p.Winner is { } winner) text.Append($"  largest  {Number(winner.Value)} at row {winner.Row}, column {winner.Column}, of {p.Products}\n");
        if (p.Kind == AccountKind.Function && p.Products == 1) text.Append($"  x        {Number(p.Sum)}\n");
        if (p.Kind == AccountKind.Sum) text.Append(Sum(p));
        text.Append($"  the run  {Number(p.Activation)}, {Difference(p)}\n");
        foreach (Successor s in p.Then) text.Append($"  then     {s.Node} = {Number(s.Value)}   {s.Op}\n");
        return text.ToString().TrimEnd();
    }

    public static string Window(InputWindow w)
    {
        int count = w.Channels.Sum(c => c.Taps.Count);
        string what = w.Shape.IsImage ? $"{Range("row", w.Top, w.Bottom, w.DilationHeight)}, {Range("column", w.Left, w.Right, w.DilationWidth)} of {w.Node} ({w.Shape})" : $"{w.Node} ({w.Shape})";
        string channels = w.Channels.Count switch
        {
            0 => ", beyond it: 0",
            1 => $", channel {w.Channels[0].Channel}",
            _ when w.Channels.Count < w.Shape.Channels => $", channels {w.Channels[0].Channel} to {w.Channels[^1].Channel}",
            _ => "",
        };
        string outside = w.Outside > 0 && w.Channels.Count > 0 ? $", {w.Outside} of {w.Height * w.Width} pixels beyond the border" : "";
        return $"{what}{channels}: {count:N0} {(count == 1 ? "number" : "numbers")}{outside}";
    }

    /// <summary>Six significant digits with a real minus sign.</summary>
    public static string Number(double v) => v.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Range(string word, int first, int last, int step)
        => first == last ? $"{word} {first}" : $"{word}s {first} to {last}{(step > 1 ? $" in steps of {step}" : "")}".Replace('-', '−');

    private static string Difference(Provenance p)
        => Math.Abs(p.Computed - p.Activation) <= 1e-6 * Math.Max(p.Size, 1e-30) ? "the same to float accuracy" : $"{Number(Math.Abs(p.Computed - p.Activation))} apart";

    private static string Sum(Provenance p)
    {
        string products = p.Products == 1 ? $"{Number(p.Windows.First(w => w.Channels.Count > 0).Channels[0].Taps[0].Value)} × {Number(p.Windows.First(w => w.Channels.Count > 0).Channels[0].Taps[0].Weight)}" : $"{p.Products:N0} products {Number(p.Sum - p.Offset)}";
        return $"  sum      {products}{(p.OffsetName.Length > 0 ? $" + {p.OffsetName} {Number(p.Offset)}" : "")} = {Number(p.Sum)}\n";
    }

    private static void Strongest(StringBuilder text, Provenance p)
    {
        (InputWindow w, ChannelProducts c) = p.Strongest.First();
        if (w.Height > MostTaps || w.Width > MostTaps || w.Height * w.Width < 2) return;
        string[][] values = Grid(w, c, t => t.Value), weights = Grid(w, c, t => t.Weight), products = Grid(w, c, t => t.Product);
        int width = values.Concat(weights).Concat(products).SelectMany(r => r).Max(v => v.Length);
        string Row(string[] row) => string.Join(' ', row.Select(v => v.PadLeft(width)));
        int columns = w.Width * (width + 1) - 1;
        text.Append($"  the strongest input channel, {c.Channel}\n    {"values".PadRight(columns)}   {"weights".PadRight(columns)}   products\n");
        for (int u = 0; u < w.Height; u++) text.Append($"    {Row(values[u])} {(u == w.Height / 2 ? "×" : " ")} {Row(weights[u])} {(u == w.Height / 2 ? "=" : " ")} {Row(products[u])}\n");
    }

    private static string[][] Grid(InputWindow w, ChannelProducts c, Func<Tap, double> what)
    {
        var cells = c.Taps.ToDictionary(t => (t.Row, t.Column), t => what(t));
        return [.. Enumerable.Range(0, w.Height).Select(u => Enumerable.Range(0, w.Width)
            .Select(v => cells.TryGetValue((w.Top + u * w.DilationHeight, w.Left + v * w.DilationWidth), out double cell) ? Short(cell) : "·").ToArray())];
    }

    private static string Short(double v) => (Math.Abs(v) < 0.0005 ? 0 : v).ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−');

    private static void Channels(StringBuilder text, Provenance p)
    {
        (InputWindow Window, ChannelProducts Channel)[] all = [.. p.Strongest];
        if (all.Length < 2) return;
        if (p.Kind == AccountKind.Sum) all = [.. all.Where((a, i) => i == 0 || a.Channel.Sum != 0)];
        double largest = Math.Abs(all[0].Channel.Sum);
        int name = all.Take(MostChannels).Max(a => Name(p, a).Length);
        text.Append(p.Kind == AccountKind.Softmax ? "  largest inputs\n" : "  by input channel\n");
        foreach (var a in all.Take(MostChannels))
        {
            int length = largest == 0 ? 0 : (int)Math.Round(Bar * Math.Abs(a.Channel.Sum) / largest);
            text.Append($"    {Name(p, a).PadRight(name)}  {Number(a.Channel.Sum),12}  {new string('▇', length)}".TrimEnd()).Append('\n');
        }
        int silent = p.Windows.Sum(w => w.Channels.Count) - all.Length;
        if (silent > 0 && p.Kind == AccountKind.Sum) text.Append($"    {silent:N0} more give 0\n");
        if (all.Length > MostChannels && p.Kind == AccountKind.Sum)
            text.Append($"    {$"{all.Length - MostChannels:N0} more",-1}".PadRight(name + 4)).Append($"  {Number(all.Skip(MostChannels).Sum(a => a.Channel.Sum)),12}\n");
    }

    private static string Name(Provenance p, (InputWindow Window, ChannelProducts Channel) a)
        => p.Windows.Count > 1 ? $"{a.Window.Node} {a.Channel.Channel}" : $"{a.Channel.Channel}";
}
