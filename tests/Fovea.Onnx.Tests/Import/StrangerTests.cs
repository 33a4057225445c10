using Fovea.Tests;

namespace Fovea.Onnx.Tests;

/// <summary>Fovea's files without what says that they are Fovea's: read as any other program's, they mean the same.</summary>
public sealed class StrangerTests
{
    private const int Problems = 25;
    private const int Nets = 40;
    private const double Bound = 2e-4;

    public static TheoryData<string> Ops => [.. OpProblems.All.Where(e => !OnnxOps.NoNode.ContainsKey(e.Type)).Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Ops))]
    public void Op_means_the_same(string op)
    {
        for (int i = 0; i < Problems; i++)
        {
            OpProblem problem = OpProblem.Make(OpProblems.Find(op), 7000 + i, alone: false);
            using Model model = problem.Model();
            Same(model, i, problem.ToString());
        }
    }

    [Fact]
    public void Random_nets_mean_the_same()
    {
        for (int i = 0; i < Nets; i++)
        {
            string net = RandomNet.OfAllOps(new Random(1000 + i));
            using Model model = Model.Parse(net);
            Same(model, i, net);
        }
    }

    private static void Same(Model model, int seed, string what)
    {
        Values.Randomise(model, seed);
        var options = new OnnxExportOptions { Opset = OnnxExportOptions.OldestOpset + seed % 4, FoldBatchNorm = seed % 3 == 0 };
        OnnxGraph graph = OnnxReader.Read(Runtime.Bytes(model, options), "stranger.onnx") with { Metadata = new Dictionary<string, string>() };
        Shape x = model.Graph.Input.Shape;
        int[] dims = x.IsImage ? [2, x.Channels, x.Height, x.Width] : [2, x.Channels];
        OnnxTensor images = OnnxTensor.Of(dims, Values.Normal(new Random(seed), dims.Aggregate(1, (n, d) => n * d)));
        OnnxTensor expected = Evaluator.Run(graph, new Dictionary<string, OnnxTensor> { ["input"] = images })[0], actual;
        try
        {
            actual = NetworkRun.Output(graph, graph.Outputs[0], images);
        }
        catch (ModelFileException e)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
        Assert.True(expected.Dims.SequenceEqual(actual.Dims), $"{what}: {actual} instead of {expected}");
        if (expected.ToFloats().All(float.IsFinite)) Runtime.Near(expected.ToFloats(), actual.ToFloats(), Bound, what);
    }
}
