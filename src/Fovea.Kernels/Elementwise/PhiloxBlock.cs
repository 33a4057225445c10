using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Many words of <see cref="CounterRandom"/> at once: counters index, index + 1, …, four words each, in order.</summary>
internal static unsafe class PhiloxBlock
{
    /// <summary>Writes 4·counters words.</summary>
    public static void Fill(ulong seed, uint stream, ulong step, uint index, uint* words, int counters)
    {
        int i = 0;
        if (Avx2.IsSupported)
            for (; i <= counters - 8; i += 8) Eight(seed, stream, step, index + (uint)i, words + 4 * i);
        for (; i < counters; i++)
            (words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3]) = CounterRandom.Words(seed, stream, step, index + (uint)i);
    }

    // Lane k holds counter index + k; the even and odd lanes are multiplied apart, since the product of 32-bit lanes is 64 bits wide.
    private static void Eight(ulong seed, uint stream, ulong step, uint index, uint* words)
    {
        Vector256<uint> c0 = Vector256.Create((uint)step), c1 = Vector256.Create((uint)(step >> 32));
        Vector256<uint> c2 = Vector256.Create(index) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7), c3 = Vector256.Create(stream);
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        Vector256<uint> m0 = Vector256.Create(0xD2511F53u), m1 = Vector256.Create(0xCD9E8D57u);
        for (int round = 0; round < 10; round++)
        {
            (Vector256<uint> high0, Vector256<uint> low0) = Multiply(c0, m0);
            (Vector256<uint> high1, Vector256<uint> low1) = Multiply(c2, m1);
            c0 = high1 ^ c1 ^ Vector256.Create(k0);
            c1 = low1;
            c2 = high0 ^ c3 ^ Vector256.Create(k1);
            c3 = low0;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        Vector256<uint> a = Avx2.UnpackLow(c0, c1), b = Avx2.UnpackLow(c2, c3), c = Avx2.UnpackHigh(c0, c1), d = Avx2.UnpackHigh(c2, c3);
        Vector256<uint> r0 = Avx2.UnpackLow(a.AsUInt64(), b.AsUInt64()).AsUInt32(), r1 = Avx2.UnpackHigh(a.AsUInt64(), b.AsUInt64()).AsUInt32();
        Vector256<uint> r2 = Avx2.UnpackLow(c.AsUInt64(), d.AsUInt64()).AsUInt32(), r3 = Avx2.UnpackHigh(c.AsUInt64(), d.AsUInt64()).AsUInt32();
        r0.GetLower().Store(words);
        r1.GetLower().Store(words + 4);
        r2.GetLower().Store(words + 8);
        r3.GetLower().Store(words + 12);
        r0.GetUpper().Store(words + 16);
        r1.GetUpper().Store(words + 20);
        r2.GetUpper().Store(words + 24);
        r3.GetUpper().Store(words + 28);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> High, Vector256<uint> Low) Multiply(Vector256<uint> x, Vector256<uint> m)
    {
        Vector256<ulong> even = Avx2.Multiply(x, m), odd = Avx2.Multiply(Avx2.ShiftRightLogical(x.AsUInt64(), 32).AsUInt32(), m);
        Vector256<uint> high = Avx2.Blend(Avx2.ShiftRightLogical(even, 32).AsUInt32(), odd.AsUInt32(), 0b10101010);
        Vector256<uint> low = Avx2.Blend(even.AsUInt32(), Avx2.ShiftLeftLogical(odd, 32).AsUInt32(), 0b10101010);
        return (high, low);
    }
}
