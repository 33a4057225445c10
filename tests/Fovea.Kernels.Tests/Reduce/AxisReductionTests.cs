namespace Fovea.Kernels.Tests.Reduce;

public sealed class AxisReductionTests
{
    public static TheoryData<ReduceKind> Kinds => [.. Enum.GetValues<ReduceKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Value_and_gradient_are_the_reference_along_any_axes(ReduceKind kind)
    {
        const int n = 2;
        foreach (var (h, w, c) in ((int, int, int)[])[(1, 1, 9), (4, 3, 1), (3, 5, 7), (2, 3, 70)])
            for (int axes = 1; axes < 8; axes++)
            {
                (int outH, int outW, int outC) = ((axes & 1) != 0 ? 1 : h, (axes & 2) != 0 ? 1 : w, (axes & 4) != 0 ? 1 : c);
                bool accumulate = axes % 2 == 0;
                // Whole numbers: the largest often lies at several places.
                float[] x = axes > 3 ? Check.Integers(1, n * h * w * c) : Check.Random(1, n * h * w * c), dy = Check.Random(2, n * outH * outW * outC), old = Check.Random(3, x.Length);
                Halo halo = Check.Halos[axes % 4];
                float[] all = Check.SameForAllParts(parts =>
                {
                    using MapsBox bx = new(n, h, w, c, halo, x), by = new(n, outH, outW, outC, halo), bdy = new(n, outH, outW, outC, default, dy), dx = new(n, h, w, c, halo, old);
                    Check.Run(parts, n, new ReduceForward("f", kind, bx, by), new ReduceBackward("b", kind, bx, by, bdy, dx, accumulate));
                    float[] result = [.. by.Dense(), .. dx.Dense()];
                    by.AssertSound();
                    dx.AssertSound();
                    return result;
                });
                var expected = new double[all.Length];
                foreach (IGrouping<int, int> group in Enumerable.Range(0, x.Length).GroupBy(Output))
                {
                    double[] values = [.. group.Select(i => (double)x[i])];
                    expected[group.Key] = AxisReductionReference.Value<double>(kind, values);
                    foreach (int i in group)
                        expected[dy.Length + i] = (accumulate ? old[i] : 0) + dy[group.Key] * AxisReductionReference.Derivative<double>(kind, values, expected[group.Key], x[i]);
                }
                Check.Near(all, expected, 1e-5, 1e-5);

                int Output(int i) => ((i / (h * w * c) * outH + (outH == 1 ? 0 : i / (w * c) % h)) * outW + (outW == 1 ? 0 : i / c % w)) * outC + (outC == 1 ? 0 : i % c);
            }
    }

    [Fact]
    public void Scale_and_its_gradients_are_sums_over_pixels_and_image_sums_over_images()
    {
        foreach (var (n, h, w, c) in ((int, int, int, int)[])[(1, 1, 1, 1), (3, 1, 1, 70), (2, 5, 4, 7), (4, 3, 3, 32)])
            foreach (Halo halo in Check.Halos)
            {
                float[] x = Check.Integers(1, n * h * w * c), dy = Check.Integers(2, x.Length), weight = Check.Integers(3, c), bias = Check.Integers(4, c);
                float[] all = Check.SameForAllParts(parts =>
                {
                    using MapsBox bx = new(n, h, w, c, halo, x), by = new(n, h, w, c, halo), bdy = new(n, h, w, c, halo, dy), dx = new(n, h, w, c, halo, x);
                    using BlockBox bw = new(weight), bb = new(bias), dw = new(c), db = new(c), images = new(h * w * c), scratch = new(ScaleBackwardSums.ScratchFloats(bdy));
                    Check.Run(parts, n, new ScaleForward("s", bx, by, bw, bb), new ScaleBackwardSums("s", bx, bdy, scratch), new ScaleBackwardTotal("s", bdy, scratch, dw, db),
                        new ScaleForward("s", bdy, dx, bw, default, accumulate: true), new ImageSums("i", bdy, images));
                    float[] result = [.. by.Dense(), .. dx.Dense(), .. dw.Data, .. db.Data, .. images.Data];
                    by.AssertSound();
                    dx.AssertSound();
                    images.AssertSound();
                    return result;
                });
                int each = h * w * c;
                float[] expected = [.. x.Select((v, i) => v * weight[i % c] + bias[i % c]), .. x.Select((v, i) => v + dy[i] * weight[i % c]),
                    .. Enumerable.Range(0, c).Select(k => x.Select((v, i) => i % c == k ? v * dy[i] : 0).Sum()), .. Enumerable.Range(0, c).Select(k => dy.Where((_, i) => i % c == k).Sum()),
                    .. Enumerable.Range(0, each).Select(k => dy.Where((_, i) => i % each == k).Sum())];
                Check.Bits(expected, [.. all]);
            }
    }
}
