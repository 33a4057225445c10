namespace Fovea.Onnx;

/// <summary><c>x·Sigmoid(x)</c> is SiLU; <c>x·HardSigmoid(x)</c> is HardSwish.</summary>
internal static class SwishPattern
{
    public static OnnxNode? Match(PatternGraph g, OnnxNode node)
    {
        if (node.OpType != "Mul") return null;
        foreach ((string x, string gate) in PatternGraph.Sides(node))
        {
            if (g.Maker(gate, "Sigmoid") is { } sigmoid && sigmoid.Inputs[0] == x) return PatternGraph.Instead(node, "Swish", [x]);
            if (g.Maker(gate, "HardSigmoid") is { } hard && hard.Inputs[0] == x && Math.Abs(hard.Attributes.Number("alpha", 0.2f) - 1 / 6.0) < 1e-6 && hard.Attributes.Number("beta", 0.5f) == 0.5f)
                return PatternGraph.Instead(node, "HardSwish", [x]);
        }
        return null;
    }
}
