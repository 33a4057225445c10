using Fovea.Data;
using Fovea.Explain;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Patches of images and images made for channels as pictures.</summary>
internal static class PatchPictures
{
    /// <summary>What a channel saw: the part of the image, with its pixels as they are.</summary>
    internal static PixelImage Of(Patch p, HierarchyReport report)
    {
        Image image = report.Pictures[p.Index];
        var pixels = new byte[p.Height * p.Width * image.Channels];
        int row = p.Width * image.Channels;
        for (int y = 0; y < p.Height; y++)
            image.Pixels.AsSpan(((p.Top + y) * image.Width + p.Left) * image.Channels, row).CopyTo(pixels.AsSpan(y * row));
        return new PixelImage(p.Height, p.Width, image.Channels, pixels);
    }

    /// <summary>An image made for a channel, with the preprocessing undone; null for images that are neither grey nor RGB.</summary>
    internal static PixelImage? Of(FeatureImage made, Preprocessing p)
    {
        int channels = made.Shape.Channels;
        if (channels is not (1 or 3)) return null;
        float[] unit = [.. made.Pixels.Select((v, i) => v * p.StdOf(i % channels) + p.MeanOf(i % channels))];
        return PixelImage.FromUnit(made.Shape.Height, made.Shape.Width, channels, unit);
    }
}
