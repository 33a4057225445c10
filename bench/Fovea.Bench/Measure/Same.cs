namespace Fovea.Bench;

/// <summary>Engines whose results differ do not do the same work: nothing is timed then.</summary>
internal static class Same
{
    /// <summary>Throws when ‖a − b‖ exceeds <paramref name="tolerance"/> · ‖b‖.</summary>
    /// <exception cref="InvalidOperationException">They differ; the message says by how much.</exception>
    public static void Check(string what, string who, ReadOnlySpan<float> a, ReadOnlySpan<float> b, double tolerance)
    {
        double error = a.Length == b.Length ? RelativeL2(a, b) : double.NaN;
        if (!(error <= tolerance))
            throw new InvalidOperationException($"{what}: {who} differs by {error:G3} (relative L2 over {a.Length:N0} and {b.Length:N0} values, allowed {tolerance:G3})");
    }

    private static double RelativeL2(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double difference = 0, size = 0;
        for (int i = 0; i < a.Length; i++)
        {
            difference += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
            size += (double)b[i] * b[i];
        }
        return Math.Sqrt(difference / size);
    }
}
