using Fovea.Tests;

namespace Fovea.Onnx.Tests;

/// <summary>What Fovea exports means, to the evaluator, what Fovea computes.</summary>
public sealed class ExportedNetTests
{
    private const double Bound = 1e-4;

    [Fact]
    public void Random_nets_evaluate_to_what_their_plans_give()
    {
        for (int i = 0; i < 40; i++)
        {
            var random = new Random(i);
            string net = RandomNet.OfAllOps(random);
            using Model model = Model.Parse(net, name: $"net{i}");
            Values.Randomise(model, i);
            var options = new OnnxExportOptions { Opset = OnnxExportOptions.OldestOpset + i % 4, FoldBatchNorm = i % 3 == 0 };
            OnnxGraph graph = OnnxReader.Read(Runtime.Bytes(model, options), "net.onnx");
            Shape input = model.Graph.Input.Shape, output = model.Graph.Output.Shape;
            float[] images = Values.Normal(random, 2 * (int)input.Count);
            OnnxTensor first = input.IsImage
                ? MoveOps.Transpose(OnnxTensor.Of([2, input.Height, input.Width, input.Channels], images), [0, 3, 1, 2]) : OnnxTensor.Of([2, input.Channels], images);
            OnnxTensor last = Evaluator.Run(graph, new Dictionary<string, OnnxTensor> { ["input"] = first })[0];
            if (output.IsImage) last = MoveOps.Transpose(last, [0, 2, 3, 1]);
            Runtime.Near(Runtime.Run(model, images, 2), last.As<float>(), Bound, $"\"{net}\", seed {i}, {options}");
        }
    }
}
