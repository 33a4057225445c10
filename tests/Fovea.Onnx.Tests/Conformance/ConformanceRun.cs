namespace Fovea.Onnx.Tests;

/// <summary>What a way of running a graph gives: the outputs, or why it does not take it.</summary>
internal sealed record Answer(IReadOnlyList<OnnxTensor>? Outputs, string? Reason)
{
    public static Answer Of(IReadOnlyList<OnnxTensor> outputs) => new(outputs, null);

    public static Answer No(string reason) => new(null, reason);
}

/// <summary>A way from a graph and its inputs to its outputs.</summary>
/// <param name="Name">Heads its column.</param>
/// <param name="Run">Runs it; a <see cref="ModelFileException"/> is an answer too.</param>
internal sealed record ConformanceWay(string Name, Func<OnnxGraph, IReadOnlyDictionary<string, OnnxTensor>, Answer> Run)
{
    /// <summary>By plain loops.</summary>
    public static ConformanceWay Evaluated { get; } = new("evaluated", (graph, inputs) => Answer.Of(Evaluator.Run(graph, inputs)));

    /// <summary>As a network of Fovea's layers.</summary>
    public static ConformanceWay Imported { get; } = new("imported", NetworkRun.Of);

    /// <summary>All of them, in the order of their columns.</summary>
    public static IReadOnlyList<ConformanceWay> All { get; } = [Evaluated, Imported];
}

/// <summary>How a test went.</summary>
/// <param name="Case">The test.</param>
/// <param name="Passed">True when every output of every set has the type and sizes asked for, and the values within the bound.</param>
/// <param name="Reason">Otherwise why.</param>
internal sealed record ConformanceResult(ConformanceCase Case, bool Passed, string Reason);

/// <summary>Runs ONNX's tests in one way.</summary>
internal static class ConformanceRun
{
    /// <summary>ONNX's own bounds.</summary>
    private const double Relative = 1e-3, Absolute = 1e-7;

    public static IReadOnlyList<ConformanceResult> Of(ConformanceWay way, IEnumerable<ConformanceCase> cases) => [.. cases.Select(c => Of(way, c))];

    private static ConformanceResult Of(ConformanceWay way, ConformanceCase test)
    {
        string? wrong;
        try
        {
            wrong = Wrong(way, test);
        }
        catch (ModelFileException e)
        {
            wrong = e.Problem;
        }
        return new ConformanceResult(test, wrong is null, wrong ?? "");
    }

    private static string? Wrong(ConformanceWay way, ConformanceCase test)
    {
        OnnxGraph graph = test.Read();
        if (graph.Inputs.Concat(graph.Outputs).FirstOrDefault(v => v.Type is null) is { } odd) return $"'{odd.Name}' is a sequence or an optional value";
        foreach ((OnnxTensor[] inputs, OnnxTensor[] outputs) in test.Sets())
        {
            OnnxTensor[] expected = [.. graph.Outputs.Zip(outputs, Declared)];
            Answer answer = way.Run(graph, graph.Inputs.Zip(inputs).ToDictionary(p => p.First.Name, p => Declared(p.First, p.Second)));
            if (answer.Outputs is null) return answer.Reason;
            for (int i = 0; i < expected.Length; i++)
                if (Difference(expected[i], answer.Outputs[i]) is { } difference) return $"output '{graph.Outputs[i].Name}': {difference}";
        }
        return null;
    }

    // NumPy, which made the files, has no bfloat16 and wrote its bits as uint16; the graph says what they are.
    private static OnnxTensor Declared(OnnxValueInfo value, OnnxTensor tensor)
        => value.Type == OnnxType.BFloat16 && tensor.Type == OnnxType.UInt16 ? OnnxTensor.OfBFloat16(tensor.Dims, tensor.As<ushort>()) : tensor;

    /// <summary>What differs between two tensors; null when nothing does.</summary>
    public static string? Difference(OnnxTensor expected, OnnxTensor actual)
    {
        if (expected.Type != actual.Type || !expected.Dims.SequenceEqual(actual.Dims)) return $"{actual} instead of {expected}";
        if (expected.Type == OnnxType.String) return expected.As<string>().SequenceEqual(actual.As<string>()) ? null : "other words";
        double[] e = expected.ToDoubles(), a = actual.ToDoubles();
        for (int i = 0; i < e.Length; i++)
            if (!(e[i] == a[i] || (double.IsNaN(e[i]) && double.IsNaN(a[i])) || Math.Abs(e[i] - a[i]) <= Absolute + Relative * Math.Abs(e[i])))
                return $"{a[i]:G6} instead of {e[i]:G6} at element {i}";
        return null;
    }
}
