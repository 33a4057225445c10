using Fovea.Kernels;

namespace Fovea.Explain.Tests;

/// <summary>Each method against its defining formula, computed by brute force with one pass for each image.</summary>
public sealed class PerturbationTests
{
    private const string Net = "12x10x2 | conv 6 3x3 | relu | maxpool 2 | conv 5 3x3 | relu | flatten | dense 3";

    private static Tensor Image(int seed, int batch = 1)
        => new(Shape.Image(12, 10, 2), [.. Enumerable.Range(0, 240 * batch).Select(i => CounterRandom.Normal((ulong)seed, 3, 0, (uint)i))], batch);

    private static float Score(Model model, ReadOnlySpan<float> image, int target)
    {
        using Plan plan = model.Compile();
        plan.Load(image);
        plan.Run();
        return plan.Output(0)[target];
    }

    private static void Close(double[] expected, IReadOnlyList<float> actual, double relative)
    {
        double size = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= relative * size, $"value {i}: {expected[i]} by brute force, {actual[i]}");
    }

    [Theory]
    [InlineData(3, 2, Removal.Mean)]
    [InlineData(4, 3, Removal.Black)]
    [InlineData(2, 1, Removal.Blur)]
    public void Occlusion_is_the_mean_loss_over_the_patches_that_cover_a_pixel(int patch, int stride, Removal removal)
    {
        using Model declared = Model.Parse(Net, 4);
        using Model model = declared.With(new Preprocessing(ResizeRule.Exact, [0.4f], [0.5f]));
        using Tensor image = Image(1);
        Explanation e = Assert.Single(model.Explain(image, new Occlusion(patch, stride) { Removal = removal }, Objective.Logit(1)));
        float[] empty = removal switch
        {
            Removal.Mean => new float[240],
            Removal.Black => [.. Enumerable.Repeat(-0.8f, 240)],
            _ => Removals.Blur(image.Values, image.Shape, 10 / 8.0),
        };
        double full = Score(model, image.Values, 1);
        double[] sums = new double[120], counts = new double[120];
        foreach (int top in Enumerable.Range(0, 13 - patch).Where(t => t % stride == 0 || t == 12 - patch))
            foreach (int left in Enumerable.Range(0, 11 - patch).Where(t => t % stride == 0 || t == 10 - patch))
            {
                float[] copy = image.Values.ToArray();
                bool Covered(int p) => p / 10 >= top && p / 10 < top + patch && p % 10 >= left && p % 10 < left + patch;
                for (int i = 0; i < copy.Length; i++)
                    if (Covered(i / 2)) copy[i] = empty[i];
                double loss = full - Score(model, copy, 1);
                for (int p = 0; p < 120; p++)
                    if (Covered(p)) (sums[p], counts[p]) = (sums[p] + loss, counts[p] + 1);
            }
        Close([.. sums.Select((s, p) => s / counts[p])], e.Map, 1e-4);
        Assert.Equal(full, e.Value, 1e-5);
    }

    [Theory]
    [InlineData("relu2")]
    [InlineData("conv1")]
    public void Ablation_cam_weighs_each_channel_by_what_its_loss_costs(string node)
    {
        using Model model = Model.Parse(Net, 5);
        using Tensor image = Image(2);
        Explanation e = Assert.Single(model.Explain(image, new AblationCam(node), Objective.Logit(2)));
        Shape shape = model.Graph[node].Shape;
        float[] activation = model.ActivationMaps(image, [node])[0].Images[0];
        double full = Score(model, image.Values, 2);
        var map = new double[shape.Height * shape.Width];
        for (int k = 0; k < shape.Channels; k++)
        {
            using Plan plan = model.Compile(new PlanOptions { Feed = [node] });
            plan.Load(image.Values);
            plan.Feed(node, [.. activation.Select((v, i) => i % shape.Channels == k ? 0 : v)]);
            plan.Run();
            double weight = (full - plan.Output(0)[2]) / Math.Abs(full);
            for (int p = 0; p < map.Length; p++) map[p] += weight * activation[p * shape.Channels + k];
        }
        Close(map, e.Map, 1e-4);
        Assert.Equal($"Ablation-CAM at {node}", e.Method);
    }

    [Fact]
    public void Ablation_reaches_the_output_past_a_shortcut()
    {
        using Model model = Model.Parse("6x6x2 | residual(conv 2 3x3 | relu) | globalavgpool | dense 2", 3);
        using var image = new Tensor(Shape.Image(6, 6, 2), [.. Enumerable.Range(0, 72).Select(i => MathF.Sin(i))]);
        Explanation e = model.Explain(image, new AblationCam("relu1"), Objective.Logit(0))[0];
        Assert.Equal(Score(model, image.Values, 0), e.Value, 1e-5);
        Assert.Contains(e.Map, v => v != 0);
    }

    [Fact]
    public void Score_cam_weighs_each_channel_by_the_image_seen_through_it()
    {
        using Model model = Model.Parse(Net, 6);
        using Tensor image = Image(3);
        Explanation e = Assert.Single(model.Explain(image, new ScoreCam("relu2"), Objective.Logit(0)));
        Shape shape = model.Graph["relu2"].Shape;
        float[] activation = model.ActivationMaps(image, ["relu2"])[0].Images[0];
        double[] scores = new double[shape.Channels];
        for (int k = 0; k < shape.Channels; k++)
        {
            double At(int row, int column) => activation[(Math.Clamp(row, 0, shape.Height - 1) * shape.Width + Math.Clamp(column, 0, shape.Width - 1)) * shape.Channels + k];
            var seen = new double[120];
            for (int p = 0; p < 120; p++)
            {
                // Between the four cells whose centres surround the pixel's.
                double y = Math.Clamp((p / 10 + 0.5) * shape.Height / 12 - 0.5, 0, shape.Height - 1), x = Math.Clamp((p % 10 + 0.5) * shape.Width / 10 - 0.5, 0, shape.Width - 1);
                int r = (int)y, c = (int)x;
                seen[p] = (1 - y + r) * ((1 - x + c) * At(r, c) + (x - c) * At(r, c + 1)) + (y - r) * ((1 - x + c) * At(r + 1, c) + (x - c) * At(r + 1, c + 1));
            }
            double low = seen.Min(), high = seen.Max();
            float[] copy = image.Values.ToArray();
            for (int i = 0; i < copy.Length; i++) copy[i] *= high > low ? (float)((seen[i / 2] - low) / (high - low)) : 0;
            scores[k] = Score(model, copy, 0);
        }
        double total = scores.Sum(Math.Exp);
        var map = new double[shape.Height * shape.Width];
        for (int p = 0; p < map.Length; p++)
            for (int k = 0; k < shape.Channels; k++) map[p] += Math.Exp(scores[k]) / total * activation[p * shape.Channels + k];
        Close(map, e.Map, 1e-4);
    }

    [Fact]
    public void Rise_is_the_sum_of_its_masks()
    {
        using Model model = Model.Parse(Net, 7);
        using Tensor image = Image(4);
        var rise = new Rise(40, 3, 0.4f) { Seed = 9 };
        Explanation e = Assert.Single(model.Explain(image, rise, Objective.Logit(1)));
        float[][] masks = [.. Enumerable.Range(0, 40).Select(i =>
        {
            var mask = new float[120];
            rise.Mask(i, 3, image.Shape, mask);
            return mask;
        })];
        double[] scores = [.. masks.Select(m =>
        {
            float[] copy = image.Values.ToArray();
            for (int i = 0; i < copy.Length; i++) copy[i] *= m[i / 2];
            return (double)Score(model, copy, 1);
        })];
        double mean = scores.Average();
        Close([.. Enumerable.Range(0, 120).Select(p => masks.Select((m, i) => (scores[i] - mean) * m[p]).Sum() / (40 * 0.4f))], e.Map, 1e-4);
        Assert.All(masks, m => Assert.All(m, v => Assert.InRange(v, 0f, 1f)));
        Assert.InRange(masks.Average(m => m.Average()), 0.3, 0.5);
    }

    [Fact]
    public void Kernel_shap_over_all_sets_is_the_shapley_value()
    {
        const int players = 6;
        float Worth(bool[] there) => MathF.Sin(Enumerable.Range(0, players).Sum(k => there[k] ? (k + 1) * 0.7f : 0)) + (there[0] && there[3] ? 2 : 0);
        bool[] all = [.. Enumerable.Repeat(true, players)];
        double[] values = new KernelShap(1000).Values(players, sets => [.. sets.Select(Worth)], Worth(all), Worth(new bool[players]));
        for (int k = 0; k < players; k++)
        {
            double shapley = 0;
            for (int set = 0; set < 1 << players; set++)
            {
                if ((set >> k & 1) == 1) continue;
                bool[] without = [.. Enumerable.Range(0, players).Select(j => (set >> j & 1) == 1)], with = [.. without];
                with[k] = true;
                int size = without.Count(b => b);
                double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (a, b) => a * b);
                shapley += Factorial(size) * Factorial(players - size - 1) / Factorial(players) * (Worth(with) - Worth(without));
            }
            Assert.Equal(shapley, values[k], 1e-5);
        }
    }

    [Fact]
    public void Drawn_sets_come_near_the_shapley_value_and_are_complete()
    {
        const int players = 20;
        // An additive game with one pair: each player's value is its own, plus half of the pair's.
        float Worth(bool[] there) => Enumerable.Range(0, players).Sum(k => there[k] ? k * 0.1f : 0) + (there[2] && there[5] ? 1 : 0);
        bool[] all = [.. Enumerable.Repeat(true, players)];
        double[] values = new KernelShap(2000) { Seed = 1 }.Values(players, sets => [.. sets.Select(Worth)], Worth(all), 0);
        for (int k = 0; k < players; k++) Assert.Equal(k * 0.1 + (k is 2 or 5 ? 0.5 : 0), values[k], 0.05);
        Assert.Equal(Worth(all), values.Sum(), 1e-4);
    }

    [Fact]
    public void Kernel_shap_maps_sum_to_what_the_image_adds()
    {
        using Model model = Model.Parse(Net, 8);
        using Tensor image = Image(5);
        Explanation e = model.Explain(image, new KernelShap(200) { Segments = 12 }, Objective.Logit(0))[0];
        Assert.Equal(e.Value - Score(model, new float[240], 0), e.Map.Sum(), 1e-4);
    }

    [Fact]
    public void Lime_finds_the_weights_of_a_linear_network()
    {
        using Model model = Model.Parse("8x8x1 | flatten | dense 2 nobias", 2);
        using var image = new Tensor(Shape.Image(8, 8, 1), [.. Enumerable.Range(0, 64).Select(i => i % 8 < 4 ? 1f : 2f)]);
        var lime = new Lime(400, Ridge: 0) { Segments = 8, Seed = 3 };
        Explanation e = model.Explain(image, lime, Objective.Logit(1))[0];
        Superpixels parts = lime.Divide(image.Values, image.Shape);
        ReadOnlySpan<float> weight = model.Parameters["dense1.weight"];
        double[] sums = new double[parts.Count];
        for (int p = 0; p < 64; p++) sums[parts.Labels[p]] += weight[p * 2 + 1] * image.Values[p];
        Close([.. parts.Labels.Select(l => sums[l])], e.Map, 1e-3);
        Assert.Null(e.Warning);
    }

    public static TheoryData<string> All => [.. Methods.Keys];

    private static Dictionary<string, PerturbationMethod> Methods { get; } = new()
    {
        ["occlusion"] = new Occlusion(),
        ["score-cam"] = new ScoreCam(),
        ["ablation-cam"] = new AblationCam(),
        ["rise"] = new Rise(60),
        ["lime"] = new Lime(60),
        ["kernel-shap"] = new KernelShap(60),
    };

    [Theory]
    [MemberData(nameof(All))]
    public void A_map_does_not_depend_on_batch_or_threads_and_is_that_of_its_image(string name)
    {
        using Model model = Model.Parse(Net, 9);
        using Tensor both = Image(6, 2);
        using var second = new Tensor(both.Shape, both.Image(1));
        PerturbationMethod method = Methods[name];
        IReadOnlyList<Explanation> one = method.Explain(model, both, Objective.Logit(), [2, 1], new ExplainWork { Batch = 7, Threads = 1 });
        Explanation alone = method.Explain(model, second, Objective.Logit(), [1], new ExplainWork { Batch = 64, Threads = 2 })[0];
        Assert.Equal(one[1].Map, method.Explain(model, both, Objective.Logit(), [2, 1], new ExplainWork { Batch = 7, Threads = 2 })[1].Map);
        Assert.Equal(one[1].Map, alone.Map);
        Assert.NotEqual(one[0].Map, one[1].Map);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Progress_reaches_the_end_and_work_can_be_ended(string name)
    {
        using Model model = Model.Parse(Net, 9);
        using Tensor both = Image(6, 2);
        var seen = new List<double>();
        Methods[name].Explain(model, both, Objective.Logit(0), [], new ExplainWork { Batch = 16, Progress = new Recorder(seen) });
        Assert.Equal(1, seen[^1], 1e-9);
        Assert.Contains(0.5, seen);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Methods[name].Explain(model, both, Objective.Logit(0), [], new ExplainWork { Cancel = stop.Token }));
    }

    [Fact]
    public void What_cannot_be_is_refused_in_plain_words()
    {
        using Model model = Model.Parse(Net, 9);
        using Tensor image = Image(6);
        string Refusal(PerturbationMethod m) => Assert.Throws<ArgumentException>(() => model.Explain(image, m, Objective.Logit(0))).Message;
        Assert.Equal("an occlusion patch of 11 pixels for an image of 12×10×2; 1 to 10", Refusal(new Occlusion(11)));
        Assert.Equal("an occlusion stride of 4 pixels for patches of 3; 1 to 3, or pixels would stay uncovered", Refusal(new Occlusion(3, 4)));
        Assert.Equal("Score-CAM needs feature maps, dense1 is a vector of 3\n  help  take feature maps, relu2 (6×5×5) for one; fovea summary lists all", Refusal(new ScoreCam("dense1")));
        Assert.Equal("RISE of 10 masks of 4×4 cells that stay with probability 1; at least 1, 1, and 0 < p < 1", Refusal(new Rise(10, 4, 1)));
        using Model mlp = Model.Parse("9 | dense 3");
        using var x = new Tensor(Shape.Vector(9));
        Assert.Equal("Occlusion explains images, net takes a vector of 9", Assert.Throws<ArgumentException>(() => mlp.Explain(x, new Occlusion(), Objective.Logit(0))).Message);
    }

    private sealed class Recorder(List<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }
}
