using System.Text.Json;
using Fovea.Onnx.Proto;
using Microsoft.ML.OnnxRuntime;

namespace Fovea.Onnx.Tests;

/// <summary>What stands in a file besides the numbers.</summary>
public sealed class FileTests
{
    private const string Net = "8x6x3 | conv 4 3x3 | bn | relu | residual(conv 4 3x3 | gelu) | maxpool 2 | flatten | dense 5 | relu | answer: dense 2";

    [Fact]
    public void Input_and_output_have_names_shapes_and_any_number_of_images()
    {
        using Model model = Model.Parse(Net);
        using InferenceSession session = Runtime.Open(Runtime.Bytes(model));
        NodeMetadata input = Assert.Single(session.InputMetadata, p => p.Key == "input").Value, output = Assert.Single(session.OutputMetadata, p => p.Key == "answer").Value;
        Assert.Equal([-1, 3, 8, 6], input.Dimensions);
        Assert.Equal([-1, 2], output.Dimensions);
        Assert.Equal((typeof(float), typeof(float)), (input.ElementType, output.ElementType));
        Assert.Equal(("N", "N"), (input.SymbolicDimensions[0], output.SymbolicDimensions[0]));
        float[] images = Values.Normal(new Random(1), 7 * 8 * 6 * 3);
        foreach (int batch in (int[])[1, 7, 2]) Runtime.Near(Runtime.Run(model, images[..(batch * 144)], batch), Runtime.Run(session, model, images[..(batch * 144)], batch), 1e-5, $"batch {batch}");
    }

    [Fact]
    public void Every_activation_is_there_under_its_name_and_with_its_shape()
    {
        using Model model = Model.Parse(Net);
        GraphProto graph = OnnxText.Read(model).Graph;
        Dictionary<string, string> shapes = graph.ValueInfo.Concat(graph.Output).Concat(graph.Input)
            .ToDictionary(v => v.Name, v => string.Join('×', v.Type.TensorType.Shape.Dim.Select(d => d.HasDimParam ? d.DimParam : $"{d.DimValue}")));
        foreach (Node node in model.Graph.Nodes)
            Assert.Equal(node.Shape.IsImage ? $"N×{node.Shape.Channels}×{node.Shape.Height}×{node.Shape.Width}" : $"N×{node.Shape.Channels}", shapes[node.Name]);
        Assert.All(model.Graph.Nodes.Skip(1), node => Assert.Contains(graph.Node, n => n.Name == node.Name && n.Output.SequenceEqual([node.Name])));
        Assert.Equal(graph.Node.Count, graph.Node.DistinctBy(n => n.Name).Count());
        Assert.Equal(graph.Node.Count, graph.Node.SelectMany(n => n.Output).Distinct().Count());
    }

    [Fact]
    public void Parameters_have_the_names_and_layouts_of_the_model_file()
    {
        using Model model = Model.Parse(Net);
        Dictionary<string, TensorProto> there = OnnxText.Read(model).Graph.Initializer.ToDictionary(i => i.Name);
        foreach (SafetensorsTensor tensor in ModelFile.Tensors(model))
        {
            using var bytes = new MemoryStream();
            tensor.Write(bytes);
            Assert.Equal(tensor.Shape, there[tensor.Name].Dims);
            Assert.Equal(bytes.ToArray(), there[tensor.Name].RawData.ToByteArray());
        }
    }

    [Fact]
    public void Metadata_hold_labels_and_preprocessing()
    {
        using Model declared = Model.Parse(Net, name: "shoes");
        using Model model = declared.With(new Preprocessing(ResizeRule.FitCrop, [0.5f, 0.25f, 0.125f], [1f]), ["boot", "\"slipper\" <é>"]);
        using InferenceSession session = Runtime.Open(Runtime.Bytes(model));
        Assert.Equal(("Fovea", "shoes"), (session.ModelMetadata.ProducerName, session.ModelMetadata.GraphName));
        Dictionary<string, string> map = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(["boot", "\"slipper\" <é>"], JsonSerializer.Deserialize<string[]>(map["labels"])!);
        Assert.Equal("""{"resize":"FitCrop","divideBy":255,"mean":[0.5,0.25,0.125],"std":[1],"inGraph":false}""", map["preprocessing"]);
    }

    [Fact]
    public void Without_labels_there_is_no_list_of_them()
    {
        using Model model = Model.Parse(Net);
        Assert.Equal(["preprocessing"], OnnxText.Read(model).MetadataProps.Select(m => m.Key));
    }

    [Theory]
    [InlineData(18, 8)]
    [InlineData(19, 9)]
    [InlineData(20, 9)]
    [InlineData(21, 10)]
    public void The_file_says_its_versions(int opset, int ir)
    {
        using Model model = Model.Parse(Net);
        ModelProto proto = OnnxText.Read(model, new OnnxExportOptions { Opset = opset });
        Assert.Equal((ir, opset, "0.1.0"), (proto.IrVersion, Assert.Single(proto.OpsetImport).Version, proto.ProducerVersion));
        Assert.Equal(opset >= 20, proto.Graph.Node.Any(n => n.OpType == "Gelu"));
    }

    [Fact]
    public void The_default_opset_is_18()
    {
        using Model model = Model.Parse(Net);
        Assert.Equal(18, OnnxText.Read(model).OpsetImport[0].Version);
        Assert.Equal(new OnnxExportOptions { Opset = 18, FoldBatchNorm = false, IncludePreprocessing = false }, OnnxExportOptions.Default);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes_in_a_file_and_in_a_stream()
    {
        using Model model = Model.Parse(Net);
        string path = Path.Combine(Path.GetTempPath(), $"fovea-{Environment.ProcessId}.onnx");
        try
        {
            Onnx.Save(model, path);
            Onnx.Save(model, path);
            Assert.Equal(Runtime.Bytes(model), File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        using Model model = Model.Parse(Net);
        string path = Path.Combine(Path.GetTempPath(), "fovea-no-such-folder", "a.onnx");
        Exception e = Assert.ThrowsAny<IOException>(() => Onnx.Save(model, path));
        Assert.StartsWith($"{path}: could not be saved: ", e.Message);
    }
}
