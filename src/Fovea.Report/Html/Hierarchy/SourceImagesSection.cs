using System.Globalization;
using Fovea.Data;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>The images that patches were cut from, with what was cut from them.</summary>
internal static class SourceImagesSection
{
    internal static Section? Of(HierarchyReport r)
    {
        if (r.Pictures.Count == 0) return null;
        ILookup<int, (HierarchyLayer Layer, ShownChannel Channel, Patch Patch)> uses = r.Layers
            .SelectMany(l => l.Shown.SelectMany(c => c.Patches.Select(p => (Layer: l, Channel: c, Patch: p)))).ToLookup(u => u.Patch.Index);
        return new Section("images", "The images", Html.Of($"""
            Each image that a patch was cut from, as the network sees it, with the channels that answered to it.
            """), Html.Of($"<div class=\"gallery\">{Html.Each(r.Pictures.OrderBy(p => p.Key), p => Card(p.Key, p.Value, [.. uses[p.Key]]))}</div>"));
    }

    /// <summary>The anchor of an image.</summary>
    internal static string Anchor(int index) => string.Create(CultureInfo.InvariantCulture, $"image-{index}");

    private static Html Card(int index, Image image, (HierarchyLayer Layer, ShownChannel Channel, Patch Patch)[] uses) => Html.Of($"""
        <figure class="shot" id="{Anchor(index)}">{Parts.Image(new PixelImage(image.Height, image.Width, image.Channels, image.Pixels), uses[0].Patch.Image, 144)}
        <figcaption>{uses[0].Patch.Image}<br>{Html.Each(uses, u => Html.Of($"<a href=\"#{ChannelsSection.ChannelAnchor(u.Layer.Node, u.Channel.Channel)}\" title=\"{ChannelsSection.Place(u.Patch)}\"><code>{u.Layer.Node}[{u.Channel.Channel}]</code></a> "))}</figcaption></figure>
        """);
}
