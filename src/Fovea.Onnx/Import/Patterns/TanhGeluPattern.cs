namespace Fovea.Onnx;

/// <summary><c>x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))·½</c> in any order of its factors is the approximate GELU.</summary>
internal static class TanhGeluPattern
{
    public static OnnxNode? Match(PatternGraph g, OnnxNode node)
        => GeluPattern.Match(g, node, Gate) is { } x ? PatternGraph.Instead(node, "Gelu", [x], ("approximate", "tanh")) : null;

    // The x of 1 + tanh(√(2/π)·(x + 0.044715·x³)).
    private static string? Gate(PatternGraph g, string value)
    {
        if (g.Beside(g.Maker(value, "Add"), 1) is not { } one || g.Maker(one, "Tanh") is not { } tanh) return null;
        if (g.Beside(g.Maker(tanh.Inputs[0], "Mul"), Math.Sqrt(2 / Math.PI)) is not { } scaled || g.Maker(scaled, "Add") is not { } sum) return null;
        foreach ((string x, string cube) in PatternGraph.Sides(sum))
            if (g.Beside(g.Maker(cube, "Mul"), 0.044715) is { } power && IsCube(g, power, x)) return x;
        return null;
    }

    private static bool IsCube(PatternGraph g, string value, string x)
    {
        if (g.Maker(value, "Pow") is { } pow) return pow.Inputs[0] == x && g.Is(pow.Inputs[1], 3);
        return g.Maker(value, "Mul") is { } mul && PatternGraph.Sides(mul).Any(p => p.One == x && g.Maker(p.Other, "Mul") is { } square && square.Inputs.All(i => i == x));
    }
}
