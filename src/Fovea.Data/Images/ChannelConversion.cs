namespace Fovea.Data;

/// <summary>Grey from colour and colour from grey.</summary>
internal static class ChannelConversion
{
    /// <summary>Luma Y = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601) in 16-bit fixed point, rounded: what PIL's mode L does.</summary>
    public static byte Luma(int r, int g, int b) => (byte)((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16);

    /// <summary>Converts pixel by pixel; the spans hold the same number of pixels.</summary>
    public static void Convert(ReadOnlySpan<byte> source, int sourceChannels, Span<byte> target, int targetChannels)
    {
        if (sourceChannels == targetChannels)
        {
            source.CopyTo(target);
            return;
        }
        if (targetChannels == 1)
            for (int i = 0, j = 0; j + 2 < source.Length; i++, j += 3) target[i] = Luma(source[j], source[j + 1], source[j + 2]);
        else
            for (int i = 0, j = 0; i < source.Length; i++, j += 3) target[j] = target[j + 1] = target[j + 2] = source[i];
    }
}
