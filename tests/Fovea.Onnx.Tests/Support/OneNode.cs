using System.Runtime.InteropServices;
using Fovea.Onnx.Proto;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using AttributeType = Fovea.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace Fovea.Onnx.Tests;

/// <summary>A graph of one node: run by the evaluator, and by ONNX Runtime.</summary>
/// <param name="Op">The op.</param>
/// <param name="Opset">Version of ONNX's ops.</param>
/// <param name="Inputs">The values; null for an absent optional input.</param>
internal sealed record OneNode(string Op, int Opset, params IReadOnlyList<OnnxTensor?> Inputs)
{
    /// <summary>Integers, floats, words, lists of these, and tensors.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; init; } = new Dictionary<string, object>();

    /// <summary>How many outputs are asked for.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Another attribute.</summary>
    public OneNode With(string name, object value)
        => this with { Attributes = new Dictionary<string, object>(Attributes) { [name] = value is int i ? (long)i : value is double d ? (float)d : value is int[] list ? list.Select(v => (long)v).ToArray() : value } };

    /// <summary>The call of it.</summary>
    public NodeCall Call => new(new OnnxNode("n", Op, "", [.. Inputs.Select((x, i) => x is null ? "" : $"x{i}")], [.. Enumerable.Range(0, Outputs).Select(i => $"y{i}")],
        new OnnxAttributes(new Dictionary<string, object>(Attributes))), Opset, Inputs);

    /// <summary>What the evaluator gives.</summary>
    public OnnxTensor[] Evaluate() => Evaluator.Run("test.onnx", Call);

    /// <summary>Fails where the evaluator and ONNX Runtime differ in type, sizes or values.</summary>
    /// <param name="relative">The bound on values.</param>
    /// <param name="absolute">Added to it.</param>
    public void Compare(double relative = 1e-4, double absolute = 1e-5)
    {
        OnnxTensor[] expected = RuntimeOutputs(), actual = Evaluate();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i].Type == actual[i].Type && expected[i].Dims.SequenceEqual(actual[i].Dims), $"{this}: output {i} is {actual[i]}, ONNX Runtime's {expected[i]}");
            double[] e = expected[i].ToDoubles(), a = actual[i].ToDoubles();
            for (int k = 0; k < e.Length; k++)
                Assert.True(e[k] == a[k] || (double.IsNaN(e[k]) && double.IsNaN(a[k])) || Math.Abs(e[k] - a[k]) <= absolute + relative * Math.Abs(e[k]),
                    $"{this}: output {i}, element {k} is {a[k]:R}, ONNX Runtime's {e[k]:R}");
        }
    }

    public override string ToString()
        => $"{Op} (opset {Opset}) of {string.Join(", ", Inputs.Select(x => x is null ? "nothing" : x.Count <= 8 && x.Type == OnnxType.Int64 ? $"[{string.Join(", ", x.ToLongs())}]" : x.ToString()))}"
            + string.Concat(Attributes.Select(a => $" {a.Key}={(a.Value is Array list ? string.Join(",", list.Cast<object>()) : a.Value)}"));

    private OnnxTensor[] RuntimeOutputs()
    {
        string[] names = [.. Enumerable.Range(0, Outputs).Select(i => $"y{i}")];
        OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        using InferenceSession session = Runtime.Open(File(), plain: true);
        using var run = new RunOptions();
        (string Name, OrtValue Value)[] inputs = [.. Inputs.Select((x, i) => (Name: $"x{i}", X: x)).Where(p => p.X is not null).Select(p => (p.Name, ToRuntime(p.X!)))];
        using var results = session.Run(run, [.. inputs.Select(p => p.Name)], [.. inputs.Select(p => p.Value)], names);
        foreach ((_, OrtValue value) in inputs) value.Dispose();
        return [.. results.Select(FromRuntime)];
    }

    private byte[] File()
    {
        var node = new NodeProto { Name = "n", OpType = Op };
        var graph = new GraphProto { Name = "g", Node = { node } };
        for (int i = 0; i < Inputs.Count; i++)
        {
            node.Input.Add(Inputs[i] is null ? "" : $"x{i}");
            if (Inputs[i] is not { } x) continue;
            var type = new TypeProto.Types.Tensor { ElemType = (int)x.Type, Shape = new TensorShapeProto() };
            type.Shape.Dim.AddRange(x.Dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
            graph.Input.Add(new ValueInfoProto { Name = $"x{i}", Type = new TypeProto { TensorType = type } });
        }
        for (int i = 0; i < Outputs; i++)
        {
            node.Output.Add($"y{i}");
            graph.Output.Add(new ValueInfoProto { Name = $"y{i}" });
        }
        node.Attribute.AddRange(Attributes.Select(a => Attribute(a.Key, a.Value)));
        return new ModelProto { IrVersion = Opset > 20 ? 10 : 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = Opset } } }.ToByteArray();
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        long i => new AttributeProto { Name = name, Type = AttributeType.Int, I = i },
        float f => new AttributeProto { Name = name, Type = AttributeType.Float, F = f },
        string s => new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(s) },
        long[] list => new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { list } },
        float[] list => new AttributeProto { Name = name, Type = AttributeType.Floats, Floats = { list } },
        _ => throw new ArgumentException($"attribute '{name}' of {value.GetType().Name}"),
    };

    private static OrtValue ToRuntime(OnnxTensor x)
    {
        long[] dims = [.. x.Dims.Select(d => (long)d)];
        return x.Type switch
        {
            OnnxType.Float32 => OrtValue.CreateTensorValueFromMemory(x.As<float>(), dims),
            OnnxType.Float64 => OrtValue.CreateTensorValueFromMemory(x.As<double>(), dims),
            OnnxType.Float16 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<Half, Float16>(x.As<Half>()).ToArray(), dims),
            OnnxType.BFloat16 => OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<ushort, BFloat16>(x.As<ushort>()).ToArray(), dims),
            OnnxType.Bool => OrtValue.CreateTensorValueFromMemory(x.As<bool>(), dims),
            OnnxType.Int8 => OrtValue.CreateTensorValueFromMemory(x.As<sbyte>(), dims),
            OnnxType.UInt8 => OrtValue.CreateTensorValueFromMemory(x.As<byte>(), dims),
            OnnxType.Int16 => OrtValue.CreateTensorValueFromMemory(x.As<short>(), dims),
            OnnxType.Int32 => OrtValue.CreateTensorValueFromMemory(x.As<int>(), dims),
            OnnxType.UInt32 => OrtValue.CreateTensorValueFromMemory(x.As<uint>(), dims),
            OnnxType.Int64 => OrtValue.CreateTensorValueFromMemory(x.As<long>(), dims),
            OnnxType.UInt64 => OrtValue.CreateTensorValueFromMemory(x.As<ulong>(), dims),
            _ => throw new ArgumentException($"no such input in this test: {x.Type}"),
        };
    }

    private static OnnxTensor FromRuntime(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        int[] dims = [.. info.Shape.Select(d => (int)d)];
        var type = (OnnxType)(int)info.ElementDataType;
        return type switch
        {
            OnnxType.Float32 => OnnxTensor.Of(dims, Data<float>(value)),
            OnnxType.Float64 => OnnxTensor.Of(dims, Data<double>(value)),
            OnnxType.Float16 => OnnxTensor.Of(dims, MemoryMarshal.Cast<Float16, Half>(Data<Float16>(value)).ToArray()),
            OnnxType.BFloat16 => OnnxTensor.OfBFloat16(dims, MemoryMarshal.Cast<BFloat16, ushort>(Data<BFloat16>(value)).ToArray()),
            OnnxType.Bool => OnnxTensor.Of(dims, Data<bool>(value)),
            OnnxType.Int8 => OnnxTensor.Of(dims, Data<sbyte>(value)),
            OnnxType.UInt8 => OnnxTensor.Of(dims, Data<byte>(value)),
            OnnxType.Int32 => OnnxTensor.Of(dims, Data<int>(value)),
            OnnxType.UInt32 => OnnxTensor.Of(dims, Data<uint>(value)),
            OnnxType.Int64 => OnnxTensor.Of(dims, Data<long>(value)),
            OnnxType.UInt64 => OnnxTensor.Of(dims, Data<ulong>(value)),
            _ => throw new ArgumentException($"no such output in this test: {type}"),
        };
    }

    private static T[] Data<T>(OrtValue value) where T : unmanaged => value.GetTensorTypeAndShape().ElementCount == 0 ? [] : value.GetTensorDataAsSpan<T>().ToArray();
}
