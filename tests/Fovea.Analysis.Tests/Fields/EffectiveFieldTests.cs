using Fovea.Kernels;

namespace Fovea.Analysis.Tests;

/// <summary>Measured fields against what can be computed: stacks of windows with equal weights are sums of uniform distributions.</summary>
public sealed class EffectiveFieldTests
{
    [Theory]
    [InlineData(5, 3, 1.83)]
    [InlineData(10, 3, 2.58)]
    [InlineData(20, 3, 3.65)]
    [InlineData(6, 5, 3.46)]
    public void Stacks_of_equal_weights_spread_as_the_root_of_their_depth(int layers, int kernel, double published)
    {
        using Model model = Stack(layers, kernel);
        using Tensor images = Noise(model, 3);
        EffectiveField field = EffectiveField.Of(model, $"conv{layers}", images, batch: 2);
        double sigma = Math.Sqrt(layers * (kernel * kernel - 1) / 12.0);
        Assert.Equal(published, sigma, tolerance: 0.01);
        Assert.InRange(field.SigmaRows, 0.95 * sigma, 1.05 * sigma);
        Assert.InRange(field.SigmaColumns, 0.95 * sigma, 1.05 * sigma);
        Assert.Equal((layers * (kernel - 1) + 1, layers * (kernel - 1) + 1.0, false), (field.Theory.Height, field.TheorySide, field.IsClipped));
        Assert.Equal((24, 24, 3), (field.Row, field.Column, field.Images));
        // All weight that starts in the middle arrives somewhere.
        Assert.Equal(1, field.Map.Sum(v => (double)v), precision: 4);
        Assert.InRange(field.Ratio, 0.2, 0.95);
    }

    [Fact]
    public void Deeper_stacks_use_less_of_what_they_can_see()
    {
        double[] ratios = [.. ((int[])[5, 10, 20]).Select(n =>
        {
            using Model model = Stack(n, 3);
            using Tensor images = Noise(model, 1);
            return EffectiveField.Of(model, $"conv{n}", images).Ratio;
        })];
        Assert.True(ratios[0] > ratios[1] && ratios[1] > ratios[2], string.Join(", ", ratios));
    }

    // The mean over images, in several passes, is that of each alone.
    [Fact]
    public void Images_are_averaged_over_passes()
    {
        using Model model = Model.Parse("13x11x2 | conv 4 3x3 | relu | conv 4 3x3 stride 2 | relu | conv 3 3x3 | globalavgpool | dense 2", seed: 3);
        using Tensor images = Noise(model, 5);
        EffectiveField all = EffectiveField.Of(model, "conv3", images, batch: 2);
        var sum = new double[all.Map.Count];
        for (int n = 0; n < 5; n++)
        {
            using var one = new Tensor(images.Shape, images.Image(n));
            IReadOnlyList<float> map = EffectiveField.Of(model, "conv3", one).Map;
            for (int i = 0; i < sum.Length; i++) sum[i] += map[i] / 5.0;
        }
        for (int i = 0; i < sum.Length; i++) Assert.Equal(sum[i], all.Map[i], 1e-5);
        ReceptiveField f = all.Theory;
        for (int i = 0; i < sum.Length; i++)
        {
            double row = f.StartTop + all.Row * f.JumpHeight, column = f.StartLeft + all.Column * f.JumpWidth;
            bool inside = Math.Abs(i / 11 + 0.5 - row) < f.Height / 2.0 && Math.Abs(i % 11 + 0.5 - column) < f.Width / 2.0;
            if (!inside) Assert.Equal(0, all.Map[i]);
        }
        Assert.True(all.Map.Count(v => v > 0) > 60);
    }

    [Fact]
    public void Logits_see_all_of_the_image()
    {
        using Model model = Model.Parse("8x8x1 | conv 4 3x3 | relu | flatten | dense 3", seed: 1);
        using Tensor images = Noise(model, 2);
        EffectiveField field = EffectiveField.Of(model, "dense1", images);
        Assert.Equal((true, 8.0, 0, 0), (field.IsClipped, field.TheorySide, field.Row, field.Column));
        Assert.StartsWith("dense1 (0, 0): σ ", field.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        using Model model = Model.Parse("8x8x1 | conv 4 3x3 | globalavgpool", seed: 1);
        using var images = new Tensor(Shape.Image(7, 8, 1));
        Assert.StartsWith("images of 7×8×1 for a network that takes 8×8×1", Assert.Throws<ArgumentException>(() => EffectiveField.Of(model, "conv1", images)).Message);
    }

    private static Model Stack(int layers, int kernel)
    {
        Model model = Model.Parse($"49x49x1 | {layers} * conv 1 {kernel}x{kernel} nobias | globalavgpool");
        foreach (Parameter p in model.Parameters.All) model.Parameters.Values(p).Span.Fill(1f / (kernel * kernel));
        model.Parameters.MarkChanged();
        return model;
    }

    private static Tensor Noise(Model model, int count)
    {
        var images = new Tensor(model.Graph.Input.Shape, count);
        for (int i = 0; i < images.Values.Length; i++) images.Values[i] = CounterRandom.Normal(1, 2, 3, (uint)i);
        return images;
    }
}
