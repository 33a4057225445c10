using Fovea.Analysis;

namespace Fovea.Lab.Tests;

/// <summary>How many directions a layer uses, and how far the last maps see.</summary>
public sealed class SaturationTests
{
    private static readonly FactsOptions Options = new() { Threads = 1, Images = 256, Batch = 32, Trained = true };

    private const string Wide = "12x12x1 | conv 8 3x3 | relu | conv 64 3x3 | relu | conv 8 3x3 | relu | globalavgpool | dense 4";

    [Fact]
    public void A_covariance_in_blocks_is_that_of_all_samples()
    {
        var random = new Random(3);
        float[] samples = [.. Enumerable.Range(0, 37 * 5).Select(_ => 1000 + random.NextSingle())];
        var covariance = new ChannelCovariance(5);
        covariance.Add(samples.AsSpan(0, 5 * 4));
        covariance.Add(samples.AsSpan(5 * 4, 5 * 32));
        covariance.Add([]);
        covariance.Add(samples.AsSpan(5 * 36));
        Assert.Equal(37, covariance.Count);
        for (int a = 0; a < 5; a++)
            for (int b = 0; b < 5; b++)
            {
                double Mean(Func<int, double> of) => Enumerable.Range(0, 37).Average(of);
                double ma = Mean(i => samples[5 * i + a]), mb = Mean(i => samples[5 * i + b]);
                Assert.Equal(Mean(i => (samples[5 * i + a] - ma) * (samples[5 * i + b] - mb)), covariance[a, b], 1e-12);
            }
    }

    [Fact]
    public void Directions_are_the_fewest_that_hold_the_share()
    {
        // Variances 90, 9 and 1: the first two hold exactly 99 %.
        Assert.Equal((1, 2, 3), (Axes().Directions(0.89), Axes().Directions(0.989), Axes().Directions(0.991)));
        var constant = new ChannelCovariance(2);
        constant.Add([3, 5, 3, 5, 3, 5]);
        Assert.Equal(0, constant.Directions(0.99));

        static ChannelCovariance Axes()
        {
            var covariance = new ChannelCovariance(3);
            float[] sizes = [MathF.Sqrt(90), 3, 1];
            for (int axis = 0; axis < 3; axis++)
                foreach (int sign in (int[])[1, -1]) covariance.Add([axis == 0 ? sign * sizes[0] : 0, axis == 1 ? sign * sizes[1] : 0, axis == 2 ? sign * sizes[2] : 0]);
            return covariance;
        }
    }

    [Fact]
    public void Places_are_different_and_the_same_each_time()
    {
        int[] some = Places.Of(144, 16, 1, "conv1");
        Assert.Equal(some, Places.Of(144, 16, 1, "conv1"));
        Assert.Equal((16, 16), (some.Length, some.Distinct().Count(p => p is >= 0 and < 144)));
        Assert.NotEqual(some, Places.Of(144, 16, 2, "conv1"));
        Assert.Equal([0, 1, 2], Places.Of(3, 16, 1, "conv1"));
    }

    [Fact]
    public void A_layer_of_low_rank_has_a_low_saturation_and_lint_says_so()
    {
        using Model model = Small.Model(Wide);
        double before = Measure(model).Saturation!["conv2"];
        LowRank(model);
        LintSubject subject = Measure(model);
        Assert.Equal(["conv1", "conv2", "conv3", "dense1"], subject.Saturation!.Keys);
        Assert.InRange(subject.Saturation["conv2"], 1 / 64.0, 2 / 64.0);
        Assert.True(before > 3 * subject.Saturation["conv2"], $"{before}");
        Assert.All(subject.Saturation.Values, s => Assert.InRange(s, 0, 1));
        Assert.Contains(Linter.Run(subject).Findings, f => f.Rule == "CAP007" && f.Message.StartsWith("conv2 uses ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_too_wide_dead_or_untrained_has_none()
    {
        using Model model = Small.Model(Wide);
        model.Parameters["conv3.weight"].Clear();
        model.Parameters.MarkChanged();
        Assert.Equal(["conv1"], Measure(model, Options with { MostChannels = 63 }).Saturation!.Keys);
        LintSubject untrained = Measure(model, Options with { Trained = false, Steps = 0 });
        Assert.Null(untrained.Saturation);
        Assert.Empty(untrained.EffectiveFields);
    }

    [Fact]
    public void It_does_not_depend_on_threads()
    {
        using Model model = Small.Model(Wide);
        Assert.Equal(Measure(model).Saturation, Measure(model, Options with { Threads = 3 }).Saturation);
    }

    [Fact]
    public void The_field_of_the_last_maps_is_measured()
    {
        using Model model = Small.Model(Wide);
        KeyValuePair<string, double> field = Assert.Single(Measure(model).EffectiveFields);
        Assert.Equal("relu3", field.Key);
        Assert.InRange(field.Value, 2, 7);

        // Only the middle of the last window is read, and of each before it.
        foreach (string name in (string[])["conv1.weight", "conv2.weight", "conv3.weight"])
        {
            Span<float> w = model.Parameters[name];
            int tap = w.Length / 9;
            for (int i = 0; i < w.Length; i++) w[i] = i / tap == 4 ? Math.Abs(w[i]) + 0.1f : 0;
        }
        foreach (string name in (string[])["conv1.bias", "conv2.bias", "conv3.bias"]) model.Parameters[name].Fill(50);
        model.Parameters.MarkChanged();
        LintSubject subject = Measure(model);
        Assert.Equal(1, subject.EffectiveFields["relu3"]);
        Assert.Contains(Linter.Run(subject).Findings, f => f.Rule == "RFX005");
    }

    // Every filter is a mixture of the first two.
    private static void LowRank(Model model)
    {
        Span<float> w = model.Parameters["conv2.weight"];
        for (int i = 0; i < w.Length; i += 64)
            for (int f = 2; f < 64; f++) w[i + f] = MathF.Cos(f) * w[i] + MathF.Sin(f) * w[i + 1];
        model.Parameters.MarkChanged();
    }

    private static LintSubject Measure(Model model, FactsOptions? options = null) => Lab.Facts.Measure(model, Small.Data(), options ?? Options);
}
