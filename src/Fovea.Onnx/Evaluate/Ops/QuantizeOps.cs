namespace Fovea.Onnx;

/// <summary>Numbers as small integers: x ≈ (q − zero point) · scale.</summary>
internal static class QuantizeOps
{
    public static OnnxTensor[] QuantizeLinear(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0), scale = call.Floats(1);
        OnnxType type = call.Has(2) ? call.Input(2).Type : call.Attributes.Integer("output_dtype", 0) is > 0 and long named ? CastOps.Type(named) : OnnxType.UInt8;
        double[] scales = Spread(call, scale, x), zeros = call.Has(2) ? Spread(call, call.Numbers(2), x) : new double[x.Count];
        // The reference divides in float32; a tie there is a tie here.
        return [Wide.Narrow(type, x.Dims, Saturated(type, x.ToDoubles().Select((v, i) => Math.Round((double)(float)(v / scales[i])) + zeros[i])))];
    }

    public static OnnxTensor[] DequantizeLinear(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0), scale = call.Floats(1);
        if (call.Has(2)) call.SameType(0, 2);
        double[] scales = Spread(call, scale, x), zeros = call.Has(2) ? Spread(call, call.Numbers(2), x) : new double[x.Count];
        return [Wide.Narrow(scale.Type, x.Dims, x.ToDoubles().Select((q, i) => (q - zeros[i]) * scales[i]).ToArray())];
    }

    /// <summary>As unsigned bytes with the scale that the values themselves ask for; 0 stays exact.</summary>
    public static OnnxTensor[] DynamicQuantizeLinear(NodeCall call)
    {
        OnnxTensor x = call.Floats(0);
        double[] xs = x.ToDoubles();
        double least = Math.Min(0, xs.Aggregate(0.0, Math.Min)), most = Math.Max(0, xs.Aggregate(0.0, Math.Max));
        float scale = ((float)most - (float)least) / 255;
        double zero = scale == 0 ? 0 : Math.Clamp(Math.Round((double)(float)(-least / scale)), 0, 255);
        double[] q = Saturated(OnnxType.UInt8, xs.Select(v => scale == 0 ? 0 : Math.Round((double)(float)(v / scale)) + zero));
        return [Wide.Narrow(OnnxType.UInt8, x.Dims, q), OnnxTensor.Scalar(scale), OnnxTensor.Scalar((byte)zero)];
    }

    public static OnnxTensor[] QLinearMatMul(NodeCall call)
    {
        OnnxTensor a = call.Numbers(0), b = call.Numbers(3);
        double[] x = Centred(call, 0, 2, a.Rank - 2), y = Centred(call, 3, 5, b.Rank - 1), aScale = call.Floats(1).ToDoubles(), bScale = call.Floats(4).ToDoubles();
        (int[] dims, double[] sums) = MatrixOps.Product(call, a, x, b, y, call.Input(7).Type);
        int columns = b.Rank < 2 ? 1 : b.Dims[^1], rows = a.Rank < 2 ? 1 : a.Dims[^2];
        if ((aScale.Length != 1 && aScale.Length != rows) || (bScale.Length != 1 && bScale.Length != columns))
            throw new OnnxNodeException($"{aScale.Length} and {bScale.Length} scales for {OnnxTensor.Text(a.Dims)} times {OnnxTensor.Text(b.Dims)}", "one scale, or one a row of A or a column of B");
        return [Requantized(call, dims, sums, 6, i => aScale[aScale.Length == 1 ? 0 : i / columns % rows] * bScale[bScale.Length == 1 ? 0 : i % columns])];
    }

    public static OnnxTensor[] MatMulInteger(NodeCall call)
    {
        OnnxTensor a = call.Numbers(0), b = call.Numbers(1);
        (int[] dims, double[] sums) = MatrixOps.Product(call, a, Centred(call, 0, 2, a.Rank - 2), b, Centred(call, 1, 3, b.Rank - 1), OnnxType.Int32);
        return [Wide.Narrow(OnnxType.Int32, dims, sums)];
    }

    public static OnnxTensor[] ConvInteger(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0), w = call.Numbers(1);
        (int[] dims, double[] sums) = ConvOps.Convolve(call, x, Centred(call, 0, 2, 1), w, Centred(call, 1, 3, 0), null, OnnxType.Int32);
        return [Wide.Narrow(OnnxType.Int32, dims, sums)];
    }

    public static OnnxTensor[] QLinearConv(NodeCall call)
    {
        OnnxTensor x = call.Numbers(0), w = call.Numbers(3);
        double[]? bias = ConvOps.Bias(call, 8, w.Rank > 0 ? w.Dims[0] : 0)?.ToDoubles();
        (int[] dims, double[] sums) = ConvOps.Convolve(call, x, Centred(call, 0, 2, 1), w, Centred(call, 3, 5, 0), bias, call.Input(7).Type);
        double xScale = call.Number(1);
        double[] wScale = call.Floats(4).ToDoubles();
        int inner = Axes.Product(dims.Skip(2));
        if (wScale.Length != 1 && wScale.Length != dims[1]) throw new OnnxNodeException($"{wScale.Length} scales for {dims[1]} outputs", "one scale, or one an output");
        return [Requantized(call, dims, sums, 6, i => xScale * wScale[wScale.Length == 1 ? 0 : i / inner % dims[1]])];
    }

    // Sums of products of two scales, as integers of a third. Input `scale` holds it, the next one its zero point.
    private static OnnxTensor Requantized(NodeCall call, int[] dims, double[] sums, int scale, Func<int, double> scales)
    {
        double to = call.Number(scale), zero = call.Number(scale + 1);
        OnnxType type = call.Input(scale + 1).Type;
        return Wide.Narrow(type, dims, Saturated(type, sums.Select((s, i) => Math.Round((double)(float)(s * (float)(scales(i) / to))) + zero)));
    }

    private static double[] Saturated(OnnxType type, IEnumerable<double> values)
    {
        (double least, double most) = type switch
        {
            OnnxType.UInt8 => (byte.MinValue, byte.MaxValue),
            OnnxType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            OnnxType.UInt16 => (ushort.MinValue, ushort.MaxValue),
            OnnxType.Int16 => ((double)short.MinValue, (double)short.MaxValue),
            _ => throw new OnnxNodeException($"quantised as {type}", "8 or 16 bits"),
        };
        return [.. values.Select(v => double.IsNaN(v) ? 0 : Math.Clamp(v, least, most))];
    }

    /// <summary>The elements less their zero point, which is one number or one for each entry of an axis.</summary>
    private static double[] Centred(NodeCall call, int input, int zeroInput, int axis)
    {
        OnnxTensor x = call.Numbers(input);
        double[] values = x.ToDoubles();
        if (!call.Has(zeroInput)) return values;
        call.SameType(input, zeroInput);
        double[] zeros = call.Numbers(zeroInput).ToDoubles();
        if (zeros.Length != 1 && (axis < 0 || axis >= x.Rank || zeros.Length != x.Dims[axis]))
            throw new OnnxNodeException($"{zeros.Length} zero points for {OnnxTensor.Text(x.Dims)}", "one, or one for each entry of the axis");
        int inner = zeros.Length == 1 ? 1 : Axes.Product(x.Dims.Skip(axis + 1));
        return [.. values.Select((v, i) => v - zeros[zeros.Length == 1 ? 0 : i / inner % zeros.Length])];
    }

    /// <summary>One number for every element of <paramref name="x"/>: the same, one for each entry of <c>axis</c>, or one a block of it.</summary>
    private static double[] Spread(NodeCall call, OnnxTensor numbers, OnnxTensor x)
    {
        double[] values = numbers.ToDoubles();
        if (values.Length == 1 && numbers.Rank <= 1) return [.. Enumerable.Repeat(values[0], x.Count)];
        int axis = call.Axis(1, x.Rank);
        long block = call.Attributes.Integer("block_size", 0);
        int inner = Axes.Product(x.Dims.Skip(axis + 1)), length = x.Dims[axis];
        if (block == 0)
            return numbers.Rank == 1 && values.Length == length ? [.. Enumerable.Range(0, x.Count).Select(i => values[i / inner % length])]
                : throw new OnnxNodeException($"{OnnxTensor.Text(numbers.Dims)} scales or zero points for {OnnxTensor.Text(x.Dims)}", $"one, or one for each entry of axis {axis}");
        long blocks = block < 0 ? 0 : (length + block - 1) / block;
        if (block < 0 || !numbers.Dims.SequenceEqual(x.Dims.Select((d, a) => a == axis ? (int)blocks : d)))
            throw new OnnxNodeException($"{OnnxTensor.Text(numbers.Dims)} scales for {OnnxTensor.Text(x.Dims)} in blocks of {block}", $"{blocks} at axis {axis}, else the input's sizes");
        return [.. Enumerable.Range(0, x.Count).Select(i => values[(i / inner / length * (int)blocks + i / inner % length / (int)block) * inner + i % inner])];
    }
}
