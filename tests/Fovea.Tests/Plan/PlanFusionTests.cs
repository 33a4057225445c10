using Fovea.Kernels;
using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>What an inference plan does in the last step of a convolution: the ReLU with or without ceiling behind it, the residual sum.</summary>
public sealed class PlanFusionTests
{
    private const string Relu6Net = "12x12x8 | conv 16 3x3 nobias | bn | relu6 | depthwise 3x3 stride 2 nobias | bn | relu6 | depthwise 3x3 | relu6 | conv 19 1x1 | relu6 | flatten | dense 9 | relu6 | dense 3";

    private const string Residual = "16x16x16 | conv 16 3x3 nobias | bn | relu | residual(conv 16 3x3 nobias | bn | relu | conv 16 3x3 nobias | bn) | relu "
        + "| residual(conv 32 3x3 stride 2 nobias | bn | relu | conv 32 3x3 nobias | bn ; conv 32 1x1 stride 2 nobias | bn) | relu | globalavgpool | dense 3";

    private const string Inverted = "12x12x3 | conv 8 3x3 nobias | bn | relu6 | 2 * residual(conv 24 1x1 nobias | bn | relu6 | depthwise 3x3 nobias | bn | relu6 | conv 8 1x1 nobias | bn) "
        + "| residual(conv 8 1x1 | relu6 | depthwise 3x3 | bn) | relu6 | conv 19 1x1 | relu6 | globalavgpool | dense 3";

    public static TheoryData<KernelVariant> Variants => [.. from e in KernelTable.Entries where e.IsSupported select e.Variant];

    [Theory, MemberData(nameof(Variants))]
    public void Relu6_runs_in_the_convolution_before_it(KernelVariant variant)
    {
        using Model model = Loud(Relu6Net);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 4, Threads = 2, Variant = variant });
        Assert.Equal(6, Calls(plan).Length);
        Assert.Equal(5, Calls(plan).Count(c => c.EndsWith(" relu6", StringComparison.Ordinal)));
        Matches(model, plan, new PlanOptions { MaxBatch = 4, Threads = 1, Variant = variant, Optimise = false });
    }

    [Fact]
    public void Relu6_behind_a_norm_of_its_own_is_a_call_of_its_own()
    {
        using Model model = Loud("6x6x8 | bn | relu6 | conv 8 1x1 | relu6 | residual(relu) | relu6 | globalavgpool | dense 3");
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2 });
        Assert.Contains(Calls(plan), c => c == "relu61 relu6");
        Assert.Contains(Calls(plan), c => c == "add1 add+relu6");
        Matches(model, plan, new PlanOptions { MaxBatch = 2, Optimise = false });
    }

    [Fact]
    public void Gradients_through_a_fused_relu6_match_reference()
    {
        using Model model = Loud("8x8x4 | conv 16 3x3 | relu6 | conv 16 3x3 nobias | bn | relu6 | residual(conv 16 1x1 | relu6) | relu6 | flatten | dense 6 | relu6 | dense 3");
        float[] images = Images(model, 3);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 3, Objective = Objective.Logit(1), ParameterGradients = true, Capture = ["input.grad"] });
        Assert.Contains(Calls(plan), c => c == "conv1 conv2d-direct 8×8×16 relu6");
        plan.Load(images);
        plan.Run();
        ReferenceRun<double> reference = Reference(model, images, [], Objective.Logit(1));
        Close(reference.Gradient(model.Graph.Input), Read(plan, "input.grad"), "input.grad");
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable)) Close(reference.ParameterGradient(p.Name), plan.Gradient(p.Name), p.Name);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Convolutions_write_their_channels_of_a_concatenation(KernelVariant variant)
    {
        const string fire = "12x12x8 | conv 16 3x3 | relu | concat(conv 24 1x1 | relu ; conv 40 3x3 nobias | bn | relu ; maxpool 3 stride 1 pad 1 | conv 8 1x1 ; avgpool 3 stride 1 pad 1) "
            + "| conv 16 3x3 | relu | concat(conv 16 1x1 | relu ; conv 9 1x1) | relu | globalavgpool | dense 3";
        using Model model = Loud(fire);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 3, Threads = 2, Variant = variant });
        Assert.Equal(3, Lines(plan, "channels of concat1"));
        Assert.Equal(1, Lines(plan, "channels of concat2"));
        Matches(model, plan, new PlanOptions { MaxBatch = 3, Threads = 1, Variant = variant, Optimise = false });
        using Model whole = Loud("9x9x8 | concat(conv 16 1x1 | relu ; conv 8 3x3 | relu) | globalavgpool | dense 3");
        using Plan none = whole.Compile(new PlanOptions { MaxBatch = 2, Variant = variant });
        Assert.DoesNotContain(Calls(none), c => c.Contains("concat", StringComparison.Ordinal));
        using Plan seen = whole.Compile(new PlanOptions { MaxBatch = 2, Variant = variant, Capture = ["conv1", "relu2"] });
        Assert.Contains(Calls(seen), c => c == "concat1 concat");
        Matches(whole, seen, new PlanOptions { MaxBatch = 2, Variant = variant, Optimise = false });
    }

    [Theory, MemberData(nameof(Variants))]
    public void Residual_sums_run_in_their_last_convolution(KernelVariant variant)
    {
        foreach (string net in (string[])[Residual, Inverted])
        {
            using Model model = Loud(net, 1);
            using Plan plan = model.Compile(new PlanOptions { MaxBatch = 3, Threads = 3, Variant = variant });
            OnlyConvolutionsAndPools(model, plan);
            Matches(model, plan, new PlanOptions { MaxBatch = 3, Variant = variant, Optimise = false });
        }
    }

    [Theory]
    [InlineData(SmallNets.ResNet20)]
    [InlineData(LeanNets.MobileNetV2)]
    public void Known_nets_fuse_entirely(string net)
    {
        using Model model = Model.Parse(net);
        using Plan plan = model.Compile();
        OnlyConvolutionsAndPools(model, plan);
    }

    [Fact]
    public void Listing_says_where_a_sum_went()
    {
        using Model model = Model.Parse(Residual);
        using Plan plan = model.Compile();
        string Note(string node) => plan.ToString().Split('\n').First(l => l.StartsWith($"{node} ", StringComparison.Ordinal))[72..84].Trim();
        Assert.Equal(["+= relu1", "in conv3", "in conv3", "in conv3"], ((string[])["conv3", "bn3", "add1", "relu3"]).Select(Note));
        Assert.Equal(["+= bn5", "in conv6", "in conv6", "in conv6"], ((string[])["conv6", "bn6", "add2", "relu5"]).Select(Note));
    }

    [Fact]
    public void Neither_threads_nor_the_batch_change_bits()
    {
        using Model model = Loud(Residual, 1);
        float[] images = Images(model, 5);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 5, Threads = 1 });
        plan.Load(images);
        plan.Run();
        float[] output = Read(plan, "dense1");
        foreach (int threads in (int[])[2, 3])
            foreach (int batch in (int[])[5, 1, 2])
            {
                using Plan other = model.Compile(new PlanOptions { MaxBatch = 5, Threads = threads });
                other.Load(images.AsSpan(0, images.Length / 5 * batch));
                other.Run();
                SameBits(output.AsSpan(0, batch * 3), Read(other, "dense1"), $"{threads} threads, {batch} images");
            }
    }

    // What somebody looks at, supplies, or reads later keeps memory of its own.
    [Theory]
    [InlineData("8x8x4 | residual(conv 4 1x1 | conv 4 3x3)", "", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 3x3)", "", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "conv1", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "conv2", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "conv3", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "add1", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "", "conv1", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "", "conv2", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "", "conv3", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | relu", "", "add1", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3 | bn) | relu", "conv3", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3 | bn) | relu", "bn1", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3 | bn) | relu", "relu1", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3 | bn) | relu", "", "bn1", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | relu6 | residual(conv 4 1x1 | conv 4 3x3 | bn) | relu6", "relu61", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | relu6 | residual(conv 4 1x1 | conv 4 3x3 | bn) | relu6", "relu62", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3 | relu) | relu", "", "", 0)]
    [InlineData("8x8x4 | residual(conv 4 3x3 ; conv 4 1x1)", "", "", 1)]
    [InlineData("8x8x4 | residual(conv 4 3x3 ; conv 4 1x1)", "conv1", "", 0)]
    [InlineData("8x8x4 | residual(conv 4 3x3 ; conv 4 1x1)", "conv2", "", 0)]
    [InlineData("8x8x4 | residual(conv 4 3x3 ; conv 4 1x1 | relu)", "", "", 0)]
    [InlineData("8x8x4 | residual(conv 4 3x3 | relu ; conv 4 1x1)", "", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | concat(residual(conv 4 1x1 | conv 4 3x3) ; )", "", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | concat(maxpool 3 stride 1 pad 1 ; residual(conv 4 1x1 | conv 4 3x3)) | conv 4 3x3", "", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | concat(residual(conv 4 1x1 | conv 4 3x3) ; maxpool 3 stride 1 pad 1) | conv 4 3x3", "", "", 0)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(residual(conv 4 1x1 | conv 4 3x3) | relu | conv 4 1x1)", "", "", 1)]
    [InlineData("8x8x4 | conv 4 3x3 | residual(conv 4 1x1 | conv 4 3x3) | gelu | residual(tanh | conv 4 3x3) | silu", "", "", 2)]
    [InlineData("4x4x4 | conv 4 1x1 | flatten | residual(dense 5 | dense 64) | relu | dense 3", "", "", 1)]
    [InlineData("4x4x4 | conv 4 1x1 | flatten | residual(dense 5 | dense 64) | relu | dense 3", "conv1", "", 0)]
    [InlineData("4x4x4 | conv 4 1x1 | flatten | residual(dense 5 | dense 64) | relu | dense 3", "flatten1", "", 0)]
    [InlineData("4x4x4 | conv 4 1x1 | concat(globalmaxpool ; flatten | residual(dense 5 | dense 64)) | dense 3", "", "", 1)]
    [InlineData("4x4x4 | conv 4 1x1 | concat(flatten | residual(dense 5 | dense 64) ; globalmaxpool) | dense 3", "", "", 0)]
    [InlineData("4x4x4 | flatten | residual(dense 5 | dense 64) | relu | dense 3", "", "", 0)]
    public void Sums_are_fused_where_nobody_sees_it(string net, string capture, string feed, int sums)
    {
        using Model model = Loud(net, 1);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Threads = 2, Capture = Names(capture), Feed = Names(feed) });
        Assert.Equal(sums, Calls(plan).Count(c => c.Contains(" +=", StringComparison.Ordinal)));
        Matches(model, plan, new PlanOptions { MaxBatch = 2, Optimise = false, Capture = Names(capture) });
    }

    [Fact]
    public void Backward_and_training_plans_keep_their_sums()
    {
        using Model model = Model.Parse(Residual);
        var options = new PlanOptions { MaxBatch = 2 };
        foreach (PlanOptions o in (PlanOptions[])[options with { Training = true }, options with { Objective = Objective.Logit(0), Capture = ["input.grad"] }, options with { Optimise = false }])
        {
            using Plan plan = model.Compile(o);
            Assert.DoesNotContain(Calls(plan), c => c.Contains(" +=", StringComparison.Ordinal));
        }
        using Plan values = model.Compile(options with { Objective = Objective.CrossEntropy() });
        Assert.Equal(2, Calls(values).Count(c => c.Contains(" +=", StringComparison.Ordinal)));
    }

    private static string[] Names(string name) => name.Length == 0 ? [] : [name];

    private static void OnlyConvolutionsAndPools(Model model, Plan plan)
    {
        Assert.All(Calls(plan), c => Assert.True(c.Contains("conv2d-", StringComparison.Ordinal) || c.Contains("pool", StringComparison.Ordinal), $"{c}\n{plan}"));
        Assert.Equal(model.Graph.Nodes.Count(n => n.Op is Add), Calls(plan).Count(c => c.Contains(" +=", StringComparison.Ordinal)));
        Assert.Equal(model.Graph.Nodes.Count(n => n.Op is Relu), Calls(plan).Count(c => c.EndsWith(" relu", StringComparison.Ordinal)));
        Assert.Equal(model.Graph.Nodes.Count(n => n.Op is Relu6), Calls(plan).Count(c => c.EndsWith(" relu6", StringComparison.Ordinal)));
    }

    // Several times the usual weights: many values reach the ceiling.
    private static Model Loud(string net, float factor = 4)
    {
        Model model = Model.Parse(net, seed: 5);
        var random = new Random(7);
        foreach (Parameter p in model.Parameters.All)
            for (int i = 0; i < p.Count; i++)
                if (p.Spec.Kind == ParameterKind.RunningVariance) model.Parameters[p.Name][i] *= 0.5f + random.NextSingle();
                else model.Parameters[p.Name][i] = (factor * model.Parameters[p.Name][i]) + (p.Spec.IsDecayed ? 0 : random.NextSingle() - 0.5f);
        model.Parameters.MarkChanged();
        return model;
    }

    // Against the reference, and so does the plan without fusion.
    private static void Matches(Model model, Plan plan, PlanOptions loose)
    {
        float[] images = Images(model, plan.Options.MaxBatch);
        ReferenceRun<double> reference = ReferenceRun<double>.Execute(model.Graph, ReferenceRun<double>.Copy(model.Parameters), Array.ConvertAll(images, v => (double)v), []);
        using Plan plain = model.Compile(loose);
        foreach (Plan p in (Plan[])[plan, plain])
        {
            p.Load(images);
            foreach (string node in p.Options.Feed) p.Feed(node, Array.ConvertAll(reference.Activation(model.Graph[node]), v => (float)v));
            // Twice: memory that the first run left behind must not matter.
            for (int run = 0; run < 2; run++) p.Run();
            foreach (string node in p.Readable) Close(reference.Activation(model.Graph[node]), Read(p, node), $"{node}\n{p}", 1e-5);
        }
    }

    private static string[] Calls(Plan plan)
    {
        string text = plan.ToString();
        string forward = text[(text.IndexOf("\nforward\n", StringComparison.Ordinal) + "\nforward\n".Length)..].Split("\n\n")[0];
        return [.. forward.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[6..]).Where(c => !c.EndsWith("zero border", StringComparison.Ordinal))];
    }

    private static int Lines(Plan plan, string note) => plan.ToString().Split('\n').Count(l => l.Contains(note, StringComparison.Ordinal));
}
