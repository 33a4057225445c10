using Fovea.Golden;

namespace Fovea.Kernels.Tests.SoftmaxFamily;

public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Is_the_reference_for_every_length(bool log)
    {
        for (int c = 1; c <= 67; c++)
        {
            const int n = 3, h = 2, w = 3, batch = 2, rows = batch * h * w;
            bool accumulate = c % 2 == 0;
            Halo halo = Check.Halos[c % 4];
            float[] x = Check.Random(c, n * h * w * c, -30, 30), dy = Check.Random(c + 1, x.Length), old = Check.Random(c + 2, x.Length);
            using var bx = new MapsBox(n, h, w, c, halo, x);
            using var bd = new MapsBox(n, h, w, c, halo, dy);
            float[] y = [], dx = [];
            Check.SameForAllParts(parts =>
            {
                using var by = new MapsBox(n, h, w, c, halo);
                using var bdx = new MapsBox(n, h, w, c, halo, old);
                Check.Run(parts, batch, new SoftmaxForward("s", bx, by, log), new SoftmaxBackward("s", by, bd, bdx, log, accumulate));
                y = by.Dense(batch);
                dx = bdx.Dense(batch);
                by.AssertSound();
                bdx.AssertSound();
                return [.. y, .. dx];
            });
            double[] ry = new double[rows * c], rdx = new double[rows * c];
            SoftmaxReference.Forward<double>(rows, c, Check.Widen(x), ry, log);
            SoftmaxReference.Backward<double>(rows, c, ry, Check.Widen(dy), rdx, log);
            for (int i = 0; i < rdx.Length && accumulate; i++) rdx[i] += old[i];
            Check.Near(y, ry, 2e-6, 1e-7);
            Check.Near(dx, rdx, 1e-5, 1e-5);
            Check.Run(1, n, new SoftmaxForward("s", bx, bx, log));
            Check.Bits(y, bx.Dense(batch));
        }
    }

    [Fact]
    public void Huge_logits_do_not_overflow()
    {
        using var x = new MapsBox(1, 1, 1, 3, default, [1e30f, 1e30f, -1e30f]);
        Check.Run(1, 1, new SoftmaxForward("s", x, x));
        Assert.Equal([0.5f, 0.5f, 0], x.Dense());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_matches_finite_differences(bool log)
    {
        double[] x = Check.Widen(Check.Random(1, 12)), dy = Check.Widen(Check.Random(2, 12)), y = new double[12], dx = new double[12];
        SoftmaxReference.Forward<double>(3, 4, x, y, log);
        SoftmaxReference.Backward<double>(3, 4, y, dy, dx, log);
        Check.Gradient(Check.Differences(v =>
        {
            var z = new double[12];
            SoftmaxReference.Forward<double>(3, 4, v, z, log);
            return Check.Dot(z, dy);
        }, x), dx);
    }

    [Fact]
    public void Golden_values_of_libtorch()
    {
        foreach (GoldenCase k in GoldenFile.Load("activation").Cases.Where(k => k.Text("kind").EndsWith("softmax", StringComparison.Ordinal)))
        {
            bool log = k.Text("kind") == "log_softmax";
            int n = k["x"].Shape[0], c = k["x"].Shape[1];
            using var x = new MapsBox(n, 1, 1, c, default, k["x"].Data);
            using var dy = new MapsBox(n, 1, 1, c, default, k["dy"].Data);
            Check.Run(2, n, new SoftmaxForward("s", x, x, log), new SoftmaxBackward("s", x, dy, dy, log));
            Assert.True(GoldenFile.RelativeError(x.Dense(), k["y"].Data) <= 1e-5, k.Id);
            Assert.True(GoldenFile.RelativeError(dy.Dense(), k["dx"].Data) <= 1e-4, k.Id);
        }
    }
}
