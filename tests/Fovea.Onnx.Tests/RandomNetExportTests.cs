using System.Globalization;
using Fovea.Tests;

namespace Fovea.Onnx.Tests;

/// <summary>Random nets of all ops give the same numbers in ONNX Runtime. FOVEA_ONNX_NETS=500 runs that many instead of 60.</summary>
public sealed class RandomNetExportTests
{
    private const int InCI = 60;
    private const double Bound = 1e-4;

    [Fact]
    public void Random_nets_give_the_same_numbers_in_ONNX_Runtime()
    {
        int nets = int.TryParse(Environment.GetEnvironmentVariable("FOVEA_ONNX_NETS"), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : InCI;
        var seen = new HashSet<Type>();
        for (int i = 0; i < nets; i++)
        {
            var random = new Random(i);
            string net = RandomNet.OfAllOps(random);
            using Model model = Model.Parse(net, name: $"net{i}");
            Values.Randomise(model, i);
            seen.UnionWith(model.Graph.Nodes.Select(node => node.Op.GetType()));
            var options = new OnnxExportOptions { Opset = OnnxExportOptions.OldestOpset + i % 4, FoldBatchNorm = i % 3 == 0 };
            Runtime.Compare(model, Bound, $"\"{net}\", seed {i}, {options}", i, random.Next(1, 5), options);
        }
        Assert.Empty(OnnxOps.Exporters.Keys.Except(seen).Select(t => $"{t.Name} occurs in none of {nets} nets"));
    }

    [Fact]
    public void Named_nets_give_the_same_numbers_in_ONNX_Runtime()
    {
        foreach (string net in (string[])[SmallNets.LeNet5, SmallNets.TwoConv, SmallNets.ResNet20, CifarResNets.ResNet20, SmallNets.SmallVgg])
        {
            using Model model = Model.Parse(net, seed: 3);
            foreach (bool fold in (bool[])[false, true])
                Runtime.Compare(model, Bound, net, seed: 4, batch: 2, new OnnxExportOptions { FoldBatchNorm = fold });
        }
    }
}
