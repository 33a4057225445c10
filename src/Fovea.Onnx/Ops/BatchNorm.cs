namespace Fovea.Onnx;

/// <summary><see cref="BatchNorm"/> is ONNX's BatchNormalization with the running statistics, unless it was folded.</summary>
internal static class OnnxBatchNorm
{
    public static void Export(BatchNorm op, ExportStage s)
        => s.Emit("BatchNormalization", [s.Input(), s.Weight("weight"), s.Weight("bias"), s.Weight("running_mean"), s.Weight("running_var")],
            Tensors.Float("epsilon", op.Epsilon), Tensors.Float("momentum", 1 - op.Momentum)); // ONNX's momentum is the weight of the old value
}
