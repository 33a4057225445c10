using Fovea.Kernels;
using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Profiles of plans. Alone, since other tests allocate in the same process.</summary>
[CollectionDefinition(nameof(PlanProfileTests), DisableParallelization = true)]
[Collection(nameof(PlanProfileTests))]
public sealed class PlanProfileTests
{
    private const string AllOps = "9x9x3 | conv 8 3x3 | bn | relu | depthwise 3x3 | gelu | concat(maxpool 3 stride 1 pad 1 ; avgpool 3 stride 1 pad 1) | layernorm | dropout 0.2 "
        + "| residual(pad 0 | silu) | residual(conv 16 3x3 | leakyrelu) | conv 16 1x1 stride 2 | globalavgpool | dense 4 | softmax";

    private static readonly MachinePeak Peak = new(2, 100, 20, 18);

    [Theory]
    [InlineData(SmallNets.LeNet5, false)]
    [InlineData(SmallNets.ResNet20, false)]
    [InlineData(SmallNets.SmallVgg, false)]
    [InlineData(AllOps, false)]
    [InlineData(AllOps, true)]
    public void A_line_for_each_call_with_the_network_s_multiplications(string net, bool training)
    {
        using Model model = Model.Parse(net);
        PlanProfile profile = model.Profile(new ProfileOptions { Batch = 3, Training = training, Threads = 2, Repetitions = 2, Peak = Peak });
        Assert.Equal(3 * model.Graph.Cost.Macs, profile.Lines.Where(l => l.Phase == ProfilePhase.Forward).Sum(l => l.Macs));
        Assert.Equal(training, profile.Lines.Any(l => l.Phase != ProfilePhase.Forward));
        foreach (ProfileLine line in profile.Lines)
        {
            Assert.True(line.Bytes > 0, $"{line.Name} does not say what it reads and writes");
            Assert.True(line.Milliseconds >= 0, $"{line.Name}: {line.Milliseconds} ms");
            Assert.Equal(line.Kernel is null, line.Why is null);
            Assert.True(line.Kernel is not null || line.Macs == 0, $"{line.Name} multiplies and does not say how");
        }
        Assert.True(profile.FastestMilliseconds <= profile.SlowestMilliseconds);
        Assert.Equal(1, profile.Lines.Sum(l => profile.Share(l.Milliseconds)) + profile.Share(profile.OverheadMilliseconds), 1e-9);
    }

    [Fact]
    public void A_training_step_multiplies_three_times_as_much_except_in_the_first_layer()
    {
        using Model model = Model.Parse("8x8x3 | conv 4 3x3 | relu | conv 8 3x3 | flatten | dense 5");
        PlanProfile profile = model.Profile(new ProfileOptions { Batch = 2, Training = true, Repetitions = 1, Peak = Peak });
        Assert.Equal(2 * (3 * model.Graph.Cost.Macs - model.Graph["conv1"].Cost.Macs), profile.Macs);
        Assert.Contains(profile.Lines, l => l.Phase == ProfilePhase.Backward && l.Name.StartsWith("conv2.input.grad pack", StringComparison.Ordinal));
    }

    [Fact]
    public void A_profile_leaves_the_model_as_it_was()
    {
        using Model model = Model.Parse("8x8x3 | conv 4 3x3 | bn | relu | flatten | dense 5", seed: 1);
        float[] weights = model.Parameters.Trainable.Span.ToArray(), statistics = model.Parameters.Statistics.Span.ToArray();
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2 });
        plan.Load(Images(model, 2));
        plan.Run();
        float[] before = plan.Output(1).ToArray();
        model.Profile(new ProfileOptions { Batch = 2, Training = true, Repetitions = 2, Peak = Peak });
        Assert.Equal(weights, model.Parameters.Trainable.Span.ToArray());
        Assert.Equal(statistics, model.Parameters.Statistics.Span.ToArray());
        plan.Run();
        Assert.Equal(before, plan.Output(1).ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Measuring_a_run_allocates_nothing(bool training)
    {
        using Model model = Model.Parse(SmallNets.LeNet5);
        using Plan plan = model.Compile(new ProfileOptions { Batch = 2, Training = training, Threads = 2 }.PlanFor(model));
        plan.Load(Images(model, 2));
        ProfileTimes times = plan.NewTimes(30);
        for (int i = -3; i < 10; i++) plan.Measure(times, i);
        long own = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 10; i < 30; i++) plan.Measure(times, i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);
    }

    [Fact]
    public void Strict_has_no_Winograd()
    {
        using Model model = Model.Parse("16x16x16 | conv 16 3x3 | flatten | dense 5");
        var options = new ProfileOptions { Batch = 8, Repetitions = 1, Peak = Peak, Strict = true };
        PlanProfile profile = model.Profile(options);
        Assert.All(profile.Lines, l => Assert.True(l.Kernel is null or "direct"));
        Assert.Contains(" kernels, strict\n", profile.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_images_it_says_so()
    {
        using Model model = Model.Parse(SmallNets.LeNet5);
        using Plan plan = model.Compile();
        Assert.Equal("load images before profiling the plan", Assert.Throws<InvalidOperationException>(() => plan.Profile(1, Peak)).Message);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using Model model = Model.Parse(SmallNets.LeNet5);
        Assert.Throws<OperationCanceledException>(() => model.Profile(new ProfileOptions { Batch = 1, Peak = Peak }, new CancellationToken(canceled: true)));
    }
}
