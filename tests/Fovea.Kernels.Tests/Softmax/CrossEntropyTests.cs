using Fovea.Golden;

namespace Fovea.Kernels.Tests.SoftmaxFamily;

public sealed class CrossEntropyTests
{
    [Fact]
    public void Is_the_reference_for_every_number_of_classes()
    {
        for (int c = 1; c <= 67; c++)
            foreach (float smoothing in new[] { 0, 0.1f })
                foreach (bool weighted in new[] { false, true })
                {
                    const int n = 6, batch = 5;
                    var random = new Random(c);
                    float[] x = Check.Random(c, n * c, -10, 10), weights = Check.Random(c + 1, c, 0.2, 2);
                    int[] labels = [.. Enumerable.Range(0, n).Select(i => i == 2 ? -100 : random.Next(c))];
                    (float[] losses, float[] dx, float mean) = Run(n, batch, c, x, labels, weighted ? weights : null, smoothing);
                    double[] expected = new double[batch], rdx = new double[batch * c];
                    double rMean = SoftmaxReference.CrossEntropy<double>(batch, c, Check.Widen(x), labels, weighted ? Check.Widen(weights) : default, smoothing, expected, rdx);
                    Check.Near(losses.AsSpan(0, batch), expected, 2e-6, 1e-6);
                    Check.Near(dx.AsSpan(0, batch * c), rdx, 2e-6, 1e-7);
                    Assert.Equal(rMean, mean, Math.Abs(rMean) * 1e-6 + 1e-6);
                }
    }

    [Fact]
    public void Gradient_matches_finite_differences()
    {
        double[] x = Check.Widen(Check.Random(1, 15)), weights = [1, 0.5, 2, 1.5, 0.7], losses = new double[3], dx = new double[15];
        int[] labels = [4, 0, 2];
        SoftmaxReference.CrossEntropy<double>(3, 5, x, labels, weights, 0.1, losses, dx);
        Check.Gradient(Check.Differences(v => SoftmaxReference.CrossEntropy<double>(3, 5, v, labels, weights, 0.1, losses, default), x), dx);
    }

    [Fact]
    public void A_certain_prediction_has_a_tiny_but_true_gradient()
    {
        (float[] losses, float[] dx, _) = Run(1, 1, 2, [20, 0], [0], null, 0);
        Assert.Equal(Math.Exp(-20), losses[0], 1e-15);
        Assert.Equal(-Math.Exp(-20), dx[0], 1e-15);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Run(2, 2, 3, new float[6], [0, 3], null, 0));
        Assert.StartsWith("the label of image 1 is not below 3 classes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Golden_values_of_libtorch()
    {
        foreach (GoldenCase k in GoldenFile.Load("cross_entropy").Cases)
        {
            int n = k["x"].Shape[0], c = k["x"].Shape[1];
            float[]? weights = k.Has("class_weight") ? k["class_weight"].Data : null;
            float smoothing = (float)k.Number("label_smoothing"), dy = k["dy"].Data[0];
            (_, float[] dx, float mean) = Run(n, n, c, k["x"].Data, k["target"].ToInts(), weights, smoothing);
            Assert.True(GoldenFile.RelativeError([mean], k["y"].Data) <= 1e-5, $"{k.Id} {mean} {k["y"].Data[0]}");
            Assert.True(GoldenFile.RelativeError([.. dx.Select(v => v * dy)], k["dx"].Data) <= 1e-4, k.Id);
            float[] losses = new float[n], rdx = new float[n * c];
            float rMean = SoftmaxReference.CrossEntropy<float>(n, c, k["x"].Data, k["target"].ToInts(), weights, smoothing, losses, rdx);
            Assert.True(GoldenFile.RelativeError([rMean], k["y"].Data) <= 1e-5, k.Id);
            Assert.True(GoldenFile.RelativeError([.. rdx.Select(v => v * dy)], k["dx"].Data) <= 1e-4, k.Id);
        }
    }

    [Fact]
    public void Mean_squared_error_is_the_reference()
    {
        foreach (Halo halo in Check.Halos)
            for (int c = 1; c <= 20; c++)
            {
                const int n = 3, h = 2, w = 3, batch = 2;
                float[] x = Check.Random(c, n * h * w * c), t = Check.Random(c + 1, x.Length);
                using var bx = new MapsBox(n, h, w, c, halo, x);
                using var bt = new MapsBox(n, h, w, c, default, t);
                using var losses = new BlockBox(n);
                using var mean = new BlockBox(1);
                float[] dx = Check.SameForAllParts(parts =>
                {
                    using var bdx = new MapsBox(n, h, w, c, halo);
                    Check.Run(parts, batch, new MeanSquaredErrorCall("m", bx, bt, losses, bdx), new BlockMean("m", losses, mean));
                    float[] result = bdx.Dense(batch);
                    bdx.AssertSound();
                    return result;
                });
                var expected = new double[dx.Length];
                double loss = SoftmaxReference.MeanSquaredError<double>(Check.Widen(x[..dx.Length]), Check.Widen(t[..dx.Length]), expected);
                Check.Near(dx, expected, 1e-6, 1e-7);
                Assert.Equal(loss, mean.Data[0], loss * 1e-6);
            }
    }

    private static (float[] Losses, float[] Dx, float Mean) Run(int n, int batch, int c, float[] x, int[] labels, float[]? weights, float smoothing)
    {
        using var bx = new MapsBox(n, 1, 1, c, default, x);
        using var t = new BlockBox(n);
        labels.CopyTo(t.Block.Ints);
        using var w = new BlockBox(weights ?? [1]);
        using var mean = new BlockBox(1);
        float[] losses = [], dx = [];
        Check.SameForAllParts(parts =>
        {
            using var bdx = new MapsBox(n, 1, 1, c);
            using var loss = new BlockBox(n);
            FloatBlock weightBlock = weights is null ? default : w.Block;
            Check.Run(parts, batch, new CrossEntropyCall("x", bx, t, loss, bdx, smoothing, weightBlock), new CrossEntropyMean("m", c, t, loss, mean, weightBlock));
            losses = loss.Data;
            dx = bdx.Dense();
            bdx.AssertSound();
            loss.AssertSound();
            Check.Run(parts, batch, new CrossEntropyCall("x", bx, t, loss, default, smoothing, weightBlock));
            Check.Bits(losses, loss.Data);
            return [.. losses, .. dx, .. mean.Data];
        });
        return (losses, dx, mean.Data[0]);
    }
}
