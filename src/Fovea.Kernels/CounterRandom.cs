using System.Runtime.CompilerServices;

namespace Fovea.Kernels;

/// <summary>
/// Random numbers without state: Philox4x32-10, a function of (seed, stream, step, index). Order of use, thread count and
/// interruptions cannot change a draw.
/// </summary>
/// <remarks>Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.</remarks>
public static class CounterRandom
{
    /// <summary>Four 32-bit words for one counter value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint A, uint B, uint C, uint D) Words(ulong seed, uint stream, ulong step, uint index)
        => Philox((uint)step, (uint)(step >> 32), index, stream, (uint)seed, (uint)(seed >> 32));

    /// <summary>The raw generator: a 128-bit counter and a 64-bit key.</summary>
    public static (uint A, uint B, uint C, uint D) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>A float in [0, 1) with 24 random bits.</summary>
    public static float Uniform(ulong seed, uint stream, ulong step, uint index) => ToUnit(Words(seed, stream, step, index).A);

    /// <summary>An integer in [0, bound).</summary>
    public static int Below(int bound, ulong seed, uint stream, ulong step, uint index)
        => (int)(((ulong)Words(seed, stream, step, index).A * (ulong)bound) >> 32);

    /// <summary>A draw from the standard normal distribution (Box–Muller).</summary>
    public static float Normal(ulong seed, uint stream, ulong step, uint index)
    {
        var (a, b, _, _) = Words(seed, stream, step, index);
        double r = Math.Sqrt(-2 * Math.Log((a + 1.0) / 4294967297.0));
        return (float)(r * Math.Cos(2 * Math.PI * (b / 4294967296.0)));
    }

    /// <summary>A 32-bit word as a float in [0, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToUnit(uint word) => (word >> 8) * (1f / 16777216f);

    /// <summary>A stable stream number for a name (FNV-1a), so that a node's draws do not depend on its position.</summary>
    public static uint Stream(string name)
    {
        uint h = 2166136261;
        foreach (char c in name) h = (h ^ c) * 16777619;
        return h;
    }
}
