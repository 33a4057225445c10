namespace Fovea.Onnx;

/// <summary><c>x·(1 + erf(x/√2))·½</c> in any order of its factors is GELU.</summary>
internal static class GeluPattern
{
    public static OnnxNode? Match(PatternGraph g, OnnxNode node)
    {
        if (node.OpType != "Mul") return null;
        // (x · (1 + erf)) · ½
        if (g.Beside(node, 0.5) is { } product && g.Maker(product, "Mul") is { } inner)
            foreach ((string x, string gate) in PatternGraph.Sides(inner))
                if (Gate(g, gate) == x) return PatternGraph.Instead(node, "Gelu", [x]);
        foreach ((string one, string other) in PatternGraph.Sides(node))
        {
            // (x · ½) · (1 + erf)
            if (Gate(g, other) is { } x && g.Beside(g.Maker(one, "Mul"), 0.5) == x) return PatternGraph.Instead(node, "Gelu", [x]);
            // x · ((1 + erf) · ½)
            if (g.Beside(g.Maker(other, "Mul"), 0.5) is { } half && Gate(g, half) == one) return PatternGraph.Instead(node, "Gelu", [one]);
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
