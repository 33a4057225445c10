using Fovea.Kernels;

namespace Fovea.Explain.Tests;

public sealed class NoisyGradientTests
{
    [Fact]
    public void Of_a_linear_model_are_its_gradient_and_zero()
    {
        using Model model = Model.Parse("2x2x1 | flatten | dense 2");
        Small.Set(model, "dense1.weight", 1, 9, -2, 9, 3, 9, -4, 9);
        using var image = new Tensor(Shape.Image(2, 2, 1), [1, 2, 3, 5]);
        Explanation smooth = model.Explain(image, new SmoothGrad { Channels = ChannelReduction.Sum }, Objective.Logit(0))[0];
        Assert.Equal([1f, -2f, 3f, -4f], smooth.Map);
        Assert.Equal(0.15 * 4, Small.Fact(smooth, "noise"), 1e-6);
        Assert.Equal([0f, 0f, 0f, 0f], model.Explain(image, new VarGrad(), Objective.Logit(0))[0].Map);
    }

    [Fact]
    public void Match_their_formulas_by_brute_force()
    {
        const int samples = 11;
        using Model model = Small.Disturbed("4x3x2 | conv 3 3x3 | tanh | flatten | dense 3");
        using Tensor image = Small.Images(model, 1);
        double[] x = Small.Double(image.Values), sum = new double[24], squares = new double[24];
        float deviation = 0.2f * (image.Values.ToArray().Max() - image.Values.ToArray().Min());
        for (int k = 0; k < samples; k++)
        {
            double[] noisy = [.. x.Select((v, i) => (double)((float)v + deviation * CounterRandom.Normal(9, CounterRandom.Stream("noisy gradient"), (ulong)k, (uint)i)))];
            double[] g = Small.Differences(model, noisy, Objective.Logit(2));
            for (int i = 0; i < 24; i++) (sum[i], squares[i]) = (sum[i] + g[i] / samples, squares[i] + g[i] * g[i] / samples);
        }
        var smooth = new SmoothGrad { Samples = samples, Noise = 0.2f, Seed = 9 };
        Small.Close([.. Enumerable.Range(0, 12).Select(p => Math.Max(Math.Abs(sum[2 * p]), Math.Abs(sum[2 * p + 1])))], model.Explain(image, smooth, Objective.Logit(2))[0].Map);
        double Variance(int i) => squares[i] - sum[i] * sum[i];
        Small.Close([.. Enumerable.Range(0, 12).Select(p => Variance(2 * p) + Variance(2 * p + 1))],
            model.Explain(image, new VarGrad { Samples = samples, Noise = 0.2f, Seed = 9 }, Objective.Logit(2))[0].Map);
    }

    [Fact]
    public void The_seed_decides_and_nothing_else_does()
    {
        using Model model = Small.Parse(SmallNets.LeNet5);
        using Tensor image = Small.Images(model, 1);
        float[] Map(ulong seed) => [.. model.Explain(image, new SmoothGrad { Samples = 9, Seed = seed }, Objective.Logit(2))[0].Map];
        Assert.Equal(Map(1), Map(1));
        Assert.NotEqual(Map(1), Map(2));
    }

    [Fact]
    public void Negative_noise_says_its_range()
    {
        using Model model = Model.Parse("2x2x1 | flatten | dense 2");
        using Tensor image = Small.Images(model, 1);
        Assert.Equal("SmoothGrad: noise -1; it is a share of the image's range, 0 or more, 0.1 to 0.2 as a rule",
            Assert.Throws<ArgumentException>(() => model.Explain(image, new SmoothGrad { Noise = -1 }, Objective.Logit(0))).Message);
    }
}
