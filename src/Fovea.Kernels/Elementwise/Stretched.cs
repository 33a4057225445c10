using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Maps seen in a larger shape: an axis of size 1 is read again for every place of it.</summary>
internal readonly unsafe struct Stretched
{
    private readonly float* origin;
    private readonly nint image, row;

    public Stretched(in Maps maps, in Maps shape)
    {
        if (!Fits(maps.H, shape.H) || !Fits(maps.W, shape.W) || !Fits(maps.C, shape.C))
            throw new ArgumentException($"{maps.H}×{maps.W}×{maps.C} does not stretch to {shape.H}×{shape.W}×{shape.C}", nameof(maps));
        origin = maps.Origin;
        image = maps.ImageStride;
        row = maps.H < shape.H ? 0 : maps.RowStride;
        bool wide = maps.W < shape.W, deep = maps.C < shape.C;
        Pixel = wide ? 0 : maps.C;
        IsOne = deep;
        IsOneRow = (wide || shape.W == 1) && (deep || shape.C == 1) && (wide || deep);
        IsEven = wide == deep || shape.W == 1 || shape.C == 1;
    }

    /// <summary>Floats between neighbouring pixels; 0 along a stretched row.</summary>
    public nint Pixel { get; }

    /// <summary>One number serves all channels of a pixel.</summary>
    public bool IsOne { get; }

    /// <summary>One number serves a whole row.</summary>
    public bool IsOneRow { get; }

    /// <summary>A row can be read as one run: contiguous, or a single number.</summary>
    public bool IsEven { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(int n, int h) => origin + n * image + h * row;

    /// <summary>Eight floats of a run, or one of them eight times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* p, nint i, bool one) => one ? Vector256.Create(*p) : Vector256.Load(p + i);

    /// <summary>The last few floats of a run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* p, nint i, bool one, int lanes) => one ? Vector256.Create(*p) : Lanes.Load(p + i, lanes);

    private static bool Fits(int size, int shape) => size == shape || size == 1;
}
