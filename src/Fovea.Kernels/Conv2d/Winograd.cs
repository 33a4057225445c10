using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>The transforms over any multiple of 8 channels, in the widest vectors of a kernel variant.</summary>
internal static unsafe class Winograd
{
    /// <summary>Floats of work memory for one transform.</summary>
    public const int WorkFloats = 81 * 16;

    /// <inheritdoc cref="IWinogradTransform.Input"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TTransform, TKernel>(float* d, nint row, nint col, float* v, nint frequency, int channels, float* work)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        int wide = Wide<TKernel>(channels);
        if (wide > 0) TTransform.Input<Ops512, Vector512<float>>(d, row, col, v, frequency, wide, work);
        if (channels > wide) TTransform.Input<Ops256, Vector256<float>>(d + wide, row, col, v + wide, frequency, channels - wide, work);
    }

    /// <inheritdoc cref="IWinogradTransform.Output"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TTransform, TKernel>(float* m, nint frequency, float* y, nint row, nint col, int channels, float* bias, bool accumulate, Clamp clamp, float* work)
        where TTransform : struct, IWinogradTransform
        where TKernel : struct, IMicroKernel
    {
        int wide = Wide<TKernel>(channels);
        if (wide > 0) TTransform.Output<Ops512, Vector512<float>>(m, frequency, y, row, col, wide, bias, accumulate, clamp, work);
        if (channels > wide) TTransform.Output<Ops256, Vector256<float>>(m + wide, frequency, y + wide, row, col, channels - wide, bias + wide, accumulate, clamp, work);
    }

    /// <inheritdoc cref="IWinogradGradient.OutputAdjoint"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputAdjoint<TTransform, TKernel>(float* dy, nint row, nint col, float* m, nint frequency, int channels, float* bias, float* work)
        where TTransform : struct, IWinogradGradient
        where TKernel : struct, IMicroKernel
    {
        int wide = Wide<TKernel>(channels);
        if (wide > 0) TTransform.OutputAdjoint<Ops512, Vector512<float>>(dy, row, col, m, frequency, wide, bias, work);
        if (channels > wide)
            TTransform.OutputAdjoint<Ops256, Vector256<float>>(dy + wide, row, col, m + wide, frequency, channels - wide, bias is null ? null : bias + wide, work);
    }

    private static int Wide<TKernel>(int channels)
        where TKernel : struct, IMicroKernel
        => TKernel.VectorFloats == 16 ? channels / 16 * 16 : 0;
}
