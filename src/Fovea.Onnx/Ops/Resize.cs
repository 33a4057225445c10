using Fovea.Kernels;

namespace Fovea.Onnx;

/// <summary><see cref="Resize"/> is ONNX's Resize over the rows and columns.</summary>
internal static class OnnxResize
{
    public static void Export(Resize op, ExportStage s)
    {
        string[] inputs = op.Height > 0
            ? [s.Input(), "", "", s.Integers("sizes", op.Height, op.Width)]
            : [s.Input(), "", s.Constants("scales", [op.ScaleHeight, op.ScaleWidth])];
        s.Emit("Resize", inputs,
            Tensors.Ints("axes", 2, 3),
            Tensors.Text("mode", op.Kind switch { ResizeKind.Nearest => "nearest", ResizeKind.Linear => "linear", _ => "cubic" }),
            Tensors.Text("coordinate_transformation_mode", op.Coordinates switch
            {
                ResizeCoordinates.HalfPixel => "half_pixel",
                ResizeCoordinates.PytorchHalfPixel => "pytorch_half_pixel",
                ResizeCoordinates.AlignCorners => "align_corners",
                _ => "asymmetric",
            }),
            Tensors.Text("nearest_mode", op.Rounding switch
            {
                NearestRounding.PreferFloor => "round_prefer_floor",
                NearestRounding.PreferCeil => "round_prefer_ceil",
                NearestRounding.Floor => "floor",
                _ => "ceil",
            }),
            Tensors.Float("cubic_coeff_a", op.CubicWeight));
    }
}
