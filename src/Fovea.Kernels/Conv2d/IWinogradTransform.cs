using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The transforms of one Winograd algorithm F(m×m, r×r), on vectors of 8 channels.</summary>
/// <remarks>
/// Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A for an input patch d of (m + r − 1)² pixels and a window g of r × r; its (m + r − 1)² products are the frequencies.
/// Frequency f of channel c lies at <c>v[f · frequency + c]</c>. Work memory holds <see cref="Winograd.WorkFloats"/> floats.
/// Source: Lavin and Gray 2015, "Fast algorithms for convolutional neural networks".
/// </remarks>
internal unsafe interface IWinogradTransform
{
    /// <summary>m and r.</summary>
    static abstract WinogradForm Form { get; }

    /// <summary>v = Bᵀ·d·B; d is (m + r − 1)² pixels from <paramref name="d"/>.</summary>
    static abstract void Input(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work);

    /// <summary>y = Aᵀ·m·A + bias, m² pixels from <paramref name="y"/>.</summary>
    static abstract void Output(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, bool relu, float* work);

    /// <summary>m = A·dY·Aᵀ, the adjoint of the output transform; the sum of dY's pixels is added to <paramref name="bias"/> unless that is null.</summary>
    static abstract void OutputAdjoint(float* dy, nint row, nint col, float* m, nint frequency, int channels, float* bias, float* work);

    /// <summary>u = G·g·Gᵀ for the r² taps of 8 weights, <paramref name="tap"/> floats apart.</summary>
    static abstract void Filter(float* g, nint tap, float* u, nint frequency, float* work);

    /// <summary>dg = Gᵀ·dU·G, the adjoint of the filter transform.</summary>
    static abstract void FilterAdjoint(float* du, nint frequency, float* dg, nint tap, float* work);
}

/// <summary>Sizes shared by the transforms.</summary>
internal static class Winograd
{
    /// <summary>Floats of work memory for one transform.</summary>
    public const int WorkFloats = 36 * 8;

    /// <summary>Negative numbers become zero; NaN stays NaN.</summary>
    public static Vector256<float> Clamp(Vector256<float> v)
        => Vector256.ConditionalSelect(Vector256.LessThan(v, Vector256<float>.Zero), Vector256<float>.Zero, v);
}
