using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Bytes: none on the managed heap in a run, few in the arena. Alone, since other tests allocate in the same process.</summary>
[CollectionDefinition(nameof(PlanMemoryTests), DisableParallelization = true)]
[Collection(nameof(PlanMemoryTests))]
public sealed class PlanMemoryTests
{
    [Theory]
    [InlineData(SmallNets.LeNet5, false)]
    [InlineData(SmallNets.LeNet5, true)]
    [InlineData("9x9x3 | conv 8 3x3 | bn | relu | depthwise 3x3 | gelu | concat(maxpool 3 stride 1 pad 1 ; avgpool 3 stride 1 pad 1) | layernorm | dropout 0.2 | residual(pad 0 | silu) | globalavgpool | dense 4 | softmax", true)]
    [InlineData("8x8x4 | conv 6 3x3 | relu | maxpool 2 | residual(conv 6 3x3 nobias | bn ; conv 6 1x1 nobias | bn) | relu | residual(conv 6 3x3 | bn) | globalavgpool | dense 4", true)]
    public void Run_allocates_nothing(string net, bool training) => AllocatesNothing(net, training, segments: 0);

    [Fact]
    public void Nor_does_a_run_that_computes_activations_again()
        => AllocatesNothing("8x8x4 | conv 6 3x3 nobias | bn | relu | dropout 0.2 | maxpool 2 | residual(conv 6 3x3 | bn) | relu | residual(conv 6 3x3 | bn) | globalavgpool | dense 4", true, segments: 4);

    private static void AllocatesNothing(string net, bool training, int segments)
    {
        using Model model = Model.Parse(net);
        using Plan plan = model.Compile(new PlanOptions
        {
            MaxBatch = 4,
            Threads = 3,
            Training = training,
            Objective = training ? Objective.CrossEntropy(0.1f) : null,
            ParameterGradients = training,
            Recompute = segments > 0,
            Segments = segments,
        });
        Assert.Equal(segments > 0, plan.ToString().Contains(" again ", StringComparison.Ordinal));
        float[] images = Images(model, 4);
        plan.Load(images);
        for (int i = 0; i < 50; i++) plan.Run();
        long all = GC.GetTotalAllocatedBytes(precise: true), own = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            plan.Load(images);
            model.Parameters.MarkChanged();
            plan.Run(seed: 1, step: i);
        }
        own = GC.GetAllocatedBytesForCurrentThread() - own;
        all = GC.GetTotalAllocatedBytes(precise: true) - all;
        Assert.Equal(0, own);
        // The runtime's own threads may speak up in between; a kernel that allocates does so a hundred times.
        Assert.True(all < 100 * 24, $"{all:N0} bytes in 100 runs");
    }

    [Fact]
    public void Arena_of_inference_holds_what_lives_at_once()
    {
        using Model model = Model.Parse(SmallNets.ResNet20);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 8 });
        long sum = model.Graph.Nodes.Sum(n => n.Shape.Count) * 8 * sizeof(float);
        Assert.True(plan.ArenaBytes < sum / 6, $"{plan.ArenaBytes:N0} of {sum:N0} bytes\n{plan}");
        Assert.True(plan.TotalBytes > plan.ArenaBytes);
    }

    // A border stays zero where only values of the same shape and border have used the memory.
    [Fact]
    public void Values_with_borders_follow_their_like_in_memory()
    {
        using Model model = Model.Parse(SmallNets.ResNet20);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 8, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true });
        int zeroed = plan.ToString().Split('\n').Count(line => line.EndsWith(" zero border", StringComparison.Ordinal));
        Assert.True(zeroed <= 20, $"{zeroed} borders are zeroed in each step\n{plan}");
    }

    [Fact]
    public void Arena_grows_with_the_batch_alone()
    {
        using Model model = Model.Parse(SmallNets.LeNet5);
        long Bytes(int batch)
        {
            using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch });
            return plan.ArenaBytes;
        }
        Assert.InRange(Bytes(64), 60 * Bytes(1), 64 * Bytes(1));
    }
}
