using Fovea.Onnx.Proto;
using Google.Protobuf;

namespace Fovea.Onnx.Tests;

/// <summary>Writes ONNX files as other programs write them, node by node, with random weights.</summary>
internal sealed class FileMaker
{
    private readonly Random random = new(7);
    private readonly GraphProto graph = new() { Name = "main_graph" };
    private readonly int opset;
    private int count;

    /// <summary>A file with one input; −1 is any number of images.</summary>
    public FileMaker(int opset, params int[] input)
    {
        this.opset = opset;
        graph.Input.Add(Value("image", input));
    }

    /// <summary>Random weights.</summary>
    public string Weight(string name, params long[] dims)
    {
        int values = (int)dims.Aggregate(1L, (n, d) => n * d);
        graph.Initializer.Add(Tensors.Floats(name, dims, Fovea.Onnx.Tests.Values.Normal(random, values).Select(v => v / MathF.Sqrt(Math.Max(values / dims[0], 1))).ToArray()));
        return name;
    }

    /// <summary>Random positive numbers.</summary>
    public string Positive(string name, params long[] dims)
    {
        graph.Initializer.Add(Tensors.Floats(name, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (n, d) => n * d)).Select(_ => 0.5f + random.NextSingle())]));
        return name;
    }

    /// <summary>A number without axes.</summary>
    public string Number(float value)
    {
        string name = $"number{count++}";
        graph.Initializer.Add(Tensors.Floats(name, [], [value]));
        return name;
    }

    /// <summary>Whole numbers.</summary>
    public string Ints(params long[] values)
    {
        string name = $"ints{count++}";
        graph.Initializer.Add(Tensors.Integers(name, values));
        return name;
    }

    /// <summary>A whole number without axes.</summary>
    public string Int(long value)
    {
        string name = $"int{count++}";
        graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Int64, Int64Data = { value } });
        return name;
    }

    /// <summary>A node of one output, whose name it gives.</summary>
    public string Node(string op, string[] inputs, params AttributeProto[] attributes) => Node(op, 1, inputs, attributes)[0];

    /// <summary>A node of several outputs.</summary>
    public string[] Node(string op, int outputs, string[] inputs, params AttributeProto[] attributes)
    {
        string name = $"/{op}_{count++}";
        string[] made = [.. Enumerable.Range(0, outputs).Select(i => $"{name}_output_{i}")];
        graph.Node.Add(new NodeProto { Name = name, OpType = op, Input = { inputs }, Output = { made }, Attribute = { attributes } });
        return made;
    }

    /// <summary>The file, with these outputs.</summary>
    public byte[] Bytes(params string[] outputs)
    {
        foreach (string output in outputs) graph.Output.Add(new ValueInfoProto { Name = output, Type = new TypeProto { TensorType = new() { ElemType = 1 } } });
        return new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } } }.ToByteArray();
    }

    private static ValueInfoProto Value(string name, int[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (int d in dims) shape.Dim.Add(d < 0 ? new TensorShapeProto.Types.Dimension { DimParam = "N" } : new TensorShapeProto.Types.Dimension { DimValue = d });
        return new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = 1, Shape = shape } } };
    }
}
