namespace Fovea.Kernels;

/// <summary>The innermost loops, one implementation per instruction set.</summary>
/// <remarks>
/// A pixel is a pointer and a tap is an offset from it: K, the sum's length, is <see cref="TapLoop.Count"/> runs of
/// <see cref="TapLoop.Length"/> contiguous floats. Weights lie in panels: row 0 is the bias, rows 1 … K the weights, 16 (or 8)
/// channels wide. Tiles may name the same pixel twice (that is how remainders are filled), so all outputs are read before any is written.
/// </remarks>
internal unsafe interface IMicroKernel
{
    /// <summary>Floats of a vector register.</summary>
    static abstract int VectorFloats { get; }

    /// <summary>Pixels of a wide tile, at most 8.</summary>
    static abstract int TilePixels { get; }

    /// <summary>Most rows of a wide weight-gradient tile, at most 8.</summary>
    static abstract int OuterRows { get; }

    /// <summary>y[p][0 … channels) = Σ x[p][tap]·w for <see cref="TilePixels"/> pixels and up to 16 channels.</summary>
    static abstract void TileWide(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps);

    /// <summary>The same for 8 pixels and up to 8 channels.</summary>
    static abstract void Tile8x8(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps);

    /// <summary>The same for 1 pixel and 4 full panels: streams weights as fast as memory gives them.</summary>
    static abstract void Row1x64(float* x, float* y, float* panel, nint panelStride, TapLoop* taps);

    /// <summary>The same for 1 pixel, 3 full panels and a narrow last one of up to 8 channels.</summary>
    static abstract void Row1x56(float* x, float* y, float* panel, nint panelStride, int channels, TapLoop* taps);

    /// <summary>Whether there is a <see cref="Dots"/>.</summary>
    static abstract bool HasDots { get; }

    /// <summary>
    /// sums[p][c] = Σ x[p][tap]·w[c] for 4 pixels and 3 channels, or 8 pixels and 1, vectors lying along the sum: for outputs that would fill
    /// no vector. Runs are multiples of 8 floats; weights lie as [channel][tap].
    /// </summary>
    static abstract void Dots(float** x, float* w, nint wStride, int channels, float* sums, TapLoop* taps);

    /// <summary>acc[r][0 … 16) += Σ over pixels x[r]·dY for up to <see cref="OuterRows"/> rows (tap, input channel); rows beyond may be touched.</summary>
    static abstract void OuterWide(int rows, float** x, float* acc, PixelRuns* runs);

    /// <summary>acc[r][0 … 8) += Σ over pixels x[r]·dY for 9 rows.</summary>
    static abstract void Outer9x8(float** x, float* acc, PixelRuns* runs);
}

/// <summary>What one sum runs over, and what happens to it before it is stored.</summary>
internal unsafe struct TapLoop
{
    /// <summary>Offsets of the runs from the pixel, in floats.</summary>
    public nint* Offsets;

    /// <summary>Number of runs; zero leaves the bias alone.</summary>
    public nint Count;

    /// <summary>Floats in a run, at least 1.</summary>
    public nint Length;

    /// <summary>Panel row, after the bias, of the first tap.</summary>
    public nint FirstRow;

    /// <summary>Panel rows between the last tap of a run and the first of the next.</summary>
    public nint SkipRows;

    /// <summary>128 floats for channel tails.</summary>
    public float* Scratch;

    /// <summary>Add to what the output holds.</summary>
    public bool Accumulate;

    /// <summary>What happens to the sum at the end.</summary>
    public Clamp Clamp;
}

/// <summary>The pixels a weight gradient sums over: runs of equal length along rows.</summary>
internal unsafe struct PixelRuns
{
    /// <summary>Offset of each run's first pixel in X.</summary>
    public nint* X;

    /// <summary>Address of each run's first dY vector.</summary>
    public float** DY;

    /// <summary>Number of runs.</summary>
    public nint Count;

    /// <summary>Pixels in a run, at least 1.</summary>
    public nint Length;

    /// <summary>Floats between pixels in X.</summary>
    public nint XStep;

    /// <summary>Floats between pixels in dY.</summary>
    public nint DYStep;
}
