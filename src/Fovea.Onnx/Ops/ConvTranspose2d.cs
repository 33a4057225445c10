using Fovea.Kernels;

namespace Fovea.Onnx;

/// <summary><see cref="ConvTranspose2d"/> is ONNX's ConvTranspose; padding is written as pixels cut off on each side.</summary>
internal static class OnnxConvTranspose2d
{
    public static void Export(ConvTranspose2d op, ExportStage s)
    {
        ConvGeometry g = op.Geometry(s.InputShape());
        string[] bias = s.HasWeight("bias") ? [s.Weight("bias")] : [];
        s.Emit("ConvTranspose", [s.Input(), s.Weight("weight"), .. bias],
            Tensors.Ints("kernel_shape", op.KernelHeight, op.KernelWidth),
            Tensors.Ints("strides", op.StrideHeight, op.StrideWidth),
            Tensors.Ints("pads", g.PadTop, g.PadLeft, g.PadBottom, g.PadRight),
            Tensors.Ints("output_padding", op.OutputPaddingHeight, op.OutputPaddingWidth),
            Tensors.Ints("dilations", op.DilationHeight, op.DilationWidth),
            Tensors.Int("group", op.Groups));
    }
}
