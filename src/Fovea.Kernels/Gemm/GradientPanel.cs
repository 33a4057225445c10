using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Up to 16 channels of the output's gradient, pixel behind pixel, for the tiles of a weight gradient.</summary>
internal static unsafe class GradientPanel
{
    /// <summary>Copies the channels of each pixel, zeros up to the panel's width behind them.</summary>
    public static void Pack(float** dyRuns, nint channel, int count, int run, nint step, int lanes, int width, float* to)
    {
        for (int r = 0; r < count; r++)
        {
            float* from = dyRuns[r] + channel;
            if (lanes == 16)
            {
                for (int j = 0; j < run; j++, from += step, to += 16)
                {
                    Vector256<float> a = Vector256.Load(from), b = Vector256.Load(from + 8);
                    a.Store(to);
                    b.Store(to + 8);
                }
                continue;
            }
            for (int j = 0; j < run; j++, from += step, to += width)
            {
                int c = 0;
                for (; c + 4 <= lanes; c += 4) Vector128.Load(from + c).Store(to + c);
                for (; c < lanes; c++) to[c] = from[c];
                for (; c < width; c++) to[c] = 0;
            }
        }
    }

    /// <summary>Adds the pixels' values to sums of up to 16 channels.</summary>
    public static void AddBias(PixelRuns* runs, float* sums, int width)
    {
        Vector256<float> a = Vector256.Load(sums), b = Vector256.Load(sums + 8);
        for (nint r = 0; r < runs->Count; r++)
        {
            float* dy = runs->DY[r];
            for (nint j = 0; j < runs->Length; j++, dy += runs->DYStep)
            {
                a += Vector256.Load(dy);
                if (width == 16) b += Vector256.Load(dy + 8);
            }
        }
        a.Store(sums);
        b.Store(sums + 8);
    }
}
