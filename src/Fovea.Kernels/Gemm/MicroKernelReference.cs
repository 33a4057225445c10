namespace Fovea.Kernels;

/// <summary>The tiles as scalar loops: what the vector variants must compute.</summary>
internal readonly unsafe struct MicroKernelReference : IMicroKernel
{
    public static int VectorFloats => 1;

    public static int TilePixels => 6;

    public static int OuterRows => 6;

    public static bool HasDots => false;

    public static void TileWide(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
        => Tile(x, y, yOffset, panel, 6, 16, channels, taps);

    public static void Tile8x8(float** x, float** y, nint yOffset, float* panel, int channels, TapLoop* taps)
        => Tile(x, y, yOffset, panel, 8, 8, channels, taps);

    public static void Row1x64(float* x, float* y, float* panel, nint panelStride, TapLoop* taps)
    {
        for (int p = 0; p < 4; p++, panel += panelStride, y += 16) Tile(&x, &y, 0, panel, 1, 16, 16, taps);
    }

    public static void Row1x56(float* x, float* y, float* panel, nint panelStride, int channels, TapLoop* taps)
    {
        for (int p = 0; p < 3; p++, panel += panelStride, y += 16) Tile(&x, &y, 0, panel, 1, 16, 16, taps);
        Tile(&x, &y, 0, panel, 1, 8, channels, taps);
    }

    public static void Dots(float** x, float* w, nint wStride, int channels, float* sums, TapLoop* taps) => throw new NotSupportedException();

    public static void OuterWide(int rows, float** x, float* acc, PixelRuns* runs) => Outer(x, acc, runs, rows, 16);

    public static void Outer9x8(float** x, float* acc, PixelRuns* runs) => Outer(x, acc, runs, 9, 8);

    private static void Tile(float** x, float** y, nint yOffset, float* panel, int pixels, int width, int channels, TapLoop* taps)
    {
        float* t = taps->Scratch;
        for (int p = 0; p < pixels; p++)
            for (int c = 0; c < width; c++)
            {
                float sum = panel[c];
                float* w = panel + (1 + taps->FirstRow) * width + c;
                for (nint s = 0; s < taps->Count; s++, w += taps->SkipRows * width)
                    for (nint i = 0; i < taps->Length; i++, w += width) sum += x[p][taps->Offsets[s] + i] * *w;
                t[p * width + c] = sum;
            }
        ChannelTail.Store(t, width, y, yOffset, pixels, channels, taps->Accumulate, taps->Clamp);
    }

    private static void Outer(float** x, float* acc, PixelRuns* runs, int rows, int width)
    {
        for (int row = 0; row < rows; row++)
            for (int c = 0; c < width; c++)
                for (nint r = 0; r < runs->Count; r++)
                    for (nint n = 0; n < runs->Length; n++)
                        acc[row * width + c] += x[row][runs->X[r] + n * runs->XStep] * runs->DY[r][n * runs->DYStep + c];
    }
}
