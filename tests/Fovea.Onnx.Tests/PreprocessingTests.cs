using System.Text.Json;
using Fovea.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;

namespace Fovea.Onnx.Tests;

public sealed class PreprocessingTests
{
    private static readonly OnnxExportOptions Include = new() { IncludePreprocessing = true };

    [Theory]
    [InlineData("4x5x3 | conv 6 3x3 | relu | flatten | dense 4", new[] { 0.485f, 0.456f, 0.406f }, new[] { 0.229f, 0.224f, 0.225f })]
    [InlineData("4x5x3 | conv 6 3x3 | relu | flatten | dense 4", new[] { 0.5f }, new[] { 0.25f })]
    [InlineData("12 | residual(dense 12)", new[] { 0.1f }, new[] { 0.3f })]
    public void The_file_takes_pixels_and_normalises_them_itself(string net, float[] mean, float[] std)
    {
        using Model declared = Model.Parse(net, seed: 2);
        using Model model = declared.With(new Preprocessing(ResizeRule.Exact, mean, std));
        var random = new Random(3);
        int channels = model.Graph.Input.Shape.Channels, count = (int)model.Graph.Input.Shape.Count * 2;
        float[] pixels = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(256))];
        float[] normalised = [.. pixels.Select((v, i) => (v / 255 - model.Preprocessing.MeanOf(i % channels)) / model.Preprocessing.StdOf(i % channels))];
        using InferenceSession session = Runtime.Open(Runtime.Bytes(model, Include));
        Runtime.Near(Runtime.Run(model, normalised, 2), Runtime.Run(session, model, pixels, 2), 1e-5, net);
    }

    [Fact]
    public void The_metadata_say_so()
    {
        using Model model = Model.Parse("4x4x1 | conv 2 3x3");
        ModelProto proto = OnnxText.Read(model, Include);
        using JsonDocument json = JsonDocument.Parse(proto.MetadataProps.Single(m => m.Key == "preprocessing").Value);
        Assert.True(json.RootElement.GetProperty("inGraph").GetBoolean());
        Assert.Equal(["Mul", "Add", "Conv"], proto.Graph.Node.Select(n => n.OpType));
    }
}
