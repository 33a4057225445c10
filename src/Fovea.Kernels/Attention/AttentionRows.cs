using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>What attention does to rows of scores between its matrix products.</summary>
internal static unsafe class AttentionRows
{
    /// <summary>Keys of a block: a multiple of 16 channels of a panel and of 6 or 8 rows of an outer product, and with 48 rows of scores 36 KB.</summary>
    public const int Keys = 192;

    /// <summary>Floats between rows of scores: rows do not meet in the same lines of the cache.</summary>
    public const int Stride = Keys + 16;

    /// <summary>s = e^(scale·s − m); gives the sum.</summary>
    public static float Exponentials(float* s, int n, float scale, float m)
    {
        Vector256<float> k = Vector256.Create(scale), minus = Vector256.Create(-m), sum = default;
        int i = 0;
        for (; i <= n - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> e = VectorMath.Exp(VectorMath.Fma(Vector256.Load(s + i), k, minus));
            e.Store(s + i);
            sum += e;
        }
        if (i < n)
        {
            Vector256<float> e = VectorMath.Exp(VectorMath.Fma(Lanes.Load(s + i, n - i), k, minus)) & Lanes.Mask(n - i);
            Lanes.Store(s + i, e, n - i);
            sum += e;
        }
        return (float)Lanes.Sum(Lanes.SumHalves(sum));
    }

    /// <summary>ds = p·(ds − mean)·scale.</summary>
    public static void Scores(float* p, float* ds, int n, float mean, float scale)
    {
        Vector256<float> m = Vector256.Create(mean);
        int i = 0;
        for (; i <= n - Lanes.Width; i += Lanes.Width) (Vector256.Load(p + i) * (Vector256.Load(ds + i) - m) * scale).Store(ds + i);
        if (i < n) Lanes.Store(ds + i, Lanes.Load(p + i, n - i) * (Lanes.Load(ds + i, n - i) - m) * scale, n - i);
    }

    /// <summary>Σ a·b.</summary>
    public static float Dot(float* a, float* b, int n)
    {
        Vector256<double> sum = default;
        for (int i = 0; i < n; i += Lanes.Width)
        {
            int lanes = Math.Min(Lanes.Width, n - i);
            sum += Lanes.SumHalves(Lanes.Load(a + i, lanes) * Lanes.Load(b + i, lanes));
        }
        return (float)Lanes.Sum(sum);
    }

    /// <summary>x = x·factor.</summary>
    public static void Scale(float* x, int n, float factor) => MapsCopy.Row(x, x, n, factor, false);
}
