using Fovea.Kernels;

namespace Fovea.Tests;

/// <summary>A large batch in pieces computes what it computes at once.</summary>
public sealed class PlanPiecesTests
{
    private const string Net = "12x12x3 | conv 8 3x3 | relu6 | residual(depthwise 3x3 | bn | conv 8 1x1) | maxpool 2 | flatten | dense 5";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(20)]
    public void Bits_do_not_depend_on_the_pieces(int atOnce)
    {
        using Model model = Model.Parse(Net, seed: 3);
        float[] images = Images(model, 7);
        using Plan whole = model.Compile(new PlanOptions { MaxBatch = 8, ImagesAtOnce = 8 }), pieces = model.Compile(new PlanOptions { MaxBatch = 8, ImagesAtOnce = atOnce });
        foreach (int count in (int[])[7, 2, 7])
        {
            Assert.Equal(Run(whole, images, count), Run(pieces, images, count));
            using Tensor output = pieces.Read(model.Graph.Output.Name), input = pieces.Read(model.Graph.Input.Name);
            Assert.Equal(Run(whole, images, count), output.Values.ToArray());
            Assert.Equal(images[..(count * (int)model.Graph.Input.Shape.Count)], input.Values.ToArray());
        }
    }

    [Fact]
    public void Pieces_need_less_memory_and_are_listed()
    {
        using Model model = Model.Parse(Net);
        using Plan whole = model.Compile(new PlanOptions { MaxBatch = 8, ImagesAtOnce = 8 }), pieces = model.Compile(new PlanOptions { MaxBatch = 8, ImagesAtOnce = 2 });
        Assert.True(pieces.ArenaBytes * 3 < whole.ArenaBytes);
        Assert.Equal(pieces.ArenaBytes, Plan.MeasureBytes(model.Graph, pieces.Options));
        Assert.StartsWith("plan of net, batch ≤ 8 in pieces of 2, inference", pieces.ToString(), StringComparison.Ordinal);
        pieces.Load(Images(model, 8));
        Assert.Equal(2, pieces.Profile(1, new MachinePeak(1, 1, 1, 1)).Batch);
    }

    [Fact]
    public void Large_maps_and_few_weights_go_in_pieces_by_themselves()
    {
        using Model large = Model.Parse("96x96x3 | conv 64 3x3 | relu | conv 64 3x3 | relu | globalavgpool | dense 10"), small = Model.Parse(Net);
        using Plan pieces = large.Compile(new PlanOptions { MaxBatch = 32 }), whole = small.Compile(new PlanOptions { MaxBatch = 32 });
        using Plan captured = large.Compile(new PlanOptions { MaxBatch = 32, Capture = ["conv1"] });
        Assert.Contains("in pieces of", pieces.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("in pieces of", whole.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("in pieces of", captured.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_in_pieces_allocates_nothing()
    {
        using Model model = Model.Parse(Net);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 8, ImagesAtOnce = 3, Threads = 1 });
        plan.Load(Images(model, 8));
        long before = 0;
        for (int i = 0; i < 3; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            plan.Run();
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Run(Plan plan, float[] images, int count)
    {
        plan.Load(images.AsSpan(0, count * (int)plan.Model.Graph.Input.Shape.Count));
        plan.Run();
        return [.. Enumerable.Range(0, count).SelectMany(n => plan.Output(n).ToArray())];
    }

    private static float[] Images(Model model, int count)
        => [.. Enumerable.Range(0, count * (int)model.Graph.Input.Shape.Count).Select(i => 2 * CounterRandom.Uniform(5, 1, 0, (uint)i) - 1)];
}
