namespace Fovea.Onnx;

/// <summary>Values that are written in the file.</summary>
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
                : a.Numbers("value_floats") is { } floats ? OnnxTensor.Vector(floats)
                : a.Integers("value_ints") is { } ints ? OnnxTensor.Vector(ints)
                : throw new OnnxNodeException("has none of value, value_float, value_int, value_floats, value_ints")),
        ];
    }

    public static OnnxTensor[] Identity(NodeCall call) => [call.Input(0)];
}
