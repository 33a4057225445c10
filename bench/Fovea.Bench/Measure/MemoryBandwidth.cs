using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Fovea.Bench;

/// <summary>How fast floats come from and go to memory: a[i] = b[i] + s·c[i] over arrays far larger than any cache.</summary>
/// <remarks>Source: McCalpin's STREAM, triad; three transfers counted for each element, the read of a before it is written not.</remarks>
internal static class MemoryBandwidth
{
    private const int Floats = 24 << 20; // 96 MiB an array

    /// <summary>GB/s (10⁹ bytes) on that many threads; the best of five.</summary>
    public static double Measure(int threads)
    {
        float[] a = new float[Floats], b = new float[Floats], c = new float[Floats];
        double best = 0;
        for (int repetition = 0; repetition < 6; repetition++) // the first one brings the pages in
        {
            long start = Stopwatch.GetTimestamp();
            Thread[] workers = [.. Enumerable.Range(0, threads).Select(part => new Thread(() => Triad(a, b, c, part, threads)))];
            foreach (Thread worker in workers) worker.Start();
            foreach (Thread worker in workers) worker.Join();
            best = Math.Max(best, 3.0 * sizeof(float) * Floats / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }

    private static void Triad(float[] a, float[] b, float[] c, int part, int parts)
    {
        int first = (int)((long)Floats * part / parts), count = (int)((long)Floats * (part + 1) / parts) - first;
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(a.AsSpan(first, count));
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(b.AsSpan(first, count));
        ReadOnlySpan<Vector<float>> y = MemoryMarshal.Cast<float, Vector<float>>(c.AsSpan(first, count));
        for (int i = 0; i < to.Length; i++) to[i] = x[i] + 3 * y[i];
    }
}
