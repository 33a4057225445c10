using Fovea.Kernels;

namespace Fovea.Onnx;

/// <summary><see cref="Conv2d"/> is ONNX's Conv; padding is written as pixels on each side.</summary>
internal static class OnnxConv2d
{
    public static void Export(Conv2d op, ExportStage s)
    {
        ConvGeometry g = op.Geometry(s.InputShape());
        string[] bias = s.HasWeight("bias") ? [s.Weight("bias")] : [];
        s.Emit("Conv", [s.Input(), s.Weight("weight"), .. bias],
            Tensors.Ints("kernel_shape", op.KernelHeight, op.KernelWidth),
            Tensors.Ints("strides", op.StrideHeight, op.StrideWidth),
            Tensors.Ints("pads", g.PadTop, g.PadLeft, g.PadBottom, g.PadRight),
            Tensors.Ints("dilations", op.DilationHeight, op.DilationWidth),
            Tensors.Int("group", op.Groups));
    }
}
