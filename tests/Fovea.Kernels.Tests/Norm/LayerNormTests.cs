using Fovea.Golden;

namespace Fovea.Kernels.Tests.Norm;

public sealed class LayerNormTests
{
    [Fact]
    public void Is_the_reference_for_every_length()
    {
        for (int c = 1; c <= 67; c++) Compare(c, 3, 2, 3, c, Check.Halos[c % 4], c % 2 == 0);
        Compare(99, 2, 30, 20, 48, default, false);
    }

    private static void Compare(int seed, int n, int h, int w, int c, Halo halo, bool accumulate)
    {
        int batch = n - 1, pixels = batch * h * w, used = pixels * c;
        float[] x = Check.Random(seed, n * h * w * c, 3, 7), dy = Check.Random(seed + 1, x.Length), old = Check.Random(seed + 2, x.Length);
        float[] gamma = Check.Random(seed + 3, c), beta = Check.Random(seed + 4, c);
        using var bx = new MapsBox(n, h, w, c, halo, x);
        using var bd = new MapsBox(n, h, w, c, default, dy);
        using var g = new BlockBox(gamma);
        using var b = new BlockBox(beta);
        using var dg = new BlockBox(c);
        using var db = new BlockBox(c);
        using var saved = new BlockBox(LayerNorm.SavedFloats(bx));
        using var scratch = new BlockBox(LayerNorm.ScratchFloats(bx));
        float[] y = [], dx = [];
        Check.SameForAllParts(parts =>
        {
            using var by = new MapsBox(n, h, w, c, halo);
            using var bdx = new MapsBox(n, h, w, c, halo, old);
            Check.Run(parts, batch, new LayerNormForward("l", bx, by, g, b, saved), new LayerNormBackwardSums("s", bx, bd, saved, scratch),
                new LayerNormBackwardFinish("f", bx, dg, db, scratch), new LayerNormBackwardApply("a", bx, bd, bdx, g, saved, accumulate));
            y = by.Dense(batch);
            dx = bdx.Dense(batch);
            by.AssertSound();
            bdx.AssertSound();
            return [.. y, .. dx, .. dg.Data, .. db.Data];
        });
        scratch.AssertSound();
        saved.AssertSound();
        double[] wx = Check.Widen(x[..used]), wdy = Check.Widen(dy[..used]), ry = new double[used], rdx = new double[used], rdg = new double[c], rdb = new double[c];
        NormReference.Layer<double>(pixels, c, wx, Check.Widen(gamma), Check.Widen(beta), 1e-5f, ry);
        NormReference.LayerBackward<double>(pixels, c, wx, wdy, Check.Widen(gamma), 1e-5f, rdx, rdg, rdb);
        for (int i = 0; i < used && accumulate; i++) rdx[i] += old[i];
        Check.Near(y, ry, 1e-5, 2e-5);
        // Two channels close to each other make 1/√var large.
        double scale = Math.Max(1, rdx.Max(Math.Abs));
        Check.Near(dx, rdx, 1e-4, 1e-5 * scale);
        Check.Near(dg.Data, rdg, 1e-5, 1e-4);
        Check.Near(db.Data, rdb, 1e-5, 1e-5);
    }

    [Fact]
    public void Gradient_matches_finite_differences()
    {
        const int pixels = 3, c = 5;
        double[] x = Check.Widen(Check.Random(1, pixels * c)), dy = Check.Widen(Check.Random(2, pixels * c)), gamma = Check.Widen(Check.Random(3, c)), beta = Check.Widen(Check.Random(4, c));
        double[] y = new double[x.Length], dx = new double[x.Length], dGamma = new double[c], dBeta = new double[c];
        double Loss(double[] p, double[] q, double[] r)
        {
            NormReference.Layer<double>(pixels, c, p, q, r, 1e-3, y);
            return Check.Dot(y, dy);
        }
        NormReference.LayerBackward<double>(pixels, c, x, dy, gamma, 1e-3, dx, dGamma, dBeta);
        Check.Gradient(Check.Differences(p => Loss(p, gamma, beta), x), dx);
        Check.Gradient(Check.Differences(p => Loss(x, p, beta), gamma), dGamma);
        Check.Gradient(Check.Differences(p => Loss(x, gamma, p), beta), dBeta);
    }

    [Fact]
    public void Golden_values_of_libtorch()
    {
        foreach (GoldenCase k in GoldenFile.Load("layer_norm").Cases)
        {
            int c = k["gamma"].Shape[0], pixels = k["x"].Data.Length / c;
            using var x = new MapsBox(1, 1, pixels, c, default, k["x"].Data);
            using var dy = new MapsBox(1, 1, pixels, c, default, k["dy"].Data);
            using var y = new MapsBox(1, 1, pixels, c);
            using var g = new BlockBox(k["gamma"].Data);
            using var b = new BlockBox(k["beta"].Data);
            using var dg = new BlockBox(c);
            using var db = new BlockBox(c);
            using var saved = new BlockBox(LayerNorm.SavedFloats(x));
            using var scratch = new BlockBox(LayerNorm.ScratchFloats(x));
            float epsilon = (float)k.Number("eps");
            Check.Run(2, 1, new LayerNormForward("l", x, y, g, b, saved, epsilon), new LayerNormBackwardSums("s", x, dy, saved, scratch),
                new LayerNormBackwardFinish("f", x, dg, db, scratch), new LayerNormBackwardApply("a", x, dy, dy, g, saved));
            float[] ry = new float[pixels * c], rdx = new float[pixels * c], rdg = new float[c], rdb = new float[c];
            NormReference.Layer<float>(pixels, c, k["x"].Data, k["gamma"].Data, k["beta"].Data, epsilon, ry);
            NormReference.LayerBackward<float>(pixels, c, k["x"].Data, k["dy"].Data, k["gamma"].Data, epsilon, rdx, rdg, rdb);
            foreach (var (what, a, e, limit) in new[] { ("y", y.Dense(), "y", 1e-5), ("dx", dy.Dense(), "dx", 1e-4), ("dgamma", dg.Data, "dgamma", 1e-4), ("dbeta", db.Data, "dbeta", 1e-4),
                ("reference y", ry, "y", 1e-5), ("reference dx", rdx, "dx", 1e-4), ("reference dgamma", rdg, "dgamma", 1e-4), ("reference dbeta", rdb, "dbeta", 1e-4) })
                Assert.True(GoldenFile.RelativeError(a, k[e].Data) <= limit, $"{k.Id} {what} {GoldenFile.RelativeError(a, k[e].Data)}");
        }
    }
}
