using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>The first few lanes of a vector in memory: the end of a row, computed with the same operations as its middle.</summary>
internal static unsafe class Lanes
{
    /// <summary>Floats of a vector.</summary>
    public const int Width = 8;

    private static ReadOnlySpan<int> Masks => [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>All bits set in the first <paramref name="count"/> lanes, 0 … 8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Mask(int count)
        => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Masks), (nuint)(8 - count)).AsSingle();

    /// <summary>Reads <paramref name="count"/> floats, 0 … 8, into the first lanes; the others are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* p, int count)
    {
        if (Avx.IsSupported) return Avx.MaskLoad(p, Mask(count));
        Vector256<float> v = default;
        for (int i = 0; i < count; i++) v = v.WithElement(i, p[i]);
        return v;
    }

    /// <summary>Writes the first <paramref name="count"/> lanes, 0 … 8. Three narrow stores: a masked store is microcode on Zen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* p, Vector256<float> v, int count)
    {
        if (count >= 8)
        {
            v.Store(p);
            return;
        }
        Vector128<float> half = v.GetLower();
        if ((count & 4) != 0)
        {
            half.Store(p);
            half = v.GetUpper();
            p += 4;
        }
        if ((count & 2) != 0)
        {
            *(double*)p = half.AsDouble().ToScalar();
            half = Vector128.Shuffle(half, Vector128.Create(2, 3, 2, 3));
            p += 2;
        }
        if ((count & 1) != 0) *p = half.ToScalar();
    }

    /// <summary>The sum of all lanes, in a fixed order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> v) => (v[0] + v[1]) + (v[2] + v[3]);

    /// <summary>Adds eight floats to four doubles: lanes 0–3, then 4–7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> SumHalves(Vector256<float> v)
    {
        (Vector256<double> lo, Vector256<double> hi) = Vector256.Widen(v);
        return lo + hi;
    }
}
