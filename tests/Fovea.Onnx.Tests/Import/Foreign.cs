using Microsoft.ML.OnnxRuntime;

namespace Fovea.Onnx.Tests;

/// <summary>A file of another program, held against ONNX's meaning and ONNX Runtime.</summary>
internal static class Foreign
{
    private const double Bound = 2e-5;

    /// <summary>Fails unless the network gives what the evaluator and ONNX Runtime give, and again after it was written and read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="what">Named in a failure.</param>
    /// <param name="batch">Images at once.</param>
    /// <returns>How it was read, and the words of its ops in order.</returns>
    public static (OnnxImportReport Report, string Ops) Check(byte[] file, string what, int batch = 2)
    {
        OnnxGraph graph = OnnxReader.Read(file, "foreign.onnx");
        int[] dims = [.. graph.Inputs[0].Dims!.Select((d, i) => i == 0 && d < 0 ? batch : d)];
        OnnxTensor images = OnnxTensor.Of(dims, Values.Normal(new Random(3), dims.Aggregate(1, (n, d) => n * d)));
        OnnxTensor expected = Evaluator.Run(graph, new Dictionary<string, OnnxTensor> { [graph.Inputs[0].Name] = images })[0];
        OnnxTensor actual = NetworkRun.Output(graph, graph.Outputs[0], images);
        Assert.Equal(expected.Dims, actual.Dims);
        Runtime.Near(expected.ToFloats(), actual.ToFloats(), Bound, what + ", evaluated");
        Runtime.Near(Session(file, graph, images), actual.ToFloats(), Bound, what + ", ONNX Runtime");
        OnnxImport import = RoundTrip.Read(file);
        using Model model = import.Model;
        RoundTrip.IsSame(model, OnnxExportOptions.Default, what + ", written again", 5);
        return (import.Report, string.Join(' ', model.Graph.Nodes.Skip(1).Select(n => n.Op.Stem)));
    }

    private static float[] Session(byte[] file, OnnxGraph graph, OnnxTensor images)
    {
        using InferenceSession session = Runtime.Open(file);
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(images.ToFloats(), [.. images.Dims.Select(d => (long)d)]);
        using var run = new RunOptions();
        using var results = session.Run(run, [graph.Inputs[0].Name], [value], [graph.Outputs[0].Name]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
