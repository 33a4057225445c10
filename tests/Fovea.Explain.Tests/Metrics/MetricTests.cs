using Fovea.Kernels;

namespace Fovea.Explain.Tests;

/// <summary>Each metric against its formula on a case that can be computed by hand or by brute force.</summary>
public sealed class MetricTests
{
    private const string Net = "8x8x2 | conv 4 3x3 | relu | flatten | dense 3";

    private static Tensor Images(int batch, int seed = 1)
        => new(Shape.Image(8, 8, 2), [.. Enumerable.Range(0, 128 * batch).Select(i => CounterRandom.Normal((ulong)seed, 5, 0, (uint)i))], batch);

    private static MetricSubject Subject(Model model, Tensor images, params float[][] maps)
        => new(model, images, [.. Enumerable.Repeat(1, images.Batch)], new GradCam(), [.. maps.Select(m => new Explanation("given", Objective.Logit(), 0, 8, m.Length / 8, m))]) { Seed = 7 };

    private static float[] Draw(int seed) => [.. Enumerable.Range(0, 64).Select(p => CounterRandom.Normal((ulong)seed, 6, 0, (uint)p))];

    private static double Probability(Model model, ReadOnlySpan<float> image, int target)
    {
        using Plan plan = model.Compile();
        plan.Load(image);
        plan.Run();
        double sum = 0;
        foreach (float v in plan.Output(0)) sum += Math.Exp(v);
        return Math.Exp(plan.Output(0)[target]) / sum;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Deletion_and_insertion_are_areas_under_their_curves(bool insert)
    {
        using Model model = Model.Parse(Net, 2);
        using Tensor images = Images(1);
        float[] map = Draw(1), image = images.Values.ToArray(), blurred = Removals.Blur(image, images.Shape, 1);
        ExplanationMetric metric = insert ? new Insertion(16) : new Deletion(16);
        int[] order = [.. Enumerable.Range(0, 64).OrderByDescending(p => map[p])];
        double area = 0, before = 0;
        for (int k = 0; k <= 16; k++)
        {
            float[] copy = [.. insert ? blurred : image];
            foreach (int p in order.Take(4 * k))
                for (int c = 0; c < 2; c++) copy[2 * p + c] = insert ? image[2 * p + c] : 0;
            double now = Probability(model, copy, 1);
            if (k > 0) area += (before + now) / 32;
            before = now;
        }
        Assert.Equal(area, metric.Measure(Subject(model, images, map))[0], 1e-5);
    }

    [Fact]
    public void Drop_and_increase_compare_the_image_with_what_the_map_shows()
    {
        using Model model = Model.Parse(Net, 3);
        using Tensor images = Images(1);
        float[] map = Draw(2);
        float[] copy = images.Values.ToArray();
        for (int i = 0; i < copy.Length; i++) copy[i] *= Math.Max(map[i / 2], 0) / map.Max();
        double whole = Probability(model, images.Values, 1), seen = Probability(model, copy, 1);
        MetricSubject s = Subject(model, images, map);
        Assert.Equal(Math.Max(0, whole - seen) / whole, new AverageDrop().Measure(s)[0], 1e-5);
        Assert.Equal(whole < seen ? 1 : 0, new AverageIncrease().Measure(s)[0]);
        Assert.Equal(0, new AverageDrop().Measure(Subject(model, images, [.. Enumerable.Repeat(1f, 64)]))[0], 1e-6);
    }

    [Fact]
    public void Road_fills_with_what_neighbours_suggest()
    {
        var shape = Shape.Image(6, 6, 1);
        float[] image = [.. Enumerable.Range(0, 36).Select(p => p / 6 * 2f + p % 6)], copy = new float[36];
        NoisyImputation.Fill(image, shape, [14, 15, 20], 1, 0, copy);
        // A plane is its own interpolation: what comes back differs by the noise alone.
        for (int p = 0; p < 36; p++) Assert.Equal(image[p], copy[p], p is 14 or 15 or 20 ? 0.06 : 0);
        Assert.NotEqual(image[14], copy[14]);
        NoisyImputation.Fill(image, shape, [.. Enumerable.Range(0, 36)], 1, 0, copy);
        Assert.All(copy, v => Assert.InRange(v, -0.1f, 0.1f));
    }

    [Fact]
    public void Road_is_positive_for_the_truth_and_turns_with_the_map()
    {
        // Only the upper left quarter is read, with positive weights.
        using Model model = Model.Parse("8x8x2 | flatten | dense 2 nobias", 1);
        Span<float> weight = model.Parameters["dense1.weight"];
        for (int i = 0; i < 128; i++) (weight[2 * i], weight[2 * i + 1]) = (0, i / 16 < 4 && i / 2 % 8 < 4 ? 0.3f : 0);
        model.Parameters.MarkChanged();
        using var images = new Tensor(Shape.Image(8, 8, 2), [.. Enumerable.Range(0, 128).Select(i => i / 16 < 4 && i / 2 % 8 < 4 ? 1f : -1f)]);
        float[] truth = [.. Enumerable.Range(0, 64).Select(p => p / 8 < 4 && p % 8 < 4 ? 1f + p * 1e-3f : -p * 1e-3f)];
        double right = new Road().Measure(Subject(model, images, truth))[0], wrong = new Road().Measure(Subject(model, images, [.. truth.Select(v => -v)]))[0];
        Assert.True(right > 0.1, $"{right}");
        Assert.Equal(-right, wrong, 0.02);
    }

    [Fact]
    public void Places_are_compared_with_regions_and_chance()
    {
        using Model model = Model.Parse(Net, 2);
        using Tensor images = Images(3);
        float[] map = new float[64];
        (map[10], map[11], map[63]) = (3, -5, 1);
        bool[] region = new bool[64];
        region[10] = region[11] = true;
        MetricSubject s = Subject(model, images, map, map, map) with { Regions = [region, [.. region.Select(r => !r)], null] };
        Assert.Equal([1, 0, double.NaN], new PointingGame().Measure(s));
        Assert.Equal([0.75, 0.25, double.NaN], new EnergyShare().Measure(s));
        Assert.Equal([2 / 64.0, 62 / 64.0, double.NaN], new EnergyShare().Chance(s)!);
        // With a pixel of tolerance the two pixels reach 3×4 places.
        Assert.Equal(12 / 64.0, new PointingGame(1).Chance(s)![0]);
        Assert.Equal("pointing game compares with the places of objects: give boxes or masks", Assert.Throws<ArgumentException>(() => new PointingGame().Measure(s with { Regions = null })).Message);
    }

    [Fact]
    public void Infidelity_is_zero_for_what_a_linear_network_does()
    {
        using Model model = Model.Parse("8x8x1 | flatten | dense 2", 4);
        using var image = new Tensor(Shape.Image(8, 8, 1), Draw(3));
        ReadOnlySpan<float> weight = model.Parameters["dense1.weight"];
        float[] truth = new float[64];
        for (int p = 0; p < 64; p++) truth[p] = weight[2 * p + 1] * image.Values[p];
        Assert.Equal(0, new Infidelity().Measure(Subject(model, image, truth))[0], 1e-6);
        // In other units it is still right.
        Assert.Equal(0, new Infidelity().Measure(Subject(model, image, [.. truth.Select(v => 40 * v)]))[0], 1e-6);
        Assert.Equal(1, new Infidelity().Measure(Subject(model, image, new float[64]))[0]);
        Assert.InRange(new Infidelity().Measure(Subject(model, image, Draw(4)))[0], 0.3, 1);
    }

    [Fact]
    public void Sensitivity_of_a_linear_network_is_zero_and_statistics_are_right()
    {
        using Model model = Model.Parse("8x8x1 | flatten | dense 2", 4);
        using var image = new Tensor(Shape.Image(8, 8, 1), Draw(3));
        MetricSubject s = MetricSubject.Of(model, image, [1], new Saliency());
        Assert.Equal(0, new MaxSensitivity().Measure(s)[0], 1e-6);
        Assert.True(new MaxSensitivity().Measure(s with { Method = new RandomMap(), Explanations = model.Explain(image, new RandomMap(), Objective.Logit(), [1]) })[0] > 0.3);
        Assert.Equal(0, MapStatistics.Gini([2, -2, 2, 2]), 1e-12);
        Assert.Equal(0.75, MapStatistics.Gini([0, 0, 0, 9]), 1e-12);
        Assert.Equal(1, MapStatistics.Spearman([1, 2, 2, 5], [10, 20, 20, 21]), 1e-12);
        Assert.Equal(-1, MapStatistics.Spearman([1, 2, 3], [3, 2, 1]), 1e-12);
        Assert.Equal(0, MapStatistics.Spearman([1, 1, 1], [3, 2, 1]));
    }

    [Fact]
    public void Randomisation_tells_a_map_of_the_network_from_one_of_the_image()
    {
        using Model model = Model.Parse(Net, 5);
        using Tensor images = Images(4);
        MetricSubject edges = MetricSubject.Of(model, images, [0, 1, 2, 0], new SobelEdges()), gradient = MetricSubject.Of(model, images, [0, 1, 2, 0], new Saliency());
        Assert.All(new RandomisationCorrelation().Measure(edges), v => Assert.Equal(1, v, 1e-9));
        Assert.True(new RandomisationCorrelation().Measure(gradient).Average() < 0.5);
        // The model itself is left alone.
        using Model same = Model.Parse(Net, 5);
        Assert.Equal(same.Parameters.Trainable.Span.ToArray(), model.Parameters.Trainable.Span.ToArray());
    }

    [Fact]
    public void The_cascade_begins_at_the_output()
    {
        using Model model = Model.Parse("8x8x1 | conv 2 3x3 | bn | relu | conv 2 3x3 | relu | flatten | dense 2", 5);
        string[] Changed(double share)
        {
            using Model copy = WeightRandomisation.Copy(model, 5, share);
            return [.. model.Parameters.All.Where(p => !model.Parameters.Values(p).Span.SequenceEqual(copy.Parameters[p.Name])).Select(p => p.Name)];
        }
        Assert.Equal(["dense1.weight"], Changed(0));
        Assert.Equal(["conv2.weight", "dense1.weight"], Changed(0.5));
        Assert.Equal(["conv1.weight", "conv2.weight", "dense1.weight"], Changed(1));
    }

    [Fact]
    public void Results_do_not_depend_on_batch_or_threads()
    {
        using Model model = Model.Parse(Net, 6);
        using Tensor images = Images(5);
        bool[]?[] regions = [.. Enumerable.Range(0, 5).Select(n => Enumerable.Range(0, 64).Select(p => p % (n + 2) == 0).ToArray())];
        MethodComparison With(int batch, int threads) => MethodComparison.Of(model, images, [0, 1, 2, 1, 0], [new Occlusion(), new ScoreCam(), new Lime(40)],
            regions: regions, seed: 3, work: new ExplainWork { Batch = batch, Threads = threads });
        MethodComparison one = With(3, 1), other = With(32, 2);
        for (int r = 0; r < one.Rows.Count; r++)
            for (int m = 0; m < one.Rows[r].Results.Count; m++)
                Assert.Equal(one.Rows[r].Results[m].Values, other.Rows[r].Results[m].Values);
        Assert.Equal(one.ToJson(), other.ToJson());
        Assert.Equal(one.ToString(), other.ToString());
        Assert.Contains("insertion, higher is better\n  Occlusion  ", one.ToString());
    }

    [Fact]
    public void Intervals_hold_the_mean_and_shares_have_wilsons()
    {
        using Model model = Model.Parse(Net, 6);
        using Tensor images = Images(8);
        float[][] maps = [.. Enumerable.Range(0, 8).Select(n => Draw(n + 20))];
        MetricResult sparse = MetricResult.Of(new Sparseness(), Subject(model, images, maps));
        Assert.True(sparse.Low95 < sparse.Mean && sparse.Mean < sparse.High95);
        Assert.Equal(0, sparse.Against(sparse, 1));
        bool[] all = [.. Enumerable.Repeat(true, 64)];
        MetricResult sure = MetricResult.Of(new PointingGame(), Subject(model, images, maps) with { Regions = [.. Enumerable.Repeat(all, 8)] });
        // 8 of 8: Wilson's lower end is n / (n + z²).
        Assert.Equal(8 / (8 + 1.959964 * 1.959964), sure.Low95, 1e-9);
        Assert.Equal((1.0, 1.0), (sure.Mean, sure.High95));
    }
}
