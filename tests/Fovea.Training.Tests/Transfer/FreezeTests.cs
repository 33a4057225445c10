using Fovea.Data;

namespace Fovea.Training.Tests;

/// <summary>What is frozen stays, bit for bit; what is not learns as if it were alone.</summary>
public sealed class FreezeTests
{
    // Blocks with shortcuts of both kinds, norms, a dropout between them.
    internal const string Net = """
        def block c { residual(conv c 3x3 nobias | bn | relu | conv c 3x3 nobias | bn) | relu }
        def down c { residual(conv c 3x3 stride 2 nobias | bn | relu | conv c 3x3 nobias | bn ; conv c 1x1 stride 2 nobias | bn) | relu }
        12x12x1 | conv 4 3x3 nobias | bn | relu | block 4 | down 6 | block 6 | globalavgpool | dense 8 | relu | dropout 0.2 | dense 4
        """;

    internal static TrainOptions Options => Small.Options with { Augmentation = Augmentation.None, WeightAverage = 0, Epochs = 3, Validation = Small.Images(20, 2) };

    private static Model Trained(TrainOptions options, string net = Net, int images = 60)
    {
        Model model = Warm(net);
        model.Train(Small.Images(images), options);
        return model;
    }

    // Running statistics and weights that are no first values.
    internal static Model Warm(string net = Net) => Warmed.GetOrAdd(net, text =>
    {
        Model model = Small.Model(text);
        model.Train(Small.Images(), Small.Options with { Epochs = 1 });
        return model;
    }).With();

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Model> Warmed = new();

    public static TheoryData<string, string> Patterns => new()
    {
        { "*|!dense*", "dropout1" },
        { "..block1.relu2", "block1.relu2" },
        { "conv1|bn1|block1.*", "block1.relu2" },
        { "conv1.weight|bn1", "relu1" },
        { "down1.*", "" },
        { "*bn*", "" },
        { "block1.conv1|down1.conv3|down1.bn3|dense1.bias", "" },
        { "conv1|bn1|block1.*|down1.conv1|down1.bn1", "block1.relu2" },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Frozen_values_are_the_same_bits_and_others_are_not(string patterns, string boundary)
    {
        TrainOptions options = Options with { Freeze = patterns.Split('|'), Optimizer = new AdamW { WeightDecay = 0.1f }, WeightAverage = 0.7f };
        using Model before = Warm(), after = Trained(options);
        FrozenPart part = FrozenPart.Of(before, options);
        Assert.NotEmpty(part.Parameters);
        foreach (Parameter p in before.Parameters.All)
        {
            bool same = before.Parameters.Values(p).Span.SequenceEqual(after.Parameters[p.Name]);
            Assert.True(same == part.Parameters.Contains(p), $"{p.Name} {(same ? "did not learn" : "has changed")}");
        }
        // Dropout itself is drawn anew in each step, so features end before it.
        Assert.Equal(boundary == "dropout1" ? "globalavgpool1" : boundary, part.Boundary?.Name ?? "");
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Threads_and_kept_features_decide_no_bit(string patterns, string boundary)
    {
        TrainOptions options = Options with { Freeze = patterns.Split('|') };
        using Model once = Trained(options with { FeatureCaching = FeatureCaching.Auto }), never = Trained(options with { FeatureCaching = FeatureCaching.Never, Threads = 2 });
        Assert.Equal(Small.Values(never), Small.Values(once));
        if (boundary.Length == 0) return;
        using Model always = Trained(options with { FeatureCaching = FeatureCaching.Always, Threads = 2 });
        Assert.Equal(Small.Values(never), Small.Values(always));
    }

    // Gradients of what learns, from a plan that computes all of them: frozen nodes change nothing but what they save. Frozen norms are compared in a net
    // without any.
    [Theory]
    [InlineData("12x12x1 | conv 4 3x3 | relu | residual(conv 4 3x3 | relu | conv 4 3x3) | relu | flatten | dense 8 | relu | dense 4", "conv2|dense1")]
    [InlineData("12x12x1 | conv 4 3x3 | relu | residual(conv 4 3x3 | relu | conv 4 3x3) | relu | flatten | dense 8 | relu | dense 4", "conv1|conv3")]
    public void Gradients_of_the_rest_are_those_of_a_whole_plan(string net, string frozen)
    {
        using Model model = Small.Model(net);
        PlanOptions options = new() { MaxBatch = 5, Threads = 1, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true };
        using Plan whole = model.Compile(options), part = model.Compile(options with { Frozen = frozen.Split('|') });
        float[] pixels = [.. Enumerable.Range(0, 5 * 144).Select(i => MathF.Sin(i))];
        foreach (Plan plan in (Plan[])[whole, part])
        {
            plan.Load(pixels);
            for (int n = 0; n < 5; n++) plan.Labels[n] = n % 4;
            plan.Run();
        }
        foreach (Parameter p in model.Parameters.All)
            if (frozen.Split('|').Contains(p.Node.Name)) Assert.All(part.Gradient(p.Name).ToArray(), v => Assert.Equal(0, v));
            else Assert.Equal(whole.Gradient(p.Name), part.Gradient(p.Name));
    }

    // Any set of frozen nodes, norms among them: with fusions and shared memory as without, where every node has memory and a call of its own.
    [Fact]
    public void Fusions_change_no_gradient_whatever_is_frozen()
    {
        using Model model = Warm();
        string[] nodes = [.. model.Graph.Nodes.Where(n => n.ParameterCount > 0).Select(n => n.Name)];
        float[] pixels = [.. Enumerable.Range(0, 4 * 144).Select(i => MathF.Sin(i))];
        var random = new Random(11);
        for (int trial = 0; trial < 40; trial++)
        {
            string[] frozen = [.. nodes.Where(_ => random.Next(3) > trial % 3)];
            var options = new PlanOptions { MaxBatch = 4, Threads = 1, Training = true, Strict = true, Objective = Objective.CrossEntropy(), ParameterGradients = true, Frozen = frozen, Recompute = trial % 2 == 1 };
            (float Loss, float[] Gradients) fused = Run(options), plain = Run(options with { Optimise = false, Recompute = false });
            Assert.Equal(plain.Loss, fused.Loss, 1e-5f);
            float largest = plain.Gradients.Select(MathF.Abs).DefaultIfEmpty(0).Max();
            for (int i = 0; i < plain.Gradients.Length; i++)
                Assert.True(MathF.Abs(plain.Gradients[i] - fused.Gradients[i]) <= 1e-4f * largest, $"trial {trial}, frozen {string.Join(' ', frozen)}: {plain.Gradients[i]} and {fused.Gradients[i]} at {i}");
        }

        (float, float[]) Run(PlanOptions options)
        {
            // Running statistics move in a run: each plan begins with the same.
            using Model own = model.With();
            using Plan plan = own.Compile(options);
            plan.Load(pixels);
            for (int n = 0; n < 4; n++) plan.Labels[n] = n;
            plan.Run(seed: 5);
            return (plan.Value, plan.ParameterGradients.Span.ToArray());
        }
    }

    [Fact]
    public void Nothing_is_computed_backwards_below_the_lowest_layer_that_learns()
    {
        using Model model = Small.Model(Net);
        PlanOptions options = new() { MaxBatch = 4, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true };
        using Plan plan = model.Compile(options with { Frozen = [.. model.Graph.Nodes.Where(n => n.ParameterCount > 0 && !n.Name.StartsWith("dense", StringComparison.Ordinal)).Select(n => n.Name)] });
        string[] backward = plan.ToString().Split("objective and backward\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(backward, line => Assert.Matches("dense|relu2|dropout|loss|cross|softmax", line));
        Assert.Contains(backward, line => line.Contains("dense1", StringComparison.Ordinal));
        Assert.DoesNotContain("bn1 sums", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_frozen_norm_normalises_with_its_running_statistics()
    {
        using Model model = Warm("12x12x1 | conv 4 3x3 nobias | bn | relu | flatten | dense 4");
        float[] pixels = [.. Enumerable.Range(0, 4 * 144).Select(i => MathF.Sin(i))];
        PlanOptions options = new() { MaxBatch = 4, Capture = ["bn1"], Optimise = false };
        using Plan inference = model.Compile(options), training = model.Compile(options with { Training = true, Frozen = ["bn1"], Objective = Objective.CrossEntropy(), ParameterGradients = true });
        foreach (Plan plan in (Plan[])[inference, training])
        {
            plan.Load(pixels);
            plan.Run();
        }
        using Tensor a = inference.Read("bn1"), b = training.Read("bn1");
        Assert.Equal(a.Values, b.Values);
    }

    [Theory]
    [InlineData("block1.conv2.weigth", "; did you mean 'block1.conv2.weight'?")]
    [InlineData("blok1.*", "; did you mean 'block1.*'?")]
    [InlineData("..globalavgpool", "; did you mean 'globalavgpool1'?")]
    [InlineData("!dens1", "; did you mean 'dense1'?")]
    [InlineData("encoder", "")]
    public void A_pattern_that_chooses_nothing_is_an_error(string pattern, string hint)
    {
        using Model model = Small.Model(Net);
        var e = Assert.Throws<ArgumentException>(() => { model.Train(Small.Images(), Options with { Freeze = [pattern] }); });
        Assert.Equal($"Freeze '{pattern}' chooses nothing in net{hint}\n"
            + "  rule  a pattern is a name of a node or parameter, with * for any characters; ..NODE is everything up to that node; !PATTERN takes back\n"
            + "  help  the blocks are block1.*, down1.*, block2.*; the nodes with weights are conv1, bn1, block1.conv1, block1.bn1, block1.conv2, block1.bn2, down1.conv1, down1.bn1 and 10 more", e.Message);
    }

    [Fact]
    public void Something_has_to_learn()
    {
        using Model model = Small.Model(Net);
        Assert.Equal("every parameter of net is frozen (*)\n  rule  something has to learn\n  help  take the head back: '!dense2'",
            Assert.Throws<ArgumentException>(() => { model.Train(Small.Images(), Options with { Freeze = ["*"] }); }).Message);
    }

    [Fact]
    public void Features_that_cannot_be_kept_are_an_error_when_they_must_be()
    {
        using Model model = Small.Model(Net);
        TrainOptions options = Options with { Freeze = ["*", "!dense2"], FeatureCaching = FeatureCaching.Always };
        Refused(options with { Augmentation = new Augmentation { HorizontalFlip = true } }, "since augmentation changes the images");
        Refused(options with { FeatureCacheBytes = 1000 }, "0.0 MB for 84 images, the limit is 0 MB");
        Refused(options with { Freeze = ["dense1"] }, "nothing below the lowest layer that learns is frozen");

        void Refused(TrainOptions o, string why) => Assert.Equal(
            $"features cannot be kept: {why}\n  rule  they are kept where everything up to a node is frozen, images are not changed at random, and there is room\n"
            + "  help  freeze the first layers, leave augmentation out, or raise FeatureCacheBytes",
            Assert.Throws<ArgumentException>(() => { model.Train(Small.Images(), o); }).Message);
    }

    [Fact]
    public void The_plan_of_a_transfer_says_what_will_happen()
    {
        using Model model = Small.Model(Net);
        TransferPlan plan = TransferPlan.Of(model, Options with { Freeze = ["*", "!dense2"] }, 84);
        Assert.Equal("frozen      1,676 of 1,712 parameters; learned: dense2.weight, dense2.bias\nfeatures    relu2 8: computed once for each image, 0.0 MB for 84 images, the limit is 1024 MB", plan.ToString());
        Assert.True(plan.StepBytes < TransferPlan.Of(model, Options with { Freeze = ["conv1"] }, 84).StepBytes / 2);
    }

    [Fact]
    public void Divergence_is_found_behind_kept_features()
    {
        using Model model = Warm();
        TrainOptions options = Options with { Freeze = ["*", "!dense*"], Optimizer = new Sgd { LearningRate = 1e38f }, Schedule = new Constant() };
        Divergence d = Assert.Throws<TrainingDivergedException>(() => { model.Train(Small.Images(), options); }).Divergence;
        Assert.StartsWith("dense", d.Culprit.Name, StringComparison.Ordinal);
    }
}
