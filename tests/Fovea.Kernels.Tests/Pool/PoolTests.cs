using Fovea.Golden;

namespace Fovea.Kernels.Tests.Pool;

public sealed class PoolTests
{
    private static IEnumerable<PoolGeometry> Geometries()
    {
        yield return new(6, 8, 16, 2, 2, 2, 2);
        var random = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            int kh = random.Next(1, 5), kw = random.Next(1, 5);
            PoolGeometry g = new(random.Next(kh, kh + 9), random.Next(kw, kw + 9), random.Next(1, 36), kh, kw, random.Next(1, 4), random.Next(1, 4),
                random.Next(0, kh / 2 + 1), random.Next(0, kh / 2 + 1), random.Next(0, kw / 2 + 1), random.Next(0, kw / 2 + 1),
                random.Next(2) == 1, random.Next(2) == 1);
            if (i % 4 == 1) g = g with { DilationH = random.Next(1, 4), DilationW = random.Next(1, 4), InH = g.InH + 4, InW = g.InW + 3 };
            if (i % 3 == 0) g = g with { KernelH = 2, KernelW = 2, StrideH = 2, StrideW = 2, DilationH = 1, DilationW = 1, PadTop = 0, PadBottom = 0, PadLeft = 0, PadRight = 0, InH = g.InH + 1, InW = g.InW + 1 };
            if (g.OutH > 0 && g.OutW > 0 && g.EveryWindowReads) yield return g;
        }
    }

    [Fact]
    public void Max_forward_and_backward_are_exact()
    {
        int seed = 0;
        foreach (PoolGeometry g in Geometries())
            foreach (bool accumulate in new[] { false, true })
            {
                const int n = 3, batch = 2;
                Halo halo = Check.Halos[++seed % 4];
                float[] x = Check.Integers(seed, n * g.InH * g.InW * g.C, -3, 3), dy = Check.Integers(seed + 1, n * g.OutH * g.OutW * g.C), old = Check.Integers(seed + 2, x.Length);
                if (seed % 5 == 0) x[seed % x.Length] = float.NaN;
                using var bx = new MapsBox(n, g.InH, g.InW, g.C, halo, x);
                using var bd = new MapsBox(n, g.OutH, g.OutW, g.C, halo, dy);
                using var by = new MapsBox(n, g.OutH, g.OutW, g.C, Check.Halos[(seed + 1) % 4]);
                float[] y = Check.SameForAllParts(parts =>
                {
                    Check.Run(parts, batch, new MaxPoolForward("p", g, bx, by));
                    return by.Dense(batch);
                });
                float[] dx = Check.SameForAllParts(parts =>
                {
                    using var bdx = new MapsBox(n, g.InH, g.InW, g.C, halo, old);
                    Check.Run(parts, batch, new MaxPoolBackward("p", g, bx, by, bd, bdx, accumulate));
                    float[] result = bdx.Dense(batch);
                    bdx.AssertSound();
                    return result;
                });
                float[] expectedY = new float[y.Length], expected = old[..dx.Length];
                PoolReference.Max<float>(g, batch, x, expectedY);
                PoolReference.MaxBackward<float>(g, batch, x.AsSpan(0, dx.Length), dy, expected, accumulate);
                Assert.Equal(expectedY, y);
                Assert.Equal(expected, dx);
                by.AssertSound();
            }
    }

    // Behind a ReLU half of the values are 0, many windows whole; −0, NaN and gradients of both signs occur too.
    [Fact]
    public void Masked_max_backward_has_the_bits_of_the_sweep_of_the_relu()
    {
        int seed = 100;
        foreach (PoolGeometry g in Geometries())
        {
            const int n = 3, batch = 2;
            Halo halo = Check.Halos[++seed % 4];
            float[] x = Check.Integers(seed, n * g.InH * g.InW * g.C, -6, 3), dy = Check.Integers(seed + 1, n * g.OutH * g.OutW * g.C);
            if (seed % 5 == 0) x[seed % x.Length] = float.NaN;
            for (int i = 0; i < x.Length; i++)
                if (x[i] < 0) x[i] = i % 7 == 0 ? -0f : i % 11 == 0 ? x[i] : 0;
            using var bx = new MapsBox(n, g.InH, g.InW, g.C, halo, x);
            using var bd = new MapsBox(n, g.OutH, g.OutW, g.C, halo, dy);
            using var by = new MapsBox(n, g.OutH, g.OutW, g.C, Check.Halos[(seed + 1) % 4]);
            Check.Run(2, batch, new MaxPoolForward("p", g, bx, by));
            float[] Backward(bool masked) => Check.SameForAllParts(parts =>
            {
                using var bdx = new MapsBox(n, g.InH, g.InW, g.C, halo);
                Check.Run(parts, batch, new MaxPoolBackward("p", g, bx, by, bd, bdx, relu: masked));
                if (!masked) Check.Run(parts, batch, new ActivationBackward("r", new ActivationFunction(ActivationKind.Relu), bx, bdx, bdx));
                bdx.AssertSound();
                return bdx.Dense(batch);
            });
            Assert.Equal(Array.ConvertAll(Backward(false), BitConverter.SingleToInt32Bits), Array.ConvertAll(Backward(true), BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Average_forward_and_backward_are_the_reference()
    {
        int seed = 0;
        foreach (PoolGeometry g in Geometries().Where(g => g is { DilationH: 1, DilationW: 1 }))
            foreach (bool accumulate in new[] { false, true })
            {
                const int n = 3, batch = 2;
                Halo halo = Check.Halos[++seed % 4];
                float[] x = Check.Random(seed, n * g.InH * g.InW * g.C), dy = Check.Random(seed + 1, n * g.OutH * g.OutW * g.C), old = Check.Random(seed + 2, x.Length);
                using var bx = new MapsBox(n, g.InH, g.InW, g.C, halo, x);
                using var bd = new MapsBox(n, g.OutH, g.OutW, g.C, halo, dy);
                float[] y = Check.SameForAllParts(parts =>
                {
                    using var by = new MapsBox(n, g.OutH, g.OutW, g.C, halo);
                    Check.Run(parts, batch, new AveragePoolForward("p", g, bx, by));
                    float[] result = by.Dense(batch);
                    by.AssertSound();
                    return result;
                });
                float[] dx = Check.SameForAllParts(parts =>
                {
                    using var bdx = new MapsBox(n, g.InH, g.InW, g.C, halo, old);
                    Check.Run(parts, batch, new AveragePoolBackward("p", g, bd, bdx, accumulate));
                    float[] result = bdx.Dense(batch);
                    bdx.AssertSound();
                    return result;
                });
                double[] expectedY = new double[y.Length], expected = Check.Widen(old[..dx.Length]);
                PoolReference.Average<double>(g, batch, Check.Widen(x), expectedY);
                PoolReference.AverageBackward<double>(g, batch, Check.Widen(dy), expected, accumulate);
                Check.Near(y, expectedY);
                Check.Near(dx, expected, 4e-6);
            }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 7, 64)]
    [InlineData(3, 5, 67)]
    [InlineData(4, 2, 130)]
    [InlineData(9, 4, 6)]
    public void Global_pools_are_pools_with_a_window_of_the_image(int h, int w, int c)
    {
        const int n = 3;
        var g = new PoolGeometry(h, w, c, h, w, 1, 1);
        foreach (Halo halo in Check.Halos)
            foreach (bool accumulate in new[] { false, true })
            {
                float[] x = Check.Integers(c, n * h * w * c), dy = Check.Random(2, n * c), old = Check.Random(3, x.Length);
                using var bx = new MapsBox(n, h, w, c, halo, x);
                using var bd = new MapsBox(n, 1, 1, c, default, dy);
                using var average = new MapsBox(n, 1, 1, c);
                using var max = new MapsBox(n, 1, 1, c);
                float[] averages = Check.SameForAllParts(parts =>
                {
                    Check.Run(parts, n, new GlobalAverageForward("p", bx, average), new GlobalMaxForward("p", bx, max));
                    return average.Dense();
                });
                float[] Backward(Func<Maps, Call> call) => Check.SameForAllParts(parts =>
                {
                    using var dx = new MapsBox(n, h, w, c, halo, old);
                    Check.Run(parts, n, call(dx));
                    float[] result = dx.Dense();
                    dx.AssertSound();
                    return result;
                });
                double[] y = new double[n * c], dxAverage = Check.Widen(old), dxMax = Check.Widen(old);
                PoolReference.Average<double>(g, n, Check.Widen(x), y);
                PoolReference.AverageBackward<double>(g, n, Check.Widen(dy), dxAverage, accumulate);
                PoolReference.MaxBackward<double>(g, n, Check.Widen(x), Check.Widen(dy), dxMax, accumulate);
                Check.Near(averages, y);
                Check.Near(Backward(dx => new GlobalAverageBackward("p", bd, dx, accumulate)), dxAverage);
                Check.Near(Backward(dx => new GlobalMaxBackward("p", bx, max, bd, dx, accumulate)), dxMax);
                PoolReference.Max<double>(g, n, Check.Widen(x), y);
                Check.Near(max.Dense(), y, 0, 0);
            }
    }

    [Fact]
    public void Gradients_match_finite_differences()
    {
        foreach (PoolGeometry g in Geometries().Where(g => g.InH * g.InW * g.C < 250).Take(12))
        {
            var random = new Random(3);
            double[] x = [.. Enumerable.Range(0, g.InH * g.InW * g.C).OrderBy(_ => random.Next()).Select(i => i * 0.01)];
            double[] dy = Check.Widen(Check.Random(1, g.OutH * g.OutW * g.C)), y = new double[dy.Length], dx = new double[x.Length];
            PoolReference.MaxBackward<double>(g, 1, x, dy, dx);
            Check.Gradient(Check.Differences(v => { PoolReference.Max<double>(g, 1, v, y); return Check.Dot(y, dy); }, x), dx);
            if (g.DilationH * g.DilationW > 1) continue;
            PoolReference.AverageBackward<double>(g, 1, dy, dx);
            Check.Gradient(Check.Differences(v => { PoolReference.Average<double>(g, 1, v, y); return Check.Dot(y, dy); }, x), dx);
        }
    }

    [Theory]
    [InlineData("max_pool2d")]
    [InlineData("avg_pool2d")]
    public void Golden_values_of_libtorch(string file)
    {
        bool max = file == "max_pool2d";
        foreach (GoldenCase c in GoldenFile.Load(file).Cases)
        {
            int[] s = c["x"].Shape, o = c["y"].Shape;
            int k = c.Integer("kernel"), stride = c.Integer("stride"), p = c.Integer("padding");
            var g = new PoolGeometry(s[2], s[3], s[1], k, k, stride, stride, p, p, p, p, c.Flag("ceil_mode"), max || c.Flag("count_include_pad"));
            Assert.Equal((o[2], o[3]), (g.OutH, g.OutW));
            using var x = new MapsBox(s[0], s[2], s[3], s[1], new Halo(1, 1, 1, 1), c["x"].ToNhwc());
            using var dy = new MapsBox(s[0], o[2], o[3], s[1], default, c["dy"].ToNhwc());
            using var y = new MapsBox(s[0], o[2], o[3], s[1]);
            using var dx = new MapsBox(s[0], s[2], s[3], s[1]);
            Check.Run(2, s[0], max ? new MaxPoolForward("p", g, x, y) : new AveragePoolForward("p", g, x, y));
            Check.Run(2, s[0], max ? new MaxPoolBackward("p", g, x, y, dy, dx) : new AveragePoolBackward("p", g, dy, dx));
            AssertGolden(c, y.Dense(), dx.Dense(), "kernel");
            float[] refY = new float[o.Aggregate(1, (a, b) => a * b)], refDx = new float[s.Aggregate(1, (a, b) => a * b)];
            if (max)
            {
                PoolReference.Max<float>(g, s[0], x.Dense(), refY);
                PoolReference.MaxBackward<float>(g, s[0], x.Dense(), dy.Dense(), refDx);
            }
            else
            {
                PoolReference.Average<float>(g, s[0], x.Dense(), refY);
                PoolReference.AverageBackward<float>(g, s[0], dy.Dense(), refDx);
            }
            AssertGolden(c, refY, refDx, "reference");
        }
    }

    [Fact]
    public void Golden_values_of_global_average_pooling()
    {
        foreach (GoldenCase c in GoldenFile.Load("adaptive_avg_pool2d").Cases.Where(c => c.Integer("output") == 1))
        {
            int[] s = c["x"].Shape;
            using var x = new MapsBox(s[0], s[2], s[3], s[1], default, c["x"].ToNhwc());
            using var dy = new MapsBox(s[0], 1, 1, s[1], default, c["dy"].ToNhwc());
            using var y = new MapsBox(s[0], 1, 1, s[1]);
            using var dx = new MapsBox(s[0], s[2], s[3], s[1]);
            Check.Run(2, s[0], new GlobalAverageForward("p", x, y), new GlobalAverageBackward("p", dy, dx));
            AssertGolden(c, y.Dense(), dx.Dense(), "kernel");
        }
    }

    private static void AssertGolden(GoldenCase c, float[] y, float[] dx, string what)
    {
        Assert.True(GoldenFile.RelativeError(y, c["y"].ToNhwc()) <= 1e-5, $"{c.Id} {what} forward");
        Assert.True(GoldenFile.RelativeError(dx, c["dx"].ToNhwc()) <= 1e-4, $"{c.Id} {what} backward");
    }
}
