namespace Fovea.Data;

/// <summary>From bytes to what the network sees: (v / 255 − mean) / std.</summary>
internal sealed class Normaliser
{
    private readonly float[] unit = new float[256];
    private readonly float[] finished;
    private readonly float[] mean;
    private readonly float[] std;
    private readonly int channels;

    public Normaliser(InputFormat format)
    {
        channels = format.Shape.Channels;
        mean = [.. Enumerable.Range(0, channels).Select(format.Preprocessing.MeanOf)];
        std = [.. Enumerable.Range(0, channels).Select(format.Preprocessing.StdOf)];
        finished = new float[256 * channels];
        for (int v = 0; v < 256; v++)
        {
            unit[v] = v / 255f;
            for (int c = 0; c < channels; c++) finished[c * 256 + v] = (unit[v] - mean[c]) / std[c];
        }
    }

    /// <summary>The means, one a channel.</summary>
    public ReadOnlySpan<float> Mean => mean;

    /// <summary>Bytes to normalised values by table.</summary>
    public void Run(ReadOnlySpan<byte> bytes, Span<float> target)
    {
        target = target[..bytes.Length];
        if (channels == 1)
        {
            Look(bytes, target, finished);
            return;
        }
        ReadOnlySpan<float> r = finished.AsSpan(0, 256), g = finished.AsSpan(256, 256), b = finished.AsSpan(512, 256);
        for (int i = 0; i + 2 < bytes.Length; i += 3)
        {
            target[i] = r[bytes[i]];
            target[i + 1] = g[bytes[i + 1]];
            target[i + 2] = b[bytes[i + 2]];
        }
    }

    /// <summary>Bytes to [0, 1], for augmentation.</summary>
    public void ToUnit(ReadOnlySpan<byte> bytes, Span<float> target) => Look(bytes, target[..bytes.Length], unit);

    /// <summary>Values in [0, 1] to normalised values; the same bits as <see cref="Run"/> where nothing was changed.</summary>
    public void Finish(Span<float> image)
    {
        if (channels == 1)
        {
            float m = mean[0], s = std[0];
            foreach (ref float v in image) v = (v - m) / s;
            return;
        }
        float m0 = mean[0], m1 = mean[1], m2 = mean[2], s0 = std[0], s1 = std[1], s2 = std[2];
        for (int i = 0; i + 2 < image.Length; i += 3)
        {
            image[i] = (image[i] - m0) / s0;
            image[i + 1] = (image[i + 1] - m1) / s1;
            image[i + 2] = (image[i + 2] - m2) / s2;
        }
    }

    private static void Look(ReadOnlySpan<byte> bytes, Span<float> target, ReadOnlySpan<float> table)
    {
        table = table[..256];
        for (int i = 0; i < bytes.Length && i < target.Length; i++) target[i] = table[bytes[i]];
    }
}
