using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Stores a tile whose channels do not fill a vector, in pieces of 4, 2 and 1 floats: what lies behind a pixel's last channel belongs to its neighbour.</summary>
internal static unsafe class ChannelTail
{
    /// <summary>Writes <paramref name="channels"/> floats of each tile row to its pixel; repeated pixels are written once.</summary>
    public static void Store(float* tile, int stride, float** y, nint yOffset, int pixels, int channels, bool accumulate, Clamp clamp)
    {
        int last = pixels - 1;
        while (last > 0 && y[last] == y[last - 1]) last--;
        for (int p = 0; p <= last; p++, tile += stride)
        {
            float* to = y[p] + yOffset;
            int c = 0;
            for (; c + 4 <= channels; c += 4)
            {
                Vector128<float> v = Vector128.Load(tile + c);
                if (accumulate) v += Vector128.Load(to + c);
                clamp.Apply(v).Store(to + c);
            }
            if ((channels & 2) != 0)
            {
                if (accumulate || clamp != Clamp.None)
                {
                    to[c] = Finish(tile[c], to[c], accumulate, clamp);
                    to[c + 1] = Finish(tile[c + 1], to[c + 1], accumulate, clamp);
                }
                else *(double*)(to + c) = *(double*)(tile + c);
                c += 2;
            }
            if ((channels & 1) != 0)
            {
                to[c] = Finish(tile[c], to[c], accumulate, clamp);
            }
        }
    }

    private static float Finish(float sum, float held, bool accumulate, Clamp clamp)
        => clamp.Apply(accumulate ? sum + held : sum);
}
