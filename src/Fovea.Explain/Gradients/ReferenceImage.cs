namespace Fovea.Explain;

/// <summary>The image without the evidence: what a map compares with. Contributions are relative to it, so it belongs to the result.</summary>
public enum ReferenceImage
{
    /// <summary>Pixels of 0 before preprocessing.</summary>
    Black,

    /// <summary>The mean of the preprocessing for each channel: 0 in what the network sees.</summary>
    Mean,

    /// <summary>Pixels of 255 before preprocessing.</summary>
    White,
}

/// <summary>Reference images as the network sees them.</summary>
internal static class ReferenceImages
{
    /// <summary>H W C values of the input's shape.</summary>
    public static float[] Pixels(this ReferenceImage image, Model model)
    {
        Shape shape = model.Graph.Input.Shape;
        var pixels = new float[shape.Count];
        if (image == ReferenceImage.Mean) return pixels;
        float level = image == ReferenceImage.White ? 1 : 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            int c = i % shape.Channels;
            pixels[i] = (level - model.Preprocessing.MeanOf(c)) / model.Preprocessing.StdOf(c);
        }
        return pixels;
    }
}
