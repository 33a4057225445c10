using Fovea.Onnx;
using Fovea.Onnx.Proto;
using Google.Protobuf;

namespace Fovea.Fuzz;

/// <summary>Holds what our reader made of a file against Google's protobuf library: two readers, one model.</summary>
internal static class ProtobufOracle
{
    /// <summary>Throws an <see cref="InvalidOperationException"/> where they differ. What Google's library refuses in parts that ours passes over is no difference.</summary>
    public static void Check(byte[] bytes, OnnxGraph graph)
    {
        InOrder(graph);
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return;
        }
        Same(graph.Opset, Math.Max(OnnxReader.OldestOpset, model.OpsetImport.Single(o => o.Domain is "" or "ai.onnx").Version), "opset");
        Same(graph.Metadata.Count, model.MetadataProps.Count, "metadata");
        foreach (StringStringEntryProto pair in model.MetadataProps) Same(graph.Metadata[pair.Key], pair.Value, "metadata");
        Check(graph.Inputs, [.. model.Graph.Input.Where(i => !graph.Initializers.ContainsKey(i.Name))]);
        Check(graph.Outputs, [.. model.Graph.Output]);
        Same(graph.Nodes.Count, model.Graph.Node.Count, "nodes");
        Same(graph.Initializers.Count, model.Graph.Initializer.Count, "initializers");
        var byOutput = graph.Nodes.ToDictionary(n => n.Outputs.First(o => o.Length > 0), StringComparer.Ordinal);
        foreach (NodeProto node in model.Graph.Node)
        {
            OnnxNode ours = byOutput[node.Output.First(o => o.Length > 0)];
            Same((ours.OpType, ours.Domain), (node.OpType, node.Domain == "ai.onnx" ? "" : node.Domain), "op");
            Same(true, ours.Inputs.SequenceEqual(node.Input) && ours.Outputs.SequenceEqual(node.Output), "links");
            Same(true, ours.Attributes.Names.SequenceEqual(node.Attribute.Select(a => a.Name)), "attributes");
            foreach (AttributeProto a in node.Attribute) Check(ours.Attributes, a);
        }
        foreach (TensorProto tensor in model.Graph.Initializer) Check(graph.Initializers[tensor.Name], tensor);
    }

    private static void InOrder(OnnxGraph graph)
    {
        var made = new HashSet<string>(graph.Initializers.Keys.Concat(graph.Inputs.Select(i => i.Name)), StringComparer.Ordinal);
        foreach (OnnxNode node in graph.Nodes)
        {
            Same(true, node.Inputs.All(i => i.Length == 0 || made.Contains(i)), "order");
            made.UnionWith(node.Outputs);
        }
        Same(true, graph.Outputs.All(o => made.Contains(o.Name)), "outputs");
        foreach (OnnxTensor tensor in graph.Initializers.Values) Same(tensor.Dims.Aggregate(1L, (p, d) => p * d), tensor.Data.Length, "elements");
    }

    private static void Check(IReadOnlyList<OnnxValueInfo> ours, ValueInfoProto[] theirs)
    {
        Same(ours.Count, theirs.Length, "values");
        foreach ((OnnxValueInfo our, ValueInfoProto their) in ours.Zip(theirs))
        {
            Same(our.Name, their.Name, "value");
            TypeProto.Types.Tensor? tensor = their.Type?.TensorType;
            Same((int)(our.Type ?? 0), tensor?.ElemType ?? 0, "type");
            Same(our.Dims is null, tensor?.Shape is null, "sizes");
            if (our.Dims is not null) Same(true, our.Dims.Select(d => (long)d).SequenceEqual(tensor!.Shape.Dim.Select(d => d.HasDimValue ? d.DimValue : -1)), "sizes");
        }
    }

    private static void Check(OnnxAttributes ours, AttributeProto a)
    {
        switch (a.Type)
        {
            case AttributeProto.Types.AttributeType.Int: Same(ours.Integer(a.Name, 0), a.I, a.Name); break;
            case AttributeProto.Types.AttributeType.Float: Same(BitConverter.SingleToInt32Bits(ours.Number(a.Name, 0)), BitConverter.SingleToInt32Bits(a.F), a.Name); break;
            case AttributeProto.Types.AttributeType.String: Same(ours.Word(a.Name, ""), a.S.ToStringUtf8(), a.Name); break;
            case AttributeProto.Types.AttributeType.Ints: Same(true, ours.Integers(a.Name)!.SequenceEqual(a.Ints), a.Name); break;
            case AttributeProto.Types.AttributeType.Floats: Same(true, ours.Numbers(a.Name)!.Select(BitConverter.SingleToInt32Bits).SequenceEqual(a.Floats.Select(BitConverter.SingleToInt32Bits)), a.Name); break;
            case AttributeProto.Types.AttributeType.Tensor: Check(ours.Tensor(a.Name)!, a.T); break;
        }
    }

    /// <summary>One tensor.</summary>
    public static void Check(OnnxTensor ours, TensorProto t)
    {
        Same((int)ours.Type, t.DataType, "type");
        Same(true, ours.Dims.Select(d => (long)d).SequenceEqual(t.Dims), "sizes");
        Array expected = ours.Type switch
        {
            OnnxType.Float32 => t.HasRawData ? Raw<float>(t) : t.FloatData.ToArray(),
            OnnxType.Float64 => t.HasRawData ? Raw<double>(t) : t.DoubleData.ToArray(),
            OnnxType.Float16 => t.HasRawData ? Raw<Half>(t) : t.Int32Data.Select(x => BitConverter.UInt16BitsToHalf((ushort)x)).ToArray(),
            OnnxType.Bool => t.HasRawData ? Raw<byte>(t).Select(b => b != 0).ToArray() : t.Int32Data.Select(x => x != 0).ToArray(),
            OnnxType.Int8 => t.HasRawData ? Raw<sbyte>(t) : t.Int32Data.Select(x => (sbyte)x).ToArray(),
            OnnxType.UInt8 => t.HasRawData ? Raw<byte>(t) : t.Int32Data.Select(x => (byte)x).ToArray(),
            OnnxType.Int16 => t.HasRawData ? Raw<short>(t) : t.Int32Data.Select(x => (short)x).ToArray(),
            OnnxType.UInt16 or OnnxType.BFloat16 => t.HasRawData ? Raw<ushort>(t) : t.Int32Data.Select(x => (ushort)x).ToArray(),
            OnnxType.Int32 => t.HasRawData ? Raw<int>(t) : t.Int32Data.ToArray(),
            OnnxType.UInt32 => t.HasRawData ? Raw<uint>(t) : t.Uint64Data.Select(x => (uint)x).ToArray(),
            OnnxType.Int64 => t.HasRawData ? Raw<long>(t) : t.Int64Data.ToArray(),
            OnnxType.UInt64 => t.HasRawData ? Raw<ulong>(t) : t.Uint64Data.ToArray(),
            _ => t.StringData.Select(s => s.ToStringUtf8()).ToArray(),
        };
        Same(expected.Length, ours.Data.Length, "elements");
        for (int i = 0; i < expected.Length; i++)
        {
            object a = expected.GetValue(i)!, b = ours.Data.GetValue(i)!;
            if (!a.Equals(b)) throw new InvalidOperationException($"element {i} is {b}, not {a}");
        }
    }

    private static T[] Raw<T>(TensorProto t) where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(t.RawData.Span).ToArray();

    private static void Same<T>(T ours, T theirs, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(ours, theirs)) throw new InvalidOperationException($"{what}: {ours}, but protobuf has {theirs}");
    }
}
