namespace Fovea.Onnx;

/// <summary><c>softmax(q·kᵀ·scale)·v</c>, the scale on the scores or on q and k, is attention.</summary>
internal static class AttentionPattern
{
    /// <summary>ONNX's name for it is taken by an op with other inputs.</summary>
    public const string Op = "ScaledDotProduct";

    public static OnnxNode? Match(PatternGraph g, OnnxNode node)
    {
        if (node.OpType != "MatMul" || g.IsNumber(node.Inputs[1]) || g.Maker(node.Inputs[0], "Softmax") is not { } softmax) return null;
        // Over the last axis, by one of its names for heads of matrices.
        long axis = softmax.Attributes.Integer("axis", g.Opset < 13 ? 1 : -1);
        if (axis is not (-1 or 2 or 3)) return null;
        List<string> factors = [], divisors = [];
        string scores = Unscaled(g, softmax.Inputs[0], factors, divisors);
        if (g.Maker(scores, "MatMul") is not { } product || product.Inputs.Any(i => g.IsNumber(i))) return null;
        string q = Unscaled(g, product.Inputs[0], factors, divisors), k = Unscaled(g, product.Inputs[1], factors, divisors);
        return PatternGraph.Instead(node, Op, [q, k, node.Inputs[1], .. factors, .. divisors], ("factors", (long)factors.Count), ("axis", axis));
    }

    private static string Unscaled(PatternGraph g, string value, List<string> factors, List<string> divisors)
    {
        if (g.Maker(value, "Div") is { } div && g.IsNumber(div.Inputs[1]))
        {
            divisors.Add(div.Inputs[1]);
            return div.Inputs[0];
        }
        if (g.Maker(value, "Mul") is { } mul)
            foreach ((string x, string factor) in PatternGraph.Sides(mul))
                if (g.IsNumber(factor) && !g.IsNumber(x))
                {
                    factors.Add(factor);
                    return x;
                }
        return value;
    }
}
