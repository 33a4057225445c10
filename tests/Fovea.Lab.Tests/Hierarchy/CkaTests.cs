using Fovea.Kernels;

namespace Fovea.Lab.Tests;

public sealed class CkaTests
{
    private const int Images = 64, Width = 12;

    [Fact]
    public void A_layer_is_like_itself_however_its_channels_are_ordered_and_scaled()
    {
        var alike = new Cka(1, 3);
        for (ulong step = 0; step < 4; step++)
        {
            float[] x = Noise(step, Width);
            float[] turned = [.. Enumerable.Range(0, x.Length).Select(i => x[i / Width * Width + (i % Width * 5 + 3) % Width])], scaled = [.. x.Select(v => 7 * v + 100)];
            alike.Add([Cka.Kernel(x, Images)], [Cka.Kernel(x, Images), Cka.Kernel(turned, Images), Cka.Kernel(scaled, Images)]);
        }
        Assert.Equal(1, alike[0, 0]!.Value, 1e-12);
        Assert.Equal(1, alike[0, 1]!.Value, 1e-6);
        Assert.Equal(1, alike[0, 2]!.Value, 1e-4);
    }

    [Fact]
    public void Layers_that_have_nothing_to_do_with_each_other_are_at_0_where_the_biased_estimate_is_not()
    {
        // 256 numbers for 64 images: the estimate that is usually taken says 0.8 for unrelated layers.
        var alike = new Cka(1, 1);
        for (ulong step = 0; step < 16; step++) alike.Add([Cka.Kernel(Noise(step, 256), Images)], [Cka.Kernel(Noise(step + 100, 256), Images)]);
        Assert.Equal(0, alike[0, 0]!.Value, 0.1);
        Assert.True(Biased(Noise(0, 256), Noise(100, 256), 256) > 0.7);
    }

    [Fact]
    public void Batches_give_what_all_images_together_give()
    {
        // Half of the numbers are shared.
        Cka small = new(1, 1), large = new(1, 1);
        var (a, b) = (new List<float>(), new List<float>());
        for (ulong step = 0; step < 24; step++)
        {
            float[] x = Noise(step, Width), y = Noise(step + 500, Width);
            for (int i = 0; i < y.Length; i++)
                if (i % Width < Width / 2) y[i] = x[i];
            small.Add([Cka.Kernel(x, Images)], [Cka.Kernel(y, Images)]);
            a.AddRange(x);
            b.AddRange(y);
        }
        large.Add([Cka.Kernel(a.ToArray(), 24 * Images)], [Cka.Kernel(b.ToArray(), 24 * Images)]);
        Assert.Equal(0.5, large[0, 0]!.Value, 0.05);
        Assert.Equal(large[0, 0]!.Value, small[0, 0]!.Value, 0.03);
    }

    [Fact]
    public void The_estimate_is_the_textbook_one()
    {
        // HSIC₁ written out as the mean over all quadruples of different images.
        const int m = 7;
        double[] k = Cka.Kernel(Noise(1, 3).AsSpan(0, 3 * m), m), l = Cka.Kernel(Noise(2, 3).AsSpan(0, 3 * m), m);
        var alike = new Cka(1, 1);
        alike.Add([k], [l]);
        Assert.Equal(Hsic(k, l) / Math.Sqrt(Hsic(k, k) * Hsic(l, l)), alike[0, 0]!.Value, 1e-9);

        static double Hsic(double[] k, double[] l)
        {
            double sum = 0;
            int count = 0;
            for (int a = 0; a < m; a++)
                for (int b = 0; b < m; b++)
                    for (int c = 0; c < m; c++)
                        for (int d = 0; d < m; d++)
                        {
                            if (a == b || a == c || a == d || b == c || b == d || c == d) continue;
                            sum += k[a * m + b] * (l[a * m + b] + l[c * m + d] - 2 * l[a * m + c]);
                            count++;
                        }
            return sum / count;
        }
    }

    [Fact]
    public void A_layer_that_does_not_vary_is_like_nothing()
    {
        var alike = new Cka(1, 1);
        alike.Add([Cka.Kernel(new float[8 * 3], 8)], [Cka.Kernel(Noise(1, 3).AsSpan(0, 24), 8)]);
        Assert.Null(alike[0, 0]);
    }

    private static float[] Noise(ulong step, int width) => [.. Enumerable.Range(0, Images * width).Select(i => CounterRandom.Normal(1, 2, step, (uint)i))];

    private static double Biased(float[] x, float[] y, int width)
    {
        double[] k = Centred(x, width), l = Centred(y, width);
        return Dot(k, l) / Math.Sqrt(Dot(k, k) * Dot(l, l));

        static double Dot(double[] a, double[] b) => a.Zip(b, (p, q) => p * q).Sum();
        static double[] Centred(float[] v, int width)
        {
            double[] mean = [.. Enumerable.Range(0, width).Select(d => Enumerable.Range(0, Images).Average(n => (double)v[n * width + d]))];
            return [.. Enumerable.Range(0, Images * Images).Select(i => Enumerable.Range(0, width).Sum(d => (v[i / Images * width + d] - mean[d]) * (v[i % Images * width + d] - mean[d])))];
        }
    }
}
