namespace Fovea.Report;

/// <summary>The five row filters of PNG; the one with the smallest sum of magnitudes wins, as libpng's heuristic has it.</summary>
internal static class PngFilter
{
    internal static byte Choose(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int bytesPerPixel, byte[] best, byte[] trial)
    {
        byte winner = 0;
        long least = long.MaxValue;
        for (byte filter = 0; filter < 5; filter++)
        {
            long sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                int a = i < bytesPerPixel ? 0 : row[i - bytesPerPixel];
                int b = above[i];
                int c = i < bytesPerPixel ? 0 : above[i - bytesPerPixel];
                int guess = filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) >> 1, _ => Paeth(a, b, c) };
                trial[i] = (byte)(row[i] - guess);
                sum += Math.Abs((int)(sbyte)trial[i]);
            }
            if (sum < least)
            {
                (least, winner) = (sum, filter);
                trial.CopyTo(best, 0);
            }
        }
        return winner;
    }

    /// <summary>
    /// For palettes, whose numbers are names and do not gain from prediction, unless the picture is an enlargement: then most
    /// differences to the pixel on the left are zero, and rows repeat.
    /// </summary>
    internal static void Repeated(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> filtered)
    {
        Span<byte> data = filtered[1..];
        if (row.SequenceEqual(above))
        {
            filtered[0] = 2;
            data.Clear();
            return;
        }
        int same = 0;
        for (int i = 1; i < row.Length; i++)
            same += row[i] == row[i - 1] ? 1 : 0;
        row.CopyTo(data);
        if (4 * (same - row.Count((byte)0)) < row.Length)
            return;
        filtered[0] = 1;
        for (int i = row.Length - 1; i > 0; i--)
            data[i] = (byte)(row[i] - row[i - 1]);
    }

    private static int Paeth(int a, int b, int c)
    {
        int toA = Math.Abs(b - c), toB = Math.Abs(a - c), toC = Math.Abs(a + b - c - c);
        return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
}
