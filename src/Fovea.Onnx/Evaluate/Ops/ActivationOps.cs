namespace Fovea.Onnx;

/// <summary>Activations with attributes or a second input.</summary>
internal static class ActivationOps
{
    public static OnnxTensor[] LeakyRelu(NodeCall call)
    {
        double alpha = call.Attributes.Number("alpha", 0.01f);
        return [UnaryOps.Real(call, x => x < 0 ? alpha * x : x)];
    }

    public static OnnxTensor[] Elu(NodeCall call)
    {
        double alpha = call.Attributes.Number("alpha", 1);
        return [UnaryOps.Real(call, x => x < 0 ? alpha * Expm1(x) : x)];
    }

    public static OnnxTensor[] Selu(NodeCall call)
    {
        double alpha = call.Attributes.Number("alpha", 1.67326319f), gamma = call.Attributes.Number("gamma", 1.05070102f);
        return [UnaryOps.Real(call, x => gamma * (x <= 0 ? alpha * Expm1(x) : x))];
    }

    public static OnnxTensor[] Celu(NodeCall call)
    {
        double alpha = call.Attributes.Number("alpha", 1);
        return [UnaryOps.Real(call, x => x < 0 ? alpha * Expm1(x / alpha) : x)];
    }

    public static OnnxTensor[] ThresholdedRelu(NodeCall call)
    {
        double alpha = call.Attributes.Number("alpha", 1);
        return [UnaryOps.Real(call, x => x > alpha ? x : double.IsNaN(x) ? x : 0)];
    }

    public static OnnxTensor[] HardSigmoid(NodeCall call)
    {
        double alpha = call.Attributes.Number("alpha", 0.2f), beta = call.Attributes.Number("beta", 0.5f);
        return [UnaryOps.Real(call, x => Math.Max(0, Math.Min(1, alpha * x + beta)))];
    }

    public static OnnxTensor[] Shrink(NodeCall call)
    {
        double lambda = call.Attributes.Number("lambd", 0.5f), bias = call.Attributes.Number("bias", 0);
        OnnxTensor x = call.Numbers(0);
        return [Wide.Narrow(x.Type, x.Dims, Array.ConvertAll(x.ToDoubles(), v => v < -lambda ? v + bias : v > lambda ? v - bias : double.IsNaN(v) ? v : 0))];
    }

    public static OnnxTensor[] Gelu(NodeCall call) => call.Attributes.Word("approximate", "none") switch
    {
        "none" => [UnaryOps.Real(call, x => 0.5 * x * (1 + UnaryOps.Erf(x / Math.Sqrt(2))))],
        "tanh" => [UnaryOps.Real(call, x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))))],
        string other => throw new OnnxNodeException($"approximate '{other}'", "none or tanh"),
    };

    /// <summary>
    /// One slope, a slope a channel, or slopes that broadcast. Before opset 7 a vector is a slope a channel, which is axis 1.
    /// </summary>
    public static OnnxTensor[] PRelu(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0), slope = call.Numbers(1);
        if (call.Opset < 7 && slope.Rank == 1 && slope.Count != 1 && x.Rank > 2) slope = slope.Reshaped([slope.Count, .. Enumerable.Repeat(1, x.Rank - 2)]);
        int[] dims = Broadcasts.Dims(call, call.SameType(0, 1), x.Dims, slope.Dims);
        if (!dims.SequenceEqual(x.Dims)) throw new OnnxNodeException($"slopes of {OnnxTensor.Text(slope.Dims)} for an input of {OnnxTensor.Text(x.Dims)}", "slopes broadcast to the input's sizes");
        double[] a = Broadcasts.To(slope.ToDoubles(), slope.Dims, dims);
        return [Wide.Narrow(x.Type, dims, x.ToDoubles().Zip(a, (v, s) => v < 0 ? v * s : v).ToArray())];
    }

    /// <summary>Bounds are attributes before opset 11 and inputs since; the upper one wins where they cross.</summary>
    public static OnnxTensor[] Clip(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0);
        if (call.Opset < 11)
        {
            double least = call.Attributes.Number("min", float.MinValue), most = call.Attributes.Number("max", float.MaxValue);
            return [UnaryOps.Real(call, v => Math.Min(Math.Max(v, least), most))];
        }
        foreach (int i in (int[])[1, 2])
            if (call.Has(i))
            {
                call.SameType(0, i);
                call.Number(i);
            }
        if (x.Type.IsFloat()) return [Clip(x, Bound(call, 1, double.NegativeInfinity), Bound(call, 2, double.PositiveInfinity))];
        return x.Type == OnnxType.UInt64 ? [Clip(x, Bound(call, 1, ulong.MinValue), Bound(call, 2, ulong.MaxValue))]
            : [Clip(x, Bound(call, 1, long.MinValue), Bound(call, 2, long.MaxValue))];
    }

    /// <summary>e^x − 1 without loss near 0.</summary>
    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1;

    private static OnnxTensor Clip<T>(OnnxTensor x, T least, T most) where T : struct, System.Numerics.INumber<T>
        => Wide.Narrow(x.Type, x.Dims, Array.ConvertAll(Wide.Of<T>(x), v => T.Min(T.Max(v, least), most)));

    private static T Bound<T>(NodeCall call, int input, T absent) where T : struct, System.Numerics.INumber<T>
        => call.Optional(input) is { } bound ? Wide.Of<T>(bound)[0] : absent;
}
