using System.Globalization;
using Fovea.Explain;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Layer by layer: images made for channels and the patches that they answer to most, each with a link to the image it was cut from.</summary>
internal static class ChannelsSection
{
    internal static Section Of(HierarchyReport r) => new("channels", "What the channels answer to", Html.Of($"""
        From the image to the answer: edges first, then textures, then parts and objects, where the network has them. For each channel {Html.If(r.FeatureImages.Count > 0, () => Html.Of($"an image made so that it answers as much as it can, then "))}the places in training images that it answers to most, cut to what one of its numbers can see.
        """), Html.Each(r.Layers.Skip(1), l => Layer(l, r)));

    private static Html Layer(HierarchyLayer l, HierarchyReport r) => Html.Of($"""
        <div class="layer" id="{HierarchyPage.Anchor(l.Node)}"><header><h3><code>{l.Node}</code></h3><span class="muted">{l.Op} · {l.Output} · sees {l.Field}{(l.Oriented is { } o ? $" · {o} of {l.Channels} channels oriented" : "")}</span>{Parts.Tag($"{l.Shown.Count} of {l.Channels} channels shown, the most class-selective first")}</header>
        {Html.If(l.Shown.Count == 0, () => Html.Of($"<p class=\"muted\">No channel is above 0 on any image.</p>"))}
        <div style="display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,390px),1fr));gap:.9rem 1.6rem">{Html.Each(l.Shown, c => Channel(c, l, r))}</div></div>
        """);

    private static Html Channel(ShownChannel c, HierarchyLayer l, HierarchyReport r)
    {
        FeatureImage? made = r.FeatureImages.FirstOrDefault(f => f.Node == l.Node && f.Channel == c.Channel);
        PixelImage? picture = made is null ? null : PatchPictures.Of(made, r.Preprocessing);
        string degrees = c.Degrees is { } d ? d.ToString("F0", CultureInfo.InvariantCulture) + "° stripes, " : "";
        return Html.Of($"""
            <figure style="margin:0" id="{ChannelAnchor(l.Node, c.Channel)}"><div style="display:flex;gap:5px;align-items:center">
            {Html.If(picture is not null, () => Picture(picture!, $"image made for {l.Node}[{c.Channel}]: {Say.Value(made!.Start)} on noise, {Say.Value(made.Value)} on it", 92))}
            <div style="display:flex;gap:4px;flex-wrap:wrap">{Html.Each(c.Patches, p => Cut(p, l, c, r))}</div></div>
            <figcaption class="muted" style="font-size:.84rem">channel {c.Channel}: {degrees}prefers {c.Class}, selectivity {HierarchyPage.Two(c.Selectivity)}</figcaption></figure>
            """);
    }

    private static Html Cut(Patch p, HierarchyLayer l, ShownChannel c, HierarchyReport r)
    {
        string words = $"{p.Image}, {l.Node}[{c.Channel}] at row {p.Row}, column {p.Column}: {Say.Value(p.Value)}; {Place(p)}";
        return Html.Of($"<a href=\"#{SourceImagesSection.Anchor(p.Index)}\" title=\"{words}\">{Picture(PatchPictures.Of(p, r), words, 46)}</a>");
    }

    /// <summary>Rows and columns of the image that a patch is.</summary>
    internal static string Place(Patch p) => $"rows {p.Top} to {p.Top + p.Height - 1}, columns {p.Left} to {p.Left + p.Width - 1}";

    /// <summary>The anchor of a channel.</summary>
    internal static string ChannelAnchor(string node, int channel) => string.Create(CultureInfo.InvariantCulture, $"{HierarchyPage.Anchor(node)}-{channel}");

    private static Html Picture(PixelImage image, string alt, int box)
    {
        double factor = (double)box / Math.Max(image.Height, image.Width);
        string style = $"width:{Parts.Css(factor * image.Width)}px;height:{Parts.Css(factor * image.Height)}px;display:block;border-radius:3px";
        return Html.Of($"<img class=\"px\" alt=\"{alt}\" style=\"{style}\" src=\"{Parts.Source(image, 2 * box)}\">");
    }
}
