using System.Numerics;
using System.Runtime.InteropServices;

namespace Fovea.Onnx;

/// <summary>The loop inside products of matrices and convolutions.</summary>
internal static class Rows
{
    /// <summary>sums += factor · values, element by element; the order in which an element is summed up is the caller's.</summary>
    public static void AddScaled<T>(Span<T> sums, T factor, ReadOnlySpan<T> values) where T : struct, INumber<T>
    {
        Span<Vector<T>> wideSums = MemoryMarshal.Cast<T, Vector<T>>(sums);
        ReadOnlySpan<Vector<T>> wideValues = MemoryMarshal.Cast<T, Vector<T>>(values);
        var wideFactor = new Vector<T>(factor);
        for (int i = 0; i < wideSums.Length; i++) wideSums[i] += wideFactor * wideValues[i];
        for (int i = wideSums.Length * Vector<T>.Count; i < sums.Length; i++) sums[i] = unchecked(sums[i] + factor * values[i]);
    }
}
