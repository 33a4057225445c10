using System.Runtime.InteropServices;

namespace Fovea.Kernels.Tests;

/// <summary>What the tests of kernels have in common: random data, runs with a simulated team, comparisons.</summary>
internal static class Check
{
    public static readonly int[] PartCounts = [1, 2, 3, 8];

    public static readonly Halo[] Halos = [default, new(1, 1, 1, 1), new(0, 2, 1, 0), new(2, 0, 0, 0)];

    public static void Run(int parts, int batch, params Call[] calls) => Run(parts, batch, 0, 0, calls);

    public static void Run(int parts, int batch, ulong seed, long index, params Call[] calls)
    {
        foreach (Call call in calls)
            foreach (Step step in Steps(parts, batch, seed, index)) call.Run(in step);
    }

    /// <summary>One part for each worker; eight are dealt to three workers, from both ends.</summary>
    public static IEnumerable<Step> Steps(int parts, int batch, ulong seed = 0, long index = 0)
    {
        for (int i = 0; i < parts; i++)
        {
            var step = new Step(i, parts, batch, seed, index);
            yield return parts == 8 ? step.Dealt(i % 2 == 0 ? i / 2 : parts - 1 - i / 2, parts, i % 3, 3) : step;
        }
    }

    /// <summary>Runs for every number of parts; all must give the bits of the first, which are returned.</summary>
    public static float[] SameForAllParts(Func<int, float[]> run)
    {
        float[] first = run(1);
        foreach (int parts in PartCounts[1..]) Bits(first, run(parts));
        return first;
    }

    public static void Bits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        ReadOnlySpan<int> a = MemoryMarshal.Cast<float, int>(expected), b = MemoryMarshal.Cast<float, int>(actual);
        for (int i = 0; i < a.Length; i++)
            if (a[i] != b[i]) Assert.Fail($"element {i} of {a.Length}: expected {expected[i]:R}, got {actual[i]:R}");
    }

    /// <summary>|a − b| ≤ absolute + relative·|b| for every element; NaN equals NaN.</summary>
    public static void Near(ReadOnlySpan<float> actual, ReadOnlySpan<double> expected, double relative = 2e-6, double absolute = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double a = actual[i], e = expected[i];
            if (a.Equals(e) || (double.IsNaN(a) && double.IsNaN(e))) continue;
            if (!(Math.Abs(a - e) <= absolute + relative * Math.Abs(e))) Assert.Fail($"element {i} of {expected.Length}: expected {e:R}, got {a:R}");
        }
    }

    public static float[] Random(int seed, int length, double low = -3, double high = 3)
    {
        var random = new Random(seed);
        var data = new float[length];
        for (int i = 0; i < length; i++) data[i] = (float)(low + (high - low) * random.NextDouble());
        return data;
    }

    public static float[] Integers(int seed, int length, int low = -5, int high = 5)
    {
        var random = new Random(seed);
        var data = new float[length];
        for (int i = 0; i < length; i++) data[i] = random.Next(low, high + 1);
        return data;
    }

    public static double[] Widen(float[] data) => Array.ConvertAll(data, v => (double)v);

    public static float[] Narrow(double[] data) => Array.ConvertAll(data, v => (float)v);

    /// <summary>Central differences of a scalar function of x, in double.</summary>
    public static double[] Differences(Func<double[], double> f, double[] x, double h = 1e-6)
    {
        var gradient = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double old = x[i];
            x[i] = old + h;
            double up = f(x);
            x[i] = old - h;
            double down = f(x);
            x[i] = old;
            gradient[i] = (up - down) / (2 * h);
        }
        return gradient;
    }

    /// <summary>Gradient checks: absolute 1e-7, relative 1e-5.</summary>
    public static void Gradient(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-7 + 1e-5 * Math.Abs(expected[i]), $"element {i}: differences {expected[i]:R}, gradient {actual[i]:R}");
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
