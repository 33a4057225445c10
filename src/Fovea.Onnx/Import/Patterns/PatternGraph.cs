namespace Fovea.Onnx;

/// <summary>A graph as patterns look at it: from a node back to what made its inputs.</summary>
internal sealed class PatternGraph(int opset, IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, OnnxTensor> constants)
{
    private readonly HashSet<string> numbers = Numbers(nodes, constants);
    private readonly Dictionary<string, OnnxNode> makers = nodes.SelectMany(n => n.Outputs.Where(o => o.Length > 0).Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);

    /// <summary>Version of ONNX's ops.</summary>
    public int Opset => opset;

    /// <summary>The node that makes a value, when it has that op.</summary>
    public OnnxNode? Maker(string value, string op) => makers.TryGetValue(value, out OnnxNode? node) && node.OpType == op && node.Domain.Length == 0 ? node : null;

    /// <summary>Remembers a node that took the place of a group.</summary>
    public void Replace(OnnxNode node)
    {
        foreach (string output in node.Outputs) makers[output] = node;
    }

    /// <summary>A constant of one element.</summary>
    public float? Number(string value) => Constant(value) is { Count: 1 } tensor ? tensor.ToFloats()[0] : null;

    /// <summary>True for a constant of one element, and for what is computed from constants and from shapes: a number before any image is there.</summary>
    public bool IsNumber(string value) => constants.TryGetValue(value, out OnnxTensor? tensor) ? tensor.Count == 1 : numbers.Contains(value);

    /// <summary>A constant.</summary>
    public OnnxTensor? Constant(string value) => constants.GetValueOrDefault(value);

    /// <summary>True when a constant is that number, but for rounding.</summary>
    public bool Is(string value, double number) => Number(value) is { } v && Math.Abs(v - number) <= 1e-5 * Math.Abs(number);

    /// <summary>The other input of a node of two, when one is that number; null otherwise.</summary>
    public string? Beside(OnnxNode? node, double number) => node is not { Inputs.Count: 2 } ? null
        : Is(node.Inputs[1], number) ? node.Inputs[0]
        : Is(node.Inputs[0], number) ? node.Inputs[1]
        : null;

    /// <summary>The two inputs of a node of two, in both orders.</summary>
    public static IEnumerable<(string One, string Other)> Sides(OnnxNode node)
        => node.Inputs.Count == 2 ? [(node.Inputs[0], node.Inputs[1]), (node.Inputs[1], node.Inputs[0])] : [];

    /// <summary>Lower and upper bound of a Clip; infinite where it has none.</summary>
    public (float Low, float High)? Bounds(OnnxNode? clip)
    {
        if (clip is null) return null;
        if (opset < 11) return (clip.Attributes.Number("min", float.NegativeInfinity), clip.Attributes.Number("max", float.PositiveInfinity));
        float? low = Bound(clip, 1, float.NegativeInfinity), high = Bound(clip, 2, float.PositiveInfinity);
        return low is { } l && high is { } h ? (l, h) : null;
    }

    // In the nodes' order each is looked at once: by recursion a chain of squares would be looked at as often as it has factors.
    private static HashSet<string> Numbers(IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, OnnxTensor> constants)
    {
        var numbers = new HashSet<string>();
        foreach (OnnxNode node in nodes)
            if (node.OpType is "Shape" or "Size"
                || (node.OpType is "Sqrt" or "Cast" or "Gather" or "Slice" or "Div" or "Mul" or "Pow" or "Reciprocal" or "Squeeze" or "Unsqueeze" && node.Inputs.All(i => i.Length == 0 || constants.ContainsKey(i) || numbers.Contains(i))))
                numbers.UnionWith(node.Outputs.Where(o => o.Length > 0));
        return numbers;
    }

    private float? Bound(OnnxNode clip, int input, float absent) => clip.Inputs.Count <= input || clip.Inputs[input].Length == 0 ? absent : Number(clip.Inputs[input]);

    /// <summary>A node that stands for a group which ends with another.</summary>
    public static OnnxNode Instead(OnnxNode last, string op, string[] inputs, params (string Name, object Value)[] attributes)
        => last with { OpType = op, Inputs = inputs, Attributes = new OnnxAttributes(attributes.ToDictionary(a => a.Name, a => a.Value)) };
}
