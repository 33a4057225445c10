namespace Fovea.Kernels;

/// <summary>The transforms of one Winograd algorithm F(m×m, r×r), on vectors of 8 or 16 channels.</summary>
/// <remarks>
/// Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A for an input patch d of (m + r − 1)² pixels and a window g of r × r; its (m + r − 1)² products are the frequencies.
/// Frequency f of channel c lies at <c>v[f · frequency + c]</c>; channels are a multiple of the vector's width. Work memory holds
/// <see cref="Winograd.WorkFloats"/> floats. A channel's bits do not depend on the width of the vectors.
/// Source: Lavin and Gray 2015, "Fast algorithms for convolutional neural networks".
/// </remarks>
internal unsafe interface IWinogradTransform
{
    /// <summary>m and r.</summary>
    static abstract WinogradForm Form { get; }

    /// <summary>v = Bᵀ·d·B; d is (m + r − 1)² pixels from <paramref name="d"/>.</summary>
    static abstract void Input<TOps, TVector>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct;

    /// <summary>y = Aᵀ·m·A + bias, m² pixels from <paramref name="y"/>.</summary>
    static abstract void Output<TOps, TVector>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct;

    /// <summary>u = G·g·Gᵀ for the r² taps of a vector of weights, <paramref name="tap"/> floats apart.</summary>
    static abstract void Filter<TOps, TVector>(float* g, nint tap, float* u, nint frequency, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct;
}

/// <summary>The transforms of the weight gradient: the adjoints.</summary>
internal unsafe interface IWinogradGradient : IWinogradTransform
{
    /// <summary>m = A·dY·Aᵀ, the adjoint of the output transform; the sum of dY's pixels is added to <paramref name="bias"/> unless that is null.</summary>
    static abstract void OutputAdjoint<TOps, TVector>(float* dy, nint row, nint col, float* m, nint frequency, int channels, float* bias, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct;

    /// <summary>dg = Gᵀ·dU·G, the adjoint of the filter transform.</summary>
    static abstract void FilterAdjoint<TOps, TVector>(float* du, nint frequency, float* dg, nint tap, float* work)
        where TOps : struct, IVectorOps<TVector>
        where TVector : struct;
}
