using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Report;

/// <summary>One layer of one image: its channels before and after training, with scale, counts and what is unusual.</summary>
internal static class LayerFigure
{
    // The page shows text through JSON in an attribute; relaxed escaping keeps "×" and "·" as they are, the attribute is escaped again.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static Html Of(RunReport run, LayerMaps layer, int budget)
    {
        string op = run.Summary.FirstOrDefault(r => r.Name == layer.Name)?.Op ?? "";
        bool classes = layer.Height == 1 && layer.Width == 1 && layer.Channels == run.Classes.Count && layer.Channels <= 30;
        MapGrid grid = MapGrid.Plan(layer, maxSamples: budget);
        (ValueScale before, ValueScale after, bool shared) = Scales(layer);
        return Html.Of($"""
            <div class="layer"><header><h3><code>{layer.Name}</code></h3><span class="muted">{op}{(op.Length > 0 ? " · " : "")}{layer.Shape}</span>{Tags(grid, shared, classes)}</header>
            <div class="pair">{Html.If(layer.Before is not null, () => One(layer.Before!, before, "before training"))}{One(layer.After, after, "after training")}</div></div>
            """);

        Html One(float[] values, ValueScale scale, string state) =>
            classes ? Classes(run, layer, values, scale, state) : Grid(grid, values, scale, state);
    }

    /// <summary>
    /// One scale for before and after, so that magnitudes can be compared; two when one would be lost on the other's (less than a
    /// quarter of its height, or signed beside unsigned), and then the page says so.
    /// </summary>
    internal static (ValueScale Before, ValueScale After, bool Shared) Scales(LayerMaps layer)
    {
        ValueScale after = ValueScale.WithoutOutliers(layer.After);
        if (layer.Before is null)
            return (after, after, true);
        ValueScale before = ValueScale.WithoutOutliers(layer.Before);
        if (before.IsSigned != after.IsSigned || Math.Min(before.High, after.High) * 4 < Math.Max(before.High, after.High))
            return (before, after, false);
        ValueScale wider = before.High > after.High ? before : after;
        wider = wider with { Largest = Math.Max(before.Largest, after.Largest) };
        return (wider, wider, true);
    }

    private static Html Tags(MapGrid grid, bool shared, bool classes) => Html.Of($"""
        {Html.If(!classes && grid.IsCapped, () => Parts.Tag($"{grid.Order.Length} of {grid.Layer.Channels} shown, strongest first"))}
        {Html.If(!classes && grid.Reduction > 1, () => Parts.Tag($"each square is the mean of {grid.Reduction}×{grid.Reduction} values"))}
        {Html.If(grid.Layer.Before is not null, () => Parts.Tag(shared ? "one scale for both" : "scales differ: compare the numbers, not the brightness"))}
        """);

    private static Html Grid(MapGrid grid, float[] values, ValueScale scale, string state)
    {
        LayerMaps layer = grid.Layer;
        ChannelStatistics[] all = [.. Enumerable.Range(0, layer.Channels).Select(c => ChannelStatistics.Of(values, layer.Channels, c))];
        int silent = all.Count(c => c.IsSilent), notFinite = all.Sum(c => c.NotFinite);
        IndexedImage picture = grid.Draw(values, scale);
        string alt = $"{layer.Name} {state}: {grid.Order.Length} of {layer.Channels} channels of {layer.Height}×{layer.Width}, " +
            $"scale {Say.Value(scale.Low)} to {Say.Value(scale.High)}, {silent} silent";
        string tiles = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["columns"] = grid.Layout.PerRow,
            ["text"] = grid.Order.Select(c => Describe(c, all[c])).ToArray(),
        }, Relaxed);
        return Html.Of($"""
            <figure><img class="grid" alt="{alt}" width="{picture.Width}" height="{picture.Height}" data-tiles="{tiles}" src="{Html.Trusted(Html.DataUri(Png.Encode(picture)))}">
            <figcaption class="figbar"><span class="state">{state}</span>{Parts.ColorBar(scale, "")}{Html.If(scale.IsZero, () => Parts.Tag("every value is zero", bad: true))}{Html.If(silent > 0 && !scale.IsZero, () => Parts.Tag($"{silent} of {layer.Channels} silent"))}{Html.If(notFinite > 0, () => Parts.Tag($"{Say.Counted(notFinite, "value is", "values are")} NaN or infinite, hatched magenta", bad: true))}</figcaption></figure>
            """);
    }

    private static string Describe(int channel, ChannelStatistics s) =>
        s.IsSilent ? $"channel {channel}: silent"
        : $"channel {channel}: {Say.Value(s.Low)} to {Say.Value(s.High)}, mean {Say.Value(s.Mean)}, above zero {Say.Percent(s.ActiveShare, 0)}" +
            (s.NotFinite > 0 ? $", {s.NotFinite} not finite" : "");

    private static Html Classes(RunReport run, LayerMaps layer, float[] values, ValueScale scale, string state)
    {
        double zero = scale.IsSigned ? 50 : 0;
        return Html.Of($"""
            <figure><div class="units" style="--zero:{Html.Trusted(Parts.Css(zero))}%">{Html.Each(run.Classes, (name, c) => Unit(name, values[c]))}</div>
            <figcaption class="figbar"><span class="state">{state}</span><span class="muted">{layer.Name}, one value a class</span></figcaption></figure>
            """);

        Html Unit(string name, float value)
        {
            double end = float.IsFinite(value) ? 100 * scale.Fraction(value) : zero;
            string color = !float.IsFinite(value) ? "#ff00c8" : value < 0 ? "var(--train)" : "var(--bad)";
            return Html.Of($"""
                <span title="{name}">{name}</span><span class="swing"><i style="left:{Html.Trusted(Parts.Css(Math.Min(zero, end)))}%;width:{Html.Trusted(Parts.Css(Math.Abs(end - zero)))}%;background:{Html.Trusted(color)}"></i></span><span class="n">{Say.Value(value)}</span>
                """);
        }
    }
}
