using Fovea.Onnx.Proto;

namespace Fovea.Onnx;

/// <summary>One node on its way into the file: what it reads, its weights, and where its ONNX nodes go.</summary>
internal sealed class ExportStage(Exporter exporter, Node node)
{
    private int parts;

    /// <summary>The node.</summary>
    public Node Node => node;

    /// <summary>Version of the set of operators.</summary>
    public int Opset => exporter.Options.Opset;

    /// <summary>The nodes that read it.</summary>
    public IReadOnlyList<Node> Consumers => exporter.Consumers(node);

    /// <summary>How many values it reads.</summary>
    public int Inputs => node.Inputs.Count;

    /// <summary>Name of a value it reads: N C H W, or a vector in the order that the op's weights in files have.</summary>
    public string Input(int i = 0) => exporter.Read(node, node.Inputs[i]);

    /// <summary>All values it reads.</summary>
    public string[] AllInputs() => [.. Enumerable.Range(0, Inputs).Select(Input)];

    /// <summary>Shape of a value it reads, height × width × channels.</summary>
    public Shape InputShape(int i = 0) => node.Inputs[i].Shape;

    /// <summary>True when the node owns such a parameter.</summary>
    public bool HasWeight(string suffix) => exporter.Weights.ContainsKey($"{node.Name}.{suffix}");

    /// <summary>Puts one of its parameters into the file, in PyTorch's layout, and gives its name.</summary>
    public string Weight(string suffix) => Weight(suffix, [.. exporter.Weights[$"{node.Name}.{suffix}"].Shape]);

    /// <summary>The same with other axes of the same product.</summary>
    public string Weight(string suffix, params long[] shape)
    {
        string name = $"{node.Name}.{suffix}";
        exporter.Graph.Initializer.Add(Tensors.Floats(name, shape, exporter.Weights[name].Bytes));
        return name;
    }

    /// <summary>Puts a row of numbers of the op's own into the file, and gives its name.</summary>
    public string Constants(string suffix, float[] values)
    {
        exporter.Graph.Initializer.Add(Tensors.Floats($"{node.Name}/{suffix}", [values.Length], values));
        return $"{node.Name}/{suffix}";
    }

    /// <summary>Puts numbers of the op's own into the file, and gives their name.</summary>
    public string Constant(string suffix, float value)
    {
        exporter.Graph.Initializer.Add(Tensors.Floats($"{node.Name}/{suffix}", [], [value]));
        return $"{node.Name}/{suffix}";
    }

    /// <summary>Puts whole numbers of the op's own into the file, and gives their name.</summary>
    public string Integers(string suffix, params long[] values)
    {
        exporter.Graph.Initializer.Add(Tensors.Integers($"{node.Name}/{suffix}", values));
        return $"{node.Name}/{suffix}";
    }

    /// <summary>Writes an ONNX node whose output is an intermediate value, and gives that value's name.</summary>
    public string Part(string op, string[] inputs, params AttributeProto[] attributes)
    {
        string name = $"{node.Name}/{op.ToLowerInvariant()}{(parts++ == 0 ? "" : parts)}";
        exporter.Emit(op, name, inputs, name, attributes);
        return name;
    }

    /// <summary>A value it reads as N H W C; a vector as it is.</summary>
    public string ChannelsLast(int i) => InputShape(i).IsImage ? Part("Transpose", [Input(i)], Tensors.Ints("perm", 0, 2, 3, 1)) : Input(i);

    /// <summary>Writes the node's output from an intermediate value N H W C.</summary>
    public void EmitChannelsLast(string value) => Emit("Transpose", [value], Tensors.Ints("perm", 0, 3, 1, 2));

    /// <summary>Writes the ONNX node whose output is the node's.</summary>
    public void Emit(string op, string[] inputs, params AttributeProto[] attributes)
        => exporter.Emit(op, node.Name, inputs, exporter.Written(node), attributes);
}
