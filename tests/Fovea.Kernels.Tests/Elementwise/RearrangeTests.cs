namespace Fovea.Kernels.Tests.Elementwise;

public sealed class RearrangeTests
{
    private const int N = 2;

    private static readonly (int, int, int)[] Orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)];

    [Fact]
    public void Transposition_moves_every_number_and_back()
    {
        foreach (int[] size in (int[][])[[1, 1, 5], [3, 4, 1], [19, 1, 33], [1, 40, 17], [9, 8, 16], [8, 16, 8], [5, 7, 3]])
            foreach (var (first, second, third) in Orders)
                foreach (bool accumulate in (bool[])[false, true])
                {
                    int[] order = [first, second, third], at = new int[3];
                    (int h, int w, int c) = (size[first], size[second], size[third]);
                    float[] x = Check.Integers(1, N * h * w * c), old = Check.Integers(2, x.Length), expected = new float[x.Length];
                    Halo halo = Check.Halos[(first + second * 2) % 4];
                    float[] y = Check.SameForAllParts(parts =>
                    {
                        using MapsBox bx = new(N, size[0], size[1], size[2], halo, x), by = new(N, h, w, c, halo, old);
                        Check.Run(parts, N, Rearrange.Transpose("t", bx, by, (first, second, third), accumulate));
                        float[] result = by.Dense();
                        by.AssertSound();
                        return result;
                    });
                    for (int i = 0; i < x.Length; i++)
                    {
                        (at[0], at[1], at[2]) = (i / (size[1] * size[2]) % size[0], i / size[2] % size[1], i % size[2]);
                        int to = ((i / (size[0] * size[1] * size[2]) * h + at[first]) * w + at[second]) * c + at[third];
                        expected[to] = x[i] + (accumulate ? old[to] : 0);
                    }
                    Check.Bits(expected, y);
                }
    }

    [Fact]
    public void A_slice_and_its_gradient_touch_the_chosen_places_only()
    {
        AxisSlice[] rows = [default, new(1, 2), new(4, 3, -2)], columns = [default, new(0, 3, 2), new(5, 6, -1)], channels = [default, new(3, 9), new(0, 4, 3), new(10, 5, -2)];
        float[] x = Check.Integers(1, N * 5 * 6 * 12);
        foreach (AxisSlice r in rows)
            foreach (AxisSlice w in columns)
                foreach (AxisSlice c in channels)
                {
                    (int outH, int outW, int outC) = (r.IsWhole ? 5 : r.Count, w.IsWhole ? 6 : w.Count, c.IsWhole ? 12 : c.Count);
                    float[] both = Check.SameForAllParts(parts =>
                    {
                        using MapsBox bx = new(N, 5, 6, 12, Check.Halos[1], x), by = new(N, outH, outW, outC, Check.Halos[2]), dx = new(N, 5, 6, 12, Check.Halos[3]);
                        Check.Run(parts, N, Rearrange.Slice("s", bx, by, r, w, c), Rearrange.Unslice("u", by, dx, r, w, c, false), Rearrange.Unslice("u", by, dx, r, w, c, true));
                        float[] result = [.. by.Dense(), .. dx.Dense()];
                        by.AssertSound();
                        dx.AssertSound();
                        return result;
                    });
                    var expected = new float[both.Length];
                    int at = 0, start = N * outH * outW * outC;
                    for (int n = 0; n < N; n++)
                        for (int i = 0; i < outH; i++)
                            for (int j = 0; j < outW; j++)
                                for (int k = 0; k < outC; k++)
                                {
                                    int place = ((n * 5 + At(r, i)) * 6 + At(w, j)) * 12 + At(c, k);
                                    expected[at++] = x[place];
                                    expected[start + place] = 2 * x[place];
                                }
                    Check.Bits(expected, both);
                }

        static int At(AxisSlice s, int i) => s.IsWhole ? i : s.Start + i * s.Step;
    }

    [Fact]
    public void A_reshape_keeps_the_order_whatever_the_borders()
    {
        foreach (var (h, w, c) in ((int, int, int)[])[(4, 3, 10), (12, 1, 10), (1, 1, 120), (5, 24, 1), (2, 2, 30)])
            foreach (bool accumulate in (bool[])[false, true])
            {
                float[] x = Check.Integers(1, N * 120), old = Check.Integers(2, N * 120);
                float[] y = Check.SameForAllParts(parts =>
                {
                    using MapsBox bx = new(N, 6, 4, 5, Check.Halos[1], x), by = new(N, h, w, c, Check.Halos[2], old);
                    Check.Run(parts, N, new ReshapeCopy("r", bx, by, accumulate));
                    float[] result = by.Dense();
                    by.AssertSound();
                    return result;
                });
                Check.Bits([.. x.Select((v, i) => accumulate ? v + old[i] : v)], y);
            }
    }
}
