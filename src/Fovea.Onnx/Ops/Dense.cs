namespace Fovea.Onnx;

/// <summary><see cref="Dense"/> is ONNX's Gemm with the weights outputs × inputs.</summary>
internal static class OnnxDense
{
    public static void Export(Dense op, ExportStage s)
    {
        string[] bias = s.HasWeight("bias") ? [s.Weight("bias")] : [];
        s.Emit("Gemm", [s.Input(), s.Weight("weight"), .. bias], Tensors.Int("transB", 1));
    }
}
