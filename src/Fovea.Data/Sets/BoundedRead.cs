namespace Fovea.Data;

/// <summary>Reads streams that say how long they are, and may lie.</summary>
internal static class BoundedRead
{
    /// <summary>Everything up to the end, at most <paramref name="limit"/> bytes.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">The length it claims; only a hint, at most 1 MiB is allocated on its word.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="name">For errors.</param>
    public static byte[] All(Stream stream, long expected, long limit, string name)
    {
        var buffer = new byte[Math.Max(1, Math.Min(expected + 1, Math.Min(limit + 1, 1 << 20)))];
        int length = 0;
        while (true)
        {
            int n = stream.Read(buffer, length, buffer.Length - length);
            if (n == 0) break;
            length += n;
            if (length > limit)
                throw new ImageException(name, ImageFault.TooLarge, $"unpacks to more than {limit:N0} bytes", "this looks like a decompression bomb; do not trust it");
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(Math.Min(2L * length, limit + 1), Array.MaxLength));
        }
        Array.Resize(ref buffer, length);
        return buffer;
    }
}
