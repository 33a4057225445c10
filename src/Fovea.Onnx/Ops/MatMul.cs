namespace Fovea.Onnx;

/// <summary>ONNX's MatMul with a constant matrix is a dense layer for each row.</summary>
internal static class OnnxMatMul
{
    public static void Import(ImportStage s)
    {
        if (!s.IsConstant(1)) throw new OnnxNodeException("its second factor depends on the image");
        OnnxTensor weight = s.Constant(1, "weights");
        if (weight.Rank != 2) throw new OnnxNodeException($"it multiplies {OnnxTensor.Text(s.Value().Dims)} with {OnnxTensor.Text(weight.Dims)}", "the weights have two axes");
        OnnxDense.ImportProduct(s, s.Value(), weight);
    }
}
