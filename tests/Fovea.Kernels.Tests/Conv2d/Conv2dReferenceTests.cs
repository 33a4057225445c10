namespace Fovea.Kernels.Tests;

public sealed class Conv2dReferenceTests
{
    private static readonly ConvGeometry[] Problems =
    [
        new(5, 6, 3, 4, 3, 2, PadTop: 1, PadBottom: 0, PadLeft: 2, PadRight: 1),
        new(7, 5, 4, 6, 3, 3, 2, 1, 1, 2, 1, 1, 2, 2, 2),
        new(4, 4, 3, 3, 2, 2, 3, 2, Groups: 3),
        new(1, 1, 5, 4, 1, 1),
    ];

    [Fact]
    public void A_window_sums_its_products_and_the_bias()
    {
        ConvGeometry g = new(2, 3, 1, 1, 2, 2, PadTop: 1, PadLeft: 1);
        double[] x = [1, 2, 3, 4, 5, 6], w = [1, 10, 100, 1000], y = new double[g.OutH * g.OutW];
        Conv2dReference.Forward<double>(g, 1, x, w, [0.5], y);
        Assert.Equal([1000.5, 2100.5, 3200.5, 4010.5, 5421.5, 6532.5], y);
    }

    [Fact]
    public void Gradients_match_finite_differences()
    {
        const int N = 2;
        const double Step = 1e-3;
        foreach (ConvGeometry g in Problems)
        {
            double[] x = Random(1, N * g.InH * g.InW * g.InC), w = Random(2, (int)g.Weights), b = Random(3, g.OutC);
            double[] dy = Random(4, N * g.OutH * g.OutW * g.OutC), y = new double[dy.Length];
            double[] dx = new double[x.Length], dw = new double[w.Length], db = new double[b.Length];
            Conv2dReference.InputGradient<double>(g, N, w, dy, dx, false);
            Conv2dReference.WeightGradient<double>(g, N, x, dy, dw);
            Conv2dReference.BiasGradient<double>(g, N, dy, db);
            foreach ((double[] values, double[] gradient) in new[] { (x, dx), (w, dw), (b, db) })
                for (int i = 0; i < values.Length; i++)
                {
                    double held = values[i];
                    values[i] = held + Step;
                    double above = Loss();
                    values[i] = held - Step;
                    double below = Loss();
                    values[i] = held;
                    Assert.Equal(gradient[i], (above - below) / (2 * Step), 1e-8);
                }

            double Loss()
            {
                Conv2dReference.Forward<double>(g, N, x, w, b, y);
                return y.Zip(dy, (p, q) => p * q).Sum();
            }
        }
    }

    [Fact]
    public void An_accumulated_input_gradient_is_added()
    {
        ConvGeometry g = Problems[0];
        double[] w = Random(2, (int)g.Weights), dy = Random(4, g.OutH * g.OutW * g.OutC), alone = new double[g.InH * g.InW * g.InC];
        double[] sum = Enumerable.Repeat(3.0, alone.Length).ToArray();
        Conv2dReference.InputGradient<double>(g, 1, w, dy, alone, false);
        Conv2dReference.InputGradient<double>(g, 1, w, dy, sum, true);
        for (int i = 0; i < sum.Length; i++) Assert.Equal(alone[i] + 3, sum[i], 1e-12);
    }

    private static double[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1).ToArray();
    }
}
