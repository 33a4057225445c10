namespace Fovea.Onnx;

/// <summary><c>Clip(x + 3, 0, 6) / 6</c> is HardSigmoid, and <c>x·Clip(x + 3, 0, 6) / 6</c> in any order is HardSwish.</summary>
internal static class HardPattern
{
    public static OnnxNode? Match(PatternGraph g, OnnxNode node)
    {
        if (Sixth(g, node) is not { } whole)
            return null;
        if (Clipped(g, whole) is { } x) return PatternGraph.Instead(node, "HardSigmoid", [x], ("alpha", 1f / 6), ("beta", 0.5f));
        if (g.Maker(whole, "Mul") is { } product)
            foreach ((string factor, string gate) in PatternGraph.Sides(product))
                if (Clipped(g, gate) == factor) return PatternGraph.Instead(node, "HardSwish", [factor]);
        return null;
    }

    // What is divided by six.
    private static string? Sixth(PatternGraph g, OnnxNode node) => node.OpType switch
    {
        "Div" when g.Is(node.Inputs[1], 6) => node.Inputs[0],
        "Mul" => g.Beside(node, 1 / 6.0),
        _ => null,
    };

    private static string? Clipped(PatternGraph g, string value)
        => g.Maker(value, "Clip") is { } clip && g.Bounds(clip) is (0, 6) ? g.Beside(g.Maker(clip.Inputs[0], "Add"), 3) : null;
}
