using Fovea.Onnx.Proto;
using Google.Protobuf;

namespace Fovea.Onnx;

/// <summary>Reads an ONNX file into an <see cref="OnnxGraph"/>.</summary>
internal static class OnnxReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">It is broken, hostile, or holds what Fovea does not read.</exception>
    public static OnnxGraph Read(string path) => Read(File.ReadAllBytes(path), path);

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="file">Its name, for errors and for tensors kept beside it.</param>
    /// <exception cref="ModelFileException">It is broken, hostile, or holds what Fovea does not read.</exception>
    public static OnnxGraph Read(byte[] bytes, string file)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelFileException(file, "this is no ONNX file: " + e.Message, null, null, e);
        }
        GraphProto graph = model.Graph ?? throw new ModelFileException(file, "the file holds no graph");
        var tensors = new TensorReader(file);
        Dictionary<string, OnnxTensor> initializers = graph.Initializer.ToDictionary(t => t.Name, tensors.Read);
        int opset = (int)(model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 1);
        return new OnnxGraph(file, opset,
            [.. graph.Input.Where(v => !initializers.ContainsKey(v.Name)).Select(Info)], [.. graph.Output.Select(Info)],
            [.. graph.Node.Select((n, i) => Node(n, i, tensors))], initializers,
            model.MetadataProps.ToDictionary(p => p.Key, p => p.Value))
        { Name = graph.Name };
    }

    private static OnnxNode Node(NodeProto n, int index, TensorReader tensors) => new(
        n.Name.Length > 0 ? n.Name : n.Output.FirstOrDefault(o => o.Length > 0) ?? $"#{index}", n.OpType, n.Domain == "ai.onnx" ? "" : n.Domain, [.. n.Input], [.. n.Output],
        new OnnxAttributes(n.Attribute.ToDictionary(a => a.Name, a => Value(a, tensors))));

    private static object Value(AttributeProto a, TensorReader tensors) => a.Type switch
    {
        AttributeProto.Types.AttributeType.Int => a.I,
        AttributeProto.Types.AttributeType.Float => a.F,
        AttributeProto.Types.AttributeType.String => a.S.ToStringUtf8(),
        AttributeProto.Types.AttributeType.Ints => a.Ints.ToArray(),
        AttributeProto.Types.AttributeType.Floats => a.Floats.ToArray(),
        AttributeProto.Types.AttributeType.Strings => a.Strings.Select(s => s.ToStringUtf8()).ToArray(),
        AttributeProto.Types.AttributeType.Tensor => tensors.Read(a.T),
        _ => $"an attribute of type {a.Type}",
    };

    private static OnnxValueInfo Info(ValueInfoProto v)
    {
        TypeProto.Types.Tensor? tensor = v.Type?.TensorType;
        return new OnnxValueInfo(v.Name, tensor is null ? null : (OnnxType)tensor.ElemType,
            tensor?.Shape is null ? null : [.. tensor.Shape.Dim.Select(d => d.HasDimValue ? (int)d.DimValue : -1)]);
    }
}
