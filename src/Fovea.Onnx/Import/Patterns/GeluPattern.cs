namespace Fovea.Onnx;

/// <summary><c>x·(1 + erf(x/√2))·½</c> in any order of its factors is GELU.</summary>
internal static class GeluPattern
{
    public static OnnxNode? Match(PatternGraph g, OnnxNode node) => Match(g, node, Gate) is { } x ? PatternGraph.Instead(node, "Gelu", [x]) : null;

    /// <summary>The x of <c>x·gate(x)·½</c> in any order of its factors.</summary>
    /// <param name="g">The graph.</param>
    /// <param name="node">The last product.</param>
    /// <param name="gate">The x of a value that is the gate; null for any other value.</param>
    public static string? Match(PatternGraph g, OnnxNode node, Func<PatternGraph, string, string?> gate)
    {
        if (node.OpType != "Mul") return null;
        // (x · gate) · ½
        if (g.Beside(node, 0.5) is { } product && g.Maker(product, "Mul") is { } inner)
            foreach ((string x, string other) in PatternGraph.Sides(inner))
                if (gate(g, other) == x) return x;
        foreach ((string one, string other) in PatternGraph.Sides(node))
        {
            // (x · ½) · gate
            if (gate(g, other) is { } x && g.Beside(g.Maker(one, "Mul"), 0.5) == x) return x;
            // x · (gate · ½)
            if (g.Beside(g.Maker(other, "Mul"), 0.5) is { } half && gate(g, half) == one) return one;
        }
        return null;
    }

    // The x of 1 + erf(x/√2).
    private static string? Gate(PatternGraph g, string value)
    {
        if (g.Beside(g.Maker(value, "Add"), 1) is not { } sum || g.Maker(sum, "Erf") is not { } erf) return null;
        return g.Maker(erf.Inputs[0], "Div") is { } div && g.Is(div.Inputs[1], Math.Sqrt(2)) ? div.Inputs[0] : g.Beside(g.Maker(erf.Inputs[0], "Mul"), 1 / Math.Sqrt(2));
    }
}
