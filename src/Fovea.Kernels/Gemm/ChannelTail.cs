using System.Runtime.Intrinsics;

namespace Fovea.Kernels;

/// <summary>Stores a tile whose channels do not fill a vector, in pieces of 4, 2 and 1 floats: what lies behind a pixel's last channel belongs to its neighbour.</summary>
internal static unsafe class ChannelTail
{
    /// <summary>Writes <paramref name="channels"/> floats of each tile row to its pixel; repeated pixels are written once.</summary>
    public static void Store(float* tile, int stride, float** y, nint yOffset, int pixels, int channels, bool accumulate, bool relu)
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
                if (relu) v = Vector128.ConditionalSelect(Vector128.LessThan(v, Vector128<float>.Zero), Vector128<float>.Zero, v);
                v.Store(to + c);
            }
            if ((channels & 2) != 0)
            {
                if (accumulate || relu)
                {
                    to[c] = Finish(tile[c], to[c], accumulate, relu);
                    to[c + 1] = Finish(tile[c + 1], to[c + 1], accumulate, relu);
                }
                else *(double*)(to + c) = *(double*)(tile + c);
                c += 2;
            }
            if ((channels & 1) != 0)
            {
                to[c] = Finish(tile[c], to[c], accumulate, relu);
            }
        }
    }

    private static float Finish(float sum, float held, bool accumulate, bool relu)
    {
        if (accumulate) sum += held;
        return relu && sum < 0 ? 0 : sum;
    }
}
