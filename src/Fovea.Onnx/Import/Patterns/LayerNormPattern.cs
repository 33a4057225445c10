namespace Fovea.Onnx;

/// <summary>
/// <c>(x − mean(x)) / sqrt(mean((x − mean(x))²) + ε)·γ + β</c>, as PyTorch wrote it before opset 17 and TensorFlow writes it, is a layer
/// normalisation over the last axis, or over the channels when γ and β stand along them.
/// </summary>
internal static class LayerNormPattern
{
    public static OnnxNode? Match(PatternGraph g, OnnxNode node)
    {
        if (node.OpType != "Add") return null;
        foreach ((string scaled, string beta) in PatternGraph.Sides(node))
        {
            if (g.Constant(beta) is null || g.Maker(scaled, "Mul") is not { } mul) continue;
            foreach ((string normal, string gamma) in PatternGraph.Sides(mul))
                if (g.Constant(gamma) is not null && Normal(g, normal) is { } found && found.Axis == -1 && g.Constant(gamma)!.Rank == 1 && g.Constant(beta)!.Rank == 1)
                    return PatternGraph.Instead(node, "LayerNormalization", [found.X, gamma, beta], ("axis", found.Axis), ("epsilon", found.Epsilon));
        }
        return null;
    }

    private static (string X, long Axis, float Epsilon)? Normal(PatternGraph g, string value)
    {
        if (g.Maker(value, "Div") is not { } div || Centred(g, div.Inputs[0]) is not { } centred) return null;
        if (g.Maker(div.Inputs[1], "Sqrt") is not { } root || g.Maker(root.Inputs[0], "Add") is not { } sum) return null;
        foreach ((string variance, string epsilon) in PatternGraph.Sides(sum))
            if (g.Number(epsilon) is { } e && Mean(g, variance) is { } mean && mean.Axis == centred.Axis && Squared(g, mean.Of) is { } square && Centred(g, square)?.X == centred.X)
                return (centred.X, centred.Axis, e);
        return null;
    }

    // The x of x − mean(x).
    private static (string X, long Axis)? Centred(PatternGraph g, string value)
        => g.Maker(value, "Sub") is { } sub && Mean(g, sub.Inputs[1]) is { } mean && mean.Of == sub.Inputs[0] ? (sub.Inputs[0], mean.Axis) : null;

    private static (string Of, long Axis)? Mean(PatternGraph g, string value)
    {
        if (g.Maker(value, "ReduceMean") is not { } mean || mean.Attributes.Integer("keepdims", 1) == 0) return null;
        long[]? axes = mean.Attributes.Integers("axes") ?? (mean.Inputs.Count > 1 ? g.Constant(mean.Inputs[1])?.ToLongs() : null);
        return axes is [long axis] ? (mean.Inputs[0], axis) : null;
    }

    private static string? Squared(PatternGraph g, string value)
        => g.Maker(value, "Pow") is { } pow && g.Is(pow.Inputs[1], 2) ? pow.Inputs[0]
            : g.Maker(value, "Mul") is { } mul && mul.Inputs[0] == mul.Inputs[1] ? mul.Inputs[0] : null;
}
