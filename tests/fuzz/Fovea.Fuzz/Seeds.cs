using Fovea.Onnx;
using Fovea.Onnx.Proto;
using Google.Protobuf;

namespace Fovea.Fuzz;

/// <summary>Writes the seeds that no conformance model gives: every way to keep a tensor, what is refused, and safetensors files.</summary>
internal static class Seeds
{
    public static int Write(string corpus)
    {
        string onnx = Path.Combine(corpus, "onnx-read"), tensors = Path.Combine(corpus, "safetensors-read");
        foreach ((string name, ModelProto model) in Models()) File.WriteAllBytes(Path.Combine(onnx, name + ".onnx"), model.ToByteArray());
        using Model net = Model.Parse("6x6x1 | conv 2 3x3 | bn | relu | maxpool 2 | flatten | dense 3");
        Onnx.Onnx.Save(net, Path.Combine(onnx, "own.onnx"));
        net.Save(Path.Combine(tensors, "own.safetensors"));
        foreach (SafetensorsType type in Enum.GetValues<SafetensorsType>())
        {
            int size = type switch { SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1, SafetensorsType.U16 or SafetensorsType.I16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2, SafetensorsType.U32 or SafetensorsType.I32 or SafetensorsType.F32 => 4, _ => 8 };
            using FileStream file = File.Create(Path.Combine(tensors, $"{type}.safetensors".ToLowerInvariant()));
            SafetensorsFile.Write(file, new Dictionary<string, string> { ["format"] = "pt", ["é"] = "\"{}[]" },
            [
                new("a.weight", type, [2, 3], s => s.Write(new byte[6 * size])), new("b", type, [], s => s.Write(new byte[size])), new("empty", type, [0, 4], _ => { }),
            ]);
        }
        NetworkSeeds.Write(Path.Combine(corpus, "onnx-import"));
        return 0;
    }

    private static IEnumerable<(string, ModelProto)> Models()
    {
        foreach (bool raw in (bool[])[true, false])
            yield return (raw ? "typed-raw" : "typed-lists", Net(g => g.Initializer.Add(Enumerable.Range(1, 16).Where(t => t is not (8 or 14 or 15)).Select(t => Tensor(t, raw)))));
        yield return ("beside", Net(g => g.Initializer.Add(new TensorProto
        {
            Name = "w",
            DataType = 1,
            Dims = { 2 },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = "w.bin" }, new StringStringEntryProto { Key = "offset", Value = "0" }, new StringStringEntryProto { Key = "length", Value = "8" } },
        })));
        yield return ("sparse", Net(g => g.SparseInitializer.Add(new SparseTensorProto { Dims = { 4 }, Values = Tensor(1, true), Indices = Tensor(7, false) })));
        ModelProto function = Net(g => g.Node[0].Domain = "own");
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        function.Functions.Add(new FunctionProto { Domain = "own", Name = "Relu" });
        yield return ("function", function);
        yield return ("attributes", Net(g => g.Node[0].Attribute.Add(
        [
            new AttributeProto { Name = "i", Type = AttributeProto.Types.AttributeType.Int, I = -1 }, new AttributeProto { Name = "f", Type = AttributeProto.Types.AttributeType.Float, F = 0.5f },
            new AttributeProto { Name = "s", Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8("words") },
            new AttributeProto { Name = "is", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 1, -2, long.MaxValue } },
            new AttributeProto { Name = "fs", Type = AttributeProto.Types.AttributeType.Floats, Floats = { 1, float.NaN } },
            new AttributeProto { Name = "ss", Type = AttributeProto.Types.AttributeType.Strings, Strings = { ByteString.CopyFromUtf8("a"), ByteString.Empty } },
            new AttributeProto { Name = "t", Type = AttributeProto.Types.AttributeType.Tensor, T = Tensor(1, false) },
            new AttributeProto { Name = "texts", Type = AttributeProto.Types.AttributeType.Tensor, T = new TensorProto { DataType = 8, Dims = { 2 }, StringData = { ByteString.CopyFromUtf8("x"), ByteString.CopyFromUtf8("y") } } },
        ])));
    }

    private static ModelProto Net(Action<GraphProto> change)
    {
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 18 } },
            MetadataProps = { new StringStringEntryProto { Key = "labels", Value = "a,é" } },
            Graph = new GraphProto
            {
                Node = { new NodeProto { OpType = "Relu", Input = { "x" }, Output = { "y" } }, new NodeProto { OpType = "Add", Name = "sum", Input = { "y", "x" }, Output = { "z" } } },
                Input = { new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" }, new TensorShapeProto.Types.Dimension { DimValue = 3 } } } } } } },
                Output = { new ValueInfoProto { Name = "z" } },
            },
        };
        change(model.Graph);
        return model;
    }

    private static TensorProto Tensor(int type, bool raw)
    {
        var t = new TensorProto { Name = $"t{type}", DataType = type, Dims = { 2, 1 } };
        int size = type switch { 2 or 3 or 9 => 1, 4 or 5 or 10 or 16 => 2, 1 or 6 or 12 => 4, _ => 8 };
        if (raw) t.RawData = ByteString.CopyFrom([.. Enumerable.Range(0, 2 * size).Select(i => (byte)(i % 2))]);
        else if (type == 1) t.FloatData.Add([1, -2]);
        else if (type == 7) t.Int64Data.Add([1, -2]);
        else if (type == 11) t.DoubleData.Add([1, -2]);
        else if (type is 12 or 13) t.Uint64Data.Add([1, 2]);
        else t.Int32Data.Add([1, 0]);
        return t;
    }
}
