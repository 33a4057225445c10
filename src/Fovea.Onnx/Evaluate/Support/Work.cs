namespace Fovea.Onnx;

/// <summary>How many steps a node takes, at most and roughly: so that a few bytes of a file cannot keep the machine busy.</summary>
internal static class Work
{
    /// <summary>Steps of a node: the elements that it reads, times what it does with each.</summary>
    public static double Of(NodeCall call)
    {
        double read = call.Inputs.Sum(i => (double)(i?.Count ?? 0));
        return call.Node.OpType switch
        {
            "MatMul" or "MatMulInteger" => read + Product(call, 1),
            "QLinearMatMul" => read + Product(call, 3),
            "Gemm" => read + Size(call, 0) * Size(call, 1) / Axis(call, call.Attributes.Integer("transA", 0) != 0 ? 0 : 1),
            "Conv" or "ConvInteger" or "ConvTranspose" => read + Size(call, 0) * Size(call, 1) * Spread(call),
            "QLinearConv" => read + Size(call, 0) * Size(call, 3) * Spread(call),
            "AveragePool" or "MaxPool" or "LpPool" => read * Numbers(call, "kernel_shape") * Spread(call),
            "LRN" => read * Math.Abs((double)call.Attributes.Integer("size", 1)),
            "Det" or "NonMaxSuppression" => read * read,
            "Einsum" or "RoiAlign" => call.Inputs.Aggregate(1.0, (n, i) => n * Math.Max(i?.Count ?? 0, 1)),
            _ => read,
        };
    }

    private static double Product(NodeCall call, int second) => Size(call, 0) * Size(call, second) / Axis(call, -1);

    private static double Size(NodeCall call, int input) => call.Optional(input)?.Count ?? 0;

    private static double Axis(NodeCall call, int axis)
        => call.Optional(0) is { Rank: > 0 } x && axis < x.Rank ? Math.Max(x.Dims[axis < 0 ? x.Rank - 1 : axis], 1) : 1;

    // Padding and the strides of a transposed convolution make more pixels than are read.
    private static double Spread(NodeCall call) => Numbers(call, "pads", 1) * (call.Node.OpType == "ConvTranspose" ? Numbers(call, "strides") * Numbers(call, "output_padding", 1) * Numbers(call, "output_shape") : 1);

    private static double Numbers(NodeCall call, string name, int more = 0)
        => call.Attributes.Integers(name)?.Aggregate(1.0, (n, v) => n * Math.Max(Math.Abs((double)v) + more, 1)) ?? 1;
}
