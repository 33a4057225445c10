using Fovea.Golden;

namespace Fovea.Kernels.Tests.Norm;

public sealed class BatchNormTests
{
    private static readonly (int N, int H, int W, int C)[] Shapes =
        [(2, 1, 1, 1), (3, 4, 5, 3), (2, 5, 7, 6), (4, 3, 3, 8), (3, 9, 8, 16), (2, 6, 5, 20), (2, 4, 4, 33), (5, 1, 1, 67), (2, 40, 41, 24), (3, 3, 4, 130)];

    [Fact]
    public void Training_is_the_reference_in_any_layout()
    {
        int seed = 0;
        foreach (var (n, h, w, c) in Shapes)
            foreach (BatchNormMask mask in Enum.GetValues<BatchNormMask>())
                foreach (bool accumulate in new[] { false, true })
                    Compare(++seed, n, h, w, c, mask, accumulate, training: true);
    }

    [Fact]
    public void Evaluation_is_the_reference_in_any_layout()
    {
        int seed = 100;
        foreach (var (n, h, w, c) in Shapes)
            foreach (BatchNormMask mask in Enum.GetValues<BatchNormMask>())
                Compare(++seed, n, h, w, c, mask, seed % 2 == 0, training: false);
    }

    private static void Compare(int seed, int n, int h, int w, int c, BatchNormMask mask, bool accumulate, bool training)
    {
        int batch = Math.Max(2, n - 1), pixels = batch * h * w, used = pixels * c;
        bool residual = mask == BatchNormMask.FromOutput, relu = mask != BatchNormMask.None;
        Halo halo = Check.Halos[seed % 4], other = Check.Halos[(seed + 1) % 4];
        float[] x = Check.Random(seed, n * h * w * c, 5, 9), dy = Check.Random(seed + 1, x.Length), old = Check.Random(seed + 2, x.Length), skip = Check.Random(seed + 3, x.Length);
        float[] gamma = Check.Random(seed + 4, c, 0.5, 1.5), beta = Check.Random(seed + 5, c), runningMean = Check.Random(seed + 6, c, 6, 8), runningVar = Check.Random(seed + 7, c, 0.5, 2);
        const float epsilon = 1e-5f, momentum = 0.1f;

        using var bx = new MapsBox(n, h, w, c, halo, x);
        using var bd = new MapsBox(n, h, w, c, other, dy);
        using var bs = new MapsBox(n, h, w, c, other, skip);
        using var by = new MapsBox(n, h, w, c, other);
        using var g = new BlockBox(gamma);
        using var b = new BlockBox(beta);
        using var dg = new BlockBox(c);
        using var db = new BlockBox(c);
        using var saved = new BlockBox(BatchNorm.SavedFloats(c));
        using var scratch = new BlockBox(BatchNorm.ScratchFloats(bx));
        float[] mean = [], variance = [], dResidual = [];
        float[] y = [], dx = [];
        float[] all = Check.SameForAllParts(parts =>
        {
            using var rm = new BlockBox(runningMean);
            using var rv = new BlockBox(runningVar);
            using var bdx = new MapsBox(n, h, w, c, halo, old);
            using var bdr = new MapsBox(n, h, w, c, other, old);
            var parameters = new BatchNormParameters(g, b, rm, rv, epsilon, momentum);
            if (training) Check.Run(parts, batch, new BatchNormSums("s", bx, scratch), new BatchNormFinish("f", bx, parameters, saved, scratch));
            else Check.Run(parts, batch, new BatchNormFold("f", c, parameters, saved));
            Check.Run(parts, batch,
                new BatchNormApply("a", bx, by, saved, residual ? bs.Maps : default, relu),
                new BatchNormBackwardSums("bs", bd, bx, by, mask, saved, scratch),
                new BatchNormBackwardFinish("bf", bx, parameters, dg, db, saved, scratch, training),
                new BatchNormBackwardApply("ba", bd, bx, by, mask, bdx, saved, scratch, accumulate, residual ? bdr.Maps : default, accumulate));
            mean = rm.Data;
            variance = rv.Data;
            y = by.Dense(batch);
            dx = bdx.Dense(batch);
            dResidual = bdr.Dense(batch);
            bdx.AssertSound();
            bdr.AssertSound();
            return [.. y, .. dx, .. dg.Data, .. db.Data, .. mean, .. variance, .. dResidual];
        });
        Assert.NotEmpty(all);
        scratch.AssertSound();
        saved.AssertSound();
        by.AssertSound();

        double[] wx = Check.Widen(x[..used]), wg = Check.Widen(gamma), wb = Check.Widen(beta), m = Check.Widen(runningMean), v = Check.Widen(runningVar);
        double[] expectedY = new double[used], masked = Check.Widen(dy[..used]), expectedDx = new double[used], dGamma = new double[c], dBeta = new double[c];
        if (training)
        {
            double[] rm = Check.Widen(runningMean), rv = Check.Widen(runningVar);
            NormReference.Statistics<double>(pixels, c, wx, m, v);
            NormReference.MoveRunning<double>(pixels, m, v, rm, rv, momentum);
            Check.Near(mean, rm);
            Check.Near(variance, rv);
        }
        NormReference.Apply<double>(pixels, c, wx, wg, wb, m, v, epsilon, expectedY, residual ? Check.Widen(skip[..used]) : default, relu);
        // The kernel's own rounding decides which side of the ReLU's kink an element is on.
        if (relu)
            for (int i = 0; i < used; i++)
                if (y[i] <= 0) masked[i] = 0;
        NormReference.Backward<double>(pixels, c, wx, masked, wg, m, v, epsilon, training, expectedDx, dGamma, dBeta);
        for (int i = 0; i < used; i++)
            if (accumulate) expectedDx[i] += old[i];
        Check.Near(y, expectedY, 1e-5, 1e-5);
        // dx is a difference of terms of size gamma/√var · dy, and x̂ has the error of a rounded mean over √var.
        double steepest = Math.Max(1, v.Max(s => 1 / Math.Sqrt(s + epsilon)));
        Check.Near(dx, expectedDx, 1e-5, 1e-5 * steepest * steepest);
        Check.Near(dg.Data, dGamma, 1e-5, 1e-4);
        Check.Near(db.Data, dBeta, 1e-5, 1e-5);
        if (residual)
        {
            for (int i = 0; i < used && accumulate; i++) masked[i] += old[i];
            Check.Near(dResidual, masked, 1e-6, 1e-6);
        }
    }

    [Fact]
    public void Mask_in_place_gives_the_bits_of_the_mask_that_is_applied_twice()
    {
        int seed = 200;
        foreach (var (n, h, w, c) in Shapes)
        {
            int batch = Math.Max(2, n - 1);
            Halo halo = Check.Halos[++seed % 4], other = Check.Halos[(seed + 1) % 4];
            float[] dy = Check.Random(seed + 1, n * h * w * c);
            using var bx = new MapsBox(n, h, w, c, halo, Check.Random(seed, dy.Length));
            using var by = new MapsBox(n, h, w, c, other, Check.Random(seed + 2, dy.Length));
            using var gamma = new BlockBox(Check.Random(seed + 3, c, 0.5, 1.5));
            using var beta = new BlockBox(c);
            using var dGamma = new BlockBox(c);
            using var dBeta = new BlockBox(c);
            using var saved = new BlockBox(BatchNorm.SavedFloats(c));
            using var scratch = new BlockBox(BatchNorm.ScratchFloats(bx));
            var parameters = new BatchNormParameters(gamma, beta, default, default);
            Check.Run(1, batch, new BatchNormSums("s", bx, scratch), new BatchNormFinish("f", bx, parameters, saved, scratch));
            float[] Backward(bool inPlace) => Check.SameForAllParts(parts =>
            {
                using var bd = new MapsBox(n, h, w, c, other, dy);
                using var bdx = new MapsBox(n, h, w, c, halo);
                using var bdr = new MapsBox(n, h, w, c, halo);
                Check.Run(parts, batch,
                    new BatchNormBackwardSums("bs", bd, bx, by, BatchNormMask.FromOutput, saved, scratch, inPlace),
                    new BatchNormBackwardFinish("bf", bx, parameters, dGamma, dBeta, saved, scratch),
                    new BatchNormBackwardApply("ba", bd, bx, by, inPlace ? BatchNormMask.None : BatchNormMask.FromOutput, bdx, saved, scratch, dResidual: inPlace ? default : bdr.Maps));
                float[] results = [.. bdx.Dense(batch), .. dGamma.Data, .. dBeta.Data, .. (inPlace ? bd : bdr).Dense(batch)];
                bd.AssertSound();
                return results;
            });
            Assert.Equal(Array.ConvertAll(Backward(false), BitConverter.SingleToInt32Bits), Array.ConvertAll(Backward(true), BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Statistics_survive_a_large_mean()
    {
        const int n = 4, h = 16, w = 16, c = 5;
        float[] x = Check.Random(1, n * h * w * c, 9999, 10001);
        using var bx = new MapsBox(n, h, w, c, default, x);
        using var ones = new BlockBox([1, 1, 1, 1, 1]);
        using var zeros = new BlockBox(c);
        using var rm = new BlockBox(c);
        using var rv = new BlockBox(c);
        using var saved = new BlockBox(BatchNorm.SavedFloats(c));
        using var scratch = new BlockBox(BatchNorm.ScratchFloats(bx));
        Check.Run(2, n, new BatchNormSums("s", bx, scratch), new BatchNormFinish("f", bx, new(ones, zeros, rm, rv, 1e-5f, 1), saved, scratch));
        double[] mean = new double[c], variance = new double[c];
        NormReference.Statistics<double>(n * h * w, c, Check.Widen(x), mean, variance);
        Check.Near(rm.Data, mean, 1e-7, 0);
        Check.Near(rv.Data, [.. variance.Select(v => v * 1024 / 1023)], 1e-6, 0);
    }

    [Fact]
    public void Gradient_matches_finite_differences()
    {
        const int pixels = 6, c = 3;
        double[] x = Check.Widen(Check.Random(1, pixels * c)), dy = Check.Widen(Check.Random(2, pixels * c)), gamma = [0.7, 1.3, -0.4], beta = [0.1, 0, 2];
        double[] m = new double[c], v = new double[c], dx = new double[x.Length], dGamma = new double[c], dBeta = new double[c], y = new double[x.Length];
        double Loss(double[] p, double[] q, double[] r)
        {
            NormReference.Statistics<double>(pixels, c, p, m, v);
            NormReference.Apply<double>(pixels, c, p, q, r, m, v, 1e-3, y);
            return Check.Dot(y, dy);
        }
        Loss(x, gamma, beta);
        NormReference.Backward<double>(pixels, c, x, dy, gamma, m, v, 1e-3, true, dx, dGamma, dBeta);
        Check.Gradient(Check.Differences(p => Loss(p, gamma, beta), x), dx);
        Check.Gradient(Check.Differences(p => Loss(x, p, beta), gamma), dGamma);
        Check.Gradient(Check.Differences(p => Loss(x, gamma, p), beta), dBeta);
    }

    [Theory]
    [InlineData("batch_norm_train")]
    [InlineData("batch_norm_eval")]
    public void Golden_values_of_libtorch(string file)
    {
        bool training = file == "batch_norm_train";
        foreach (GoldenCase k in GoldenFile.Load(file).Cases)
        {
            int[] s = k["x"].Shape;
            int c = s[1], pixels = s[0] * s[2] * s[3];
            float epsilon = (float)k.Number("eps"), momentum = training ? (float)k.Number("momentum") : 0;
            using var x = new MapsBox(s[0], s[2], s[3], c, default, k["x"].ToNhwc());
            using var dy = new MapsBox(s[0], s[2], s[3], c, default, k["dy"].ToNhwc());
            using var y = new MapsBox(s[0], s[2], s[3], c);
            using var g = new BlockBox(k["gamma"].Data);
            using var b = new BlockBox(k["beta"].Data);
            using var rm = new BlockBox(k[training ? "running_mean_before" : "running_mean"].Data);
            using var rv = new BlockBox(k[training ? "running_var_before" : "running_var"].Data);
            using var dg = new BlockBox(c);
            using var db = new BlockBox(c);
            using var saved = new BlockBox(BatchNorm.SavedFloats(c));
            using var scratch = new BlockBox(BatchNorm.ScratchFloats(x));
            var parameters = new BatchNormParameters(g, b, rm, rv, epsilon, momentum);
            if (training) Check.Run(2, s[0], new BatchNormSums("s", x, scratch), new BatchNormFinish("f", x, parameters, saved, scratch));
            else Check.Run(2, s[0], new BatchNormFold("f", c, parameters, saved));
            Check.Run(2, s[0], new BatchNormApply("a", x, y, saved),
                new BatchNormBackwardSums("bs", dy, x, y, BatchNormMask.None, saved, scratch),
                new BatchNormBackwardFinish("bf", x, parameters, dg, db, saved, scratch, training),
                new BatchNormBackwardApply("ba", dy, x, y, BatchNormMask.None, dy, saved, scratch));
            AssertGolden(k, y.Dense(), dy.Dense(), dg.Data, db.Data, "kernel");
            if (training)
            {
                Assert.True(GoldenFile.RelativeError(rm.Data, k["running_mean_after"].Data) <= 1e-5, k.Id);
                Assert.True(GoldenFile.RelativeError(rv.Data, k["running_var_after"].Data) <= 1e-5, k.Id);
            }

            double[] m = Check.Widen(k[training ? "running_mean_before" : "running_mean"].Data), v = Check.Widen(k[training ? "running_var_before" : "running_var"].Data);
            double[] wx = Check.Widen(k["x"].ToNhwc()), ry = new double[wx.Length], rdx = new double[wx.Length], rdg = new double[c], rdb = new double[c];
            if (training) NormReference.Statistics<double>(pixels, c, wx, m, v);
            NormReference.Apply<double>(pixels, c, wx, Check.Widen(g.Data), Check.Widen(b.Data), m, v, epsilon, ry);
            NormReference.Backward<double>(pixels, c, wx, Check.Widen(k["dy"].ToNhwc()), Check.Widen(g.Data), m, v, epsilon, training, rdx, rdg, rdb);
            AssertGolden(k, Check.Narrow(ry), Check.Narrow(rdx), Check.Narrow(rdg), Check.Narrow(rdb), "reference");
        }
    }

    private static void AssertGolden(GoldenCase k, float[] y, float[] dx, float[] dGamma, float[] dBeta, string what)
    {
        Assert.True(GoldenFile.RelativeError(y, k["y"].ToNhwc()) <= 1e-5, $"{k.Id} {what} y {GoldenFile.RelativeError(y, k["y"].ToNhwc())}");
        Assert.True(GoldenFile.RelativeError(dx, k["dx"].ToNhwc()) <= 1e-4, $"{k.Id} {what} dx {GoldenFile.RelativeError(dx, k["dx"].ToNhwc())}");
        Assert.True(GoldenFile.RelativeError(dGamma, k["dgamma"].Data) <= 1e-4, $"{k.Id} {what} dgamma {GoldenFile.RelativeError(dGamma, k["dgamma"].Data)}");
        Assert.True(GoldenFile.RelativeError(dBeta, k["dbeta"].Data) <= 1e-4, $"{k.Id} {what} dbeta");
    }
}
