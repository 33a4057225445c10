using System.Globalization;
using Fovea.Tests;

namespace Fovea.Onnx.Tests;

/// <summary>What Fovea writes it reads again as the same network: nodes, names, values, and every bit of the output.</summary>
public sealed class RoundTripTests
{
    private const int Problems = 40;
    private const int InCI = 60;

    public static TheoryData<string> Ops => [.. OpProblems.All.Where(e => !OnnxOps.NoNode.ContainsKey(e.Type)).Select(e => e.Name)];

    /// <summary>Networks with a name that a test can afford.</summary>
    public static TheoryData<string> Named => [.. Zoo.Nets.Where(n => NetText.Parse(n.Value) is { ParameterCount: < 6_000_000 } graph && graph.Cost.Macs < 700_000_000).Select(n => n.Key)];

    [Theory]
    [MemberData(nameof(Ops))]
    public void Op_comes_back(string op)
    {
        for (int i = 0; i < Problems; i++)
        {
            OpProblem problem = OpProblem.Make(OpProblems.Find(op), 5000 + i, alone: false);
            using Model model = problem.Model();
            Values.Randomise(model, problem.Seed);
            var options = new OnnxExportOptions { Opset = OnnxExportOptions.OldestOpset + i % 4, IncludePreprocessing = i % 5 == 4 };
            RoundTrip.IsSame(model, options, $"{problem}, {options}", problem.Seed, problem.Batch);
        }
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void Named_net_comes_back(string name)
    {
        using Model model = Model.Parse(Zoo.Nets[name], name: name);
        Values.Randomise(model, 3);
        RoundTrip.IsSame(model, OnnxExportOptions.Default, name, 3, batch: 1);
    }

    [Fact]
    public void Random_nets_come_back()
    {
        int nets = int.TryParse(Environment.GetEnvironmentVariable("FOVEA_ONNX_NETS"), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : InCI;
        for (int i = 0; i < nets; i++)
        {
            string net = RandomNet.OfAllOps(new Random(i));
            using Model model = Model.Parse(net, name: $"net{i}");
            Values.Randomise(model, i);
            var options = new OnnxExportOptions { Opset = OnnxExportOptions.OldestOpset + i % 4, FoldBatchNorm = i % 3 == 0, IncludePreprocessing = i % 5 == 0 };
            RoundTrip.IsSame(model, options, $"\"{net}\", seed {i}, {options}", i);
        }
    }

    [Fact]
    public void Labels_preprocessing_and_the_name_come_back()
    {
        using Model declared = Model.Parse("8x6x3 | conv 4 3x3 | relu | flatten | dense 2", name: "shoes");
        using Model model = declared.With(new Preprocessing(ResizeRule.FitPad, [0.5f, 0.25f, 0.125f], [0.3f]), ["boot", "\"slipper\" <é>"]);
        foreach (bool inside in (bool[])[false, true]) RoundTrip.IsSame(model, new OnnxExportOptions { IncludePreprocessing = inside }, "shoes", 1);
    }
}
