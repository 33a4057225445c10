using Fovea.Analysis;

namespace Fovea.Lab;

/// <summary>The places in images that a channel answers to most, one an image, cut to what it can see there.</summary>
/// <remarks>
/// Formula: the receptive field of the number at (i, j): rows <c>StartTop + i·JumpHeight ± Height/2</c>, columns likewise, without what lies beyond the image.
/// Source: Zeiler, Fergus, ECCV 2014; Olah et al., Distill 2017.
/// </remarks>
/// <param name="scan">What looks at each image.</param>
/// <param name="shape">Of the layer.</param>
/// <param name="each">Patches a channel.</param>
internal sealed class TopPatches(ChannelScan scan, Shape shape, int each)
{
    private readonly (float Value, int Image, int Place)[] best = Empty(scan.Channels * each);

    /// <summary>Takes the image that was looked at last.</summary>
    /// <param name="image">Its place in the set.</param>
    public void Add(int image)
    {
        for (int c = 0; c < scan.Channels; c++)
        {
            float value = scan.Most[c];
            Span<(float Value, int Image, int Place)> top = best.AsSpan(c * each, each);
            if (!(value > top[each - 1].Value)) continue;
            int at = each - 1;
            while (at > 0 && value > top[at - 1].Value) top[at] = top[--at];
            top[at] = (value, image, scan.Place[c]);
        }
    }

    /// <summary>The patches of a channel, strongest first.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="field">What the layer can see.</param>
    /// <param name="input">Shape of the network's images.</param>
    /// <param name="name">Name of an image by its place in the set.</param>
    public IReadOnlyList<Patch> Of(int channel, ReceptiveField field, Shape input, Func<int, string> name)
    {
        var patches = new List<Patch>();
        foreach ((float value, int image, int place) in best.AsSpan(channel * each, each))
        {
            if (image < 0) continue;
            (int row, int column) = (place / shape.Width, place % shape.Width);
            (int top, int height) = Cut(field.StartTop + (double)row * field.JumpHeight, field.Height, input.Height, field.IsWhole);
            (int left, int width) = Cut(field.StartLeft + (double)column * field.JumpWidth, field.Width, input.Width, field.IsWhole);
            patches.Add(new Patch(name(image), image, row, column, value, top, left, height, width));
        }
        return patches;
    }

    private static (int First, int Size) Cut(double centre, int size, int of, bool whole)
    {
        if (whole) return (0, of);
        int first = Math.Clamp((int)Math.Floor(centre - size / 2.0), 0, of - 1), end = Math.Clamp((int)Math.Ceiling(centre + size / 2.0), first + 1, of);
        return (first, end - first);
    }

    private static (float, int, int)[] Empty(int count)
    {
        var empty = new (float, int, int)[count];
        Array.Fill(empty, (float.NegativeInfinity, -1, 0));
        return empty;
    }
}

/// <summary>A part of an image that a channel answered to.</summary>
/// <param name="Image">Name of the image.</param>
/// <param name="Index">Its place among the images that were looked at.</param>
/// <param name="Row">Row of the number in the feature map.</param>
/// <param name="Column">Column of the number.</param>
/// <param name="Value">The activation.</param>
/// <param name="Top">First row of the part, in pixels of the image as the network sees it.</param>
/// <param name="Left">First column.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record Patch(string Image, int Index, int Row, int Column, double Value, int Top, int Left, int Height, int Width);
