using Fovea.Tests;

namespace Fovea.Onnx.Tests;

/// <summary>Every op, in random uses, gives the same numbers in ONNX Runtime.</summary>
public sealed class OpExportTests
{
    private const int Problems = 60;
    private const double Bound = 1e-5;

    public static TheoryData<string> Ops => [.. OpProblems.All.Where(e => !OnnxOps.NoNode.ContainsKey(e.Type)).Select(e => e.Name)];

    public static TheoryData<string> AllOps => [.. typeof(Op).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Ops))]
    public void Op_gives_the_same_numbers_in_ONNX_Runtime(string op)
    {
        for (int i = 0; i < Problems; i++)
        {
            OpProblem problem = OpProblem.Make(OpProblems.Find(op), 9000 + i, alone: false);
            using Model model = problem.Model();
            Values.Randomise(model, problem.Seed);
            var options = new OnnxExportOptions { Opset = OnnxExportOptions.OldestOpset + i % 4, FoldBatchNorm = i % 3 == 0 };
            Runtime.Compare(model, Bound, $"{problem}, {options}", problem.Seed, problem.Batch, options);
        }
    }

    [Fact]
    public void Layer_without_an_ONNX_node_is_named_with_the_reason()
    {
        using Model model = Model.Parse("6x6x2 | conv 3 3x3 | local 4 3x3 | flatten | dense 2");
        var e = Assert.Throws<OnnxExportException>(() => Exporter.Export(model, OnnxExportOptions.Default));
        Assert.Equal("local1", e.Node);
        Assert.Equal("local1 (local 4 3x3): it becomes no ONNX node\n  rule  ONNX has no convolution with a window of its own at each pixel\n"
            + "  help  save the model as .safetensors, or replace the layer before you export", e.Message);
    }

    [Theory]
    [MemberData(nameof(AllOps))]
    public void Op_has_a_mapping_or_a_reason(string op)
    {
        Type type = typeof(Op).Assembly.GetTypes().Single(t => t.Name == op && t.IsSubclassOf(typeof(Op)));
        bool reason = OnnxOps.NoNode.TryGetValue(type, out string? why) && !string.IsNullOrWhiteSpace(why);
        Assert.True(OnnxOps.Exporters.ContainsKey(type) ^ reason, $"{op} needs an entry in OnnxOps.Exporters, or the reason why it has none in OnnxOps.NoNode");
        Assert.True(reason || OpProblems.All.Any(e => e.Type == type), $"{op} has no random problems in OpProblems: its export is not tested");
    }
}
