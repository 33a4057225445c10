namespace Fovea.Explain;

/// <summary>What takes the place of pixels that are removed.</summary>
public enum Removal
{
    /// <summary>The mean colour of the training images: zero after preprocessing. Without preprocessing that is black.</summary>
    Mean,

    /// <summary>Black pixels.</summary>
    Black,

    /// <summary>The image itself, blurred until its details are gone: no edges appear where pixels are removed.</summary>
    Blur,
}

/// <summary>The image that removal leaves behind when everything is removed.</summary>
internal static class Removals
{
    /// <summary>In preprocessed units, H W C.</summary>
    public static float[] Image(Model model, ReadOnlySpan<float> image, Removal removal)
    {
        Shape shape = model.Graph.Input.Shape;
        var empty = new float[image.Length];
        if (removal == Removal.Blur) return Blur(image, shape, Math.Max(1, Math.Min(shape.Height, shape.Width) / 8.0));
        if (removal == Removal.Black)
            for (int i = 0; i < empty.Length; i++)
            {
                int c = i % shape.Channels;
                empty[i] = -model.Preprocessing.MeanOf(c) / model.Preprocessing.StdOf(c);
            }
        return empty;
    }

    /// <summary>A Gaussian of that standard deviation in pixels, along rows and columns; beyond the edge the edge is repeated.</summary>
    public static float[] Blur(ReadOnlySpan<float> image, Shape shape, double deviation)
    {
        int radius = (int)Math.Ceiling(3 * deviation), height = shape.Height, width = shape.Width, channels = shape.Channels;
        double[] weights = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(d => Math.Exp(-d * d / (2 * deviation * deviation)))];
        double total = weights.Sum();
        float[] rows = new float[image.Length], both = new float[image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            int c = i % channels, x = i / channels % width, y = i / channels / width;
            double sum = 0;
            for (int d = -radius; d <= radius; d++) sum += weights[d + radius] * image[(y * width + Math.Clamp(x + d, 0, width - 1)) * channels + c];
            rows[i] = (float)(sum / total);
        }
        for (int i = 0; i < image.Length; i++)
        {
            int c = i % channels, x = i / channels % width, y = i / channels / width;
            double sum = 0;
            for (int d = -radius; d <= radius; d++) sum += weights[d + radius] * rows[(Math.Clamp(y + d, 0, height - 1) * width + x) * channels + c];
            both[i] = (float)(sum / total);
        }
        return both;
    }
}
