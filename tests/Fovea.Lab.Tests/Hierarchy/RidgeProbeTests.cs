using Fovea.Kernels;

namespace Fovea.Lab.Tests;

/// <summary>Probes, their control and what a layer adds.</summary>
public sealed class RidgeProbeTests
{
    private const int Classes = 4, Width = 20;

    [Fact]
    public void What_can_be_read_linearly_is_read()
    {
        (float[] train, int[] labels) = Blobs(800, 1);
        (float[] held, int[] expected) = Blobs(400, 2);
        int[] answers = new RidgeProbe(train, Width).Answer(labels, Classes, held);
        Assert.True(answers.Zip(expected, (a, b) => a == b ? 1 : 0).Average() > 0.97);
    }

    [Fact]
    public void Shuffled_labels_stay_at_chance_within_the_interval()
    {
        int inside = 0;
        const int trials = 20;
        for (int t = 0; t < trials; t++)
        {
            (float[] train, int[] labels) = Blobs(400, (ulong)t);
            (float[] held, int[] heldLabels) = Blobs(400, (ulong)t + 50);
            int[] order = Hierarchy.Shuffle(400, 400, (ulong)t, "t"), other = Hierarchy.Shuffle(400, 400, (ulong)t, "h");
            int[] answers = new RidgeProbe(train, Width).Answer([.. order.Select(i => labels[i])], Classes, held);
            Score score = ProbeSeries.ScoreOf([.. answers.Select((a, i) => a == heldLabels[other[i]])]);
            if (score.Low <= 0.25 && score.High >= 0.25) inside++;
        }
        // 95 % intervals miss once in twenty.
        Assert.True(inside >= trials - 3, $"{inside} of {trials}");
    }

    [Fact]
    public void The_weights_are_those_of_the_normal_equations()
    {
        // Two numbers, far apart in scale: ridge on standardised numbers finds the same border as on small ones.
        (float[] train, int[] labels) = Blobs(500, 3);
        float[] scaled = [.. train.Select((v, i) => i % Width == 0 ? 1e4f * v + 1e5f : v)];
        (float[] held, _) = Blobs(200, 4);
        float[] heldScaled = [.. held.Select((v, i) => i % Width == 0 ? 1e4f * v + 1e5f : v)];
        int[] a = new RidgeProbe(train, Width).Answer(labels, Classes, held), b = new RidgeProbe(scaled, Width).Answer(labels, Classes, heldScaled);
        Assert.True(a.Zip(b, (p, q) => p == q ? 1 : 0).Average() > 0.99);
    }

    [Fact]
    public void Numbers_that_do_not_vary_are_harmless()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 2)];
        float[] constant = new float[40 * 3];
        Array.Fill(constant, 0.3f);
        Assert.Single(new RidgeProbe(constant, 3).Answer(labels, 2, constant).Distinct());
        for (int i = 0; i < 40; i++) constant[3 * i] = labels[i];
        Assert.Equal(labels, new RidgeProbe(constant, 3).Answer(labels, 2, constant));
    }

    [Theory]
    [InlineData(0, 0, 400, nameof(Contribution.Nothing))]     // the same answers
    [InlineData(40, 5, 400, nameof(Contribution.Adds))]
    [InlineData(5, 40, 400, nameof(Contribution.Loses))]
    [InlineData(20, 15, 400, nameof(Contribution.Unclear))]
    public void A_gain_is_judged_by_its_interval(int more, int less, int n, string expected)
    {
        bool[] layer = [.. Enumerable.Range(0, n).Select(i => i < more)], before = [.. Enumerable.Range(0, n).Select(i => i >= more && i < more + less)];
        Gain gain = ProbeSeries.GainOf(layer, before, "x");
        Assert.Equal((more - less) / (double)n, gain.Points, 1e-12);
        Assert.Equal(expected, ProbeSeries.Judge(gain, 0.5).ToString());
    }

    [Fact]
    public void Layers_that_say_the_same_add_nothing_to_each_other_where_images_are_few()
    {
        Gain gain = ProbeSeries.GainOf([true, false, true, true], [true, true, true, false], "x");
        Assert.Equal(Contribution.Unclear, ProbeSeries.Judge(gain, 0.5));
        Assert.Equal(Contribution.Nothing, ProbeSeries.Judge(gain, 0.97));
    }

    [Fact]
    public void A_paired_interval_covers_the_true_difference()
    {
        int covered = 0;
        const int trials = 400, n = 300;
        for (int t = 0; t < trials; t++)
        {
            var (layer, before) = (new bool[n], new bool[n]);
            for (int i = 0; i < n; i++)
            {
                float u = CounterRandom.Uniform(5, 6, (ulong)t, (uint)i);
                (layer[i], before[i]) = u < 0.10f ? (true, false) : u < 0.15f ? (false, true) : (u < 0.6f, u < 0.6f);
            }
            Gain gain = ProbeSeries.GainOf(layer, before, "x");
            if (gain.Low <= 0.05 && gain.High >= 0.05) covered++;
        }
        Assert.InRange(covered / (double)trials, 0.92, 0.98);
    }

    private static (float[] Values, int[] Labels) Blobs(int count, ulong seed)
    {
        int[] labels = [.. Enumerable.Range(0, count).Select(i => CounterRandom.Below(Classes, seed, 1, 0, (uint)i))];
        return ([.. Enumerable.Range(0, count * Width).Select(i => CounterRandom.Normal(seed, 2, 0, (uint)i) + (i % Width == labels[i / Width] ? 5 : 0))], labels);
    }
}
