namespace Fovea.Onnx;

/// <summary>Values that are written in the file, or made from sizes alone.</summary>
internal static class ConstantOps
{
    public static OnnxTensor[] Constant(NodeCall call)
    {
        OnnxAttributes a = call.Attributes;
        return
        [
            a.Tensor("value")
                ?? (a.Has("value_float") ? OnnxTensor.Scalar(a.Number("value_float", 0))
                : a.Has("value_int") ? OnnxTensor.Scalar(a.Integer("value_int", 0))
                : a.Has("value_string") ? OnnxTensor.Scalar(a.Word("value_string", ""))
                : a.Numbers("value_floats") is { } floats ? OnnxTensor.Vector(floats)
                : a.Integers("value_ints") is { } ints ? OnnxTensor.Vector(ints)
                : throw new OnnxNodeException("has none of value, value_float, value_int, value_string, value_floats, value_ints")),
        ];
    }

    public static OnnxTensor[] Identity(NodeCall call) => [call.Input(0)];

    public static OnnxTensor[] ConstantOfShape(NodeCall call)
    {
        OnnxTensor value = call.Attributes.Tensor("value") ?? OnnxTensor.Vector(0f);
        if (value.Count != 1) throw new OnnxNodeException($"value has {value.Count:N0} elements", "value is one element");
        return [Elements.Filled(value, call.Fit(value.Type, call.Longs(0)))];
    }

    /// <summary>Ones on a diagonal; the type is the input's unless <c>dtype</c> names another.</summary>
    public static OnnxTensor[] EyeLike(NodeCall call)
    {
        OnnxTensor x = call.Input(0);
        if (x.Rank != 2) throw new OnnxNodeException($"an input of {OnnxTensor.Text(x.Dims)}", "the input has 2 axes");
        OnnxType type = call.Attributes.Has("dtype") ? CastOps.Type(call.Attributes.Integer("dtype", 0)) : x.Type;
        int[] dims = call.Fit(type, x.Dims);
        long diagonal = call.Attributes.Integer("k", 0);
        long[] ones = new long[dims[0] * dims[1]];
        for (int row = 0; row < dims[0]; row++)
            if (row + (Int128)diagonal is var column && column >= 0 && column < dims[1]) ones[row * dims[1] + (int)column] = 1;
        return [Wide.Narrow(type, dims, ones)];
    }

    /// <summary>start, start + delta, … short of limit.</summary>
    public static OnnxTensor[] Range(NodeCall call)
    {
        OnnxType type = call.SameType(0, 1);
        call.SameType(0, 2);
        double start = call.Number(0), limit = call.Number(1), delta = call.Number(2);
        if (delta == 0 || !double.IsFinite(start) || !double.IsFinite(limit) || double.IsNaN(delta)) throw new OnnxNodeException($"a range from {start} to {limit} by {delta}", "the step is not 0, and the ends are finite");
        double steps = Math.Max(0, Math.Ceiling((limit - start) / delta));
        int count = call.Fit(type, [steps > long.MaxValue / 2 ? long.MaxValue / 2 : (long)steps])[0];
        if (type.IsFloat()) return [Wide.Narrow(type, [count], Enumerable.Range(0, count).Select(i => start + i * delta).ToArray())];
        long from = call.Longs(0)[0], by = call.Longs(2)[0];
        return [Wide.Narrow(type, [count], Enumerable.Range(0, count).Select(i => unchecked(from + i * by)).ToArray())];
    }

    /// <summary>Sizes; since opset 15 of the axes from <c>start</c> to short of <c>end</c>.</summary>
    public static OnnxTensor[] Shape(NodeCall call)
    {
        IReadOnlyList<int> dims = call.Input(0).Dims;
        int start = Clamp(call.Attributes.Integer("start", 0), dims.Count), end = Clamp(call.Attributes.Integer("end", dims.Count), dims.Count);
        return [OnnxTensor.Vector(dims.Skip(start).Take(Math.Max(0, end - start)).Select(d => (long)d).ToArray())];
    }

    public static OnnxTensor[] Size(NodeCall call) => [OnnxTensor.Scalar((long)call.Input(0).Count)];

    private static int Clamp(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
}
