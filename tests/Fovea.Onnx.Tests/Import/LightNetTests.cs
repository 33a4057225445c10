namespace Fovea.Onnx.Tests;

/// <summary>Six published networks whose weights are constants, with the outputs that ONNX's own reference gave.</summary>
public sealed class LightNetTests
{
    [Theory]
    [InlineData("bvlc_alexnet")]
    [InlineData("inception_v1")]
    [InlineData("resnet50")]
    [InlineData("squeezenet")]
    [InlineData("vgg19")]
    [InlineData("zfnet512")]
    public void Published_network_gives_the_published_output(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Data", "light", $"light_{name}.onnx");
        OnnxGraph graph = OnnxReader.Read(path);
        OnnxTensor expected = OnnxReader.ReadTensor(File.ReadAllBytes(path.Replace(".onnx", "_output_0.pb")), path);
        int[] dims = [.. graph.Inputs[0].Dims!];
        int count = dims.Aggregate(1, (n, d) => n * d);
        OnnxTensor image = OnnxTensor.Of(dims, Enumerable.Range(0, count).Select(i => (float)((double)i / count)).ToArray());
        OnnxTensor actual = NetworkRun.Output(graph, graph.Outputs[0], image);
        Assert.Null(ConformanceRun.Difference(expected, actual));
    }
}
