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

    /// <summary>Also Upsample, as which older files have it.</summary>
    public static void Import(ImportStage s)
    {
        ImportValue x = s.Value();
        if (x.Rank != 4) throw new OnnxNodeException($"it resizes {OnnxTensor.Text(x.Dims)}", "Fovea resizes feature maps N × C × H × W");
        bool upsample = s.Node.OpType == "Upsample", old = upsample || s.Opset < 11;
        float[]? scales = upsample && s.Opset < 9 ? s.Attributes.Numbers("scales") : s.Optional(old ? 1 : 2, "scales") is { Count: > 0 } tensor ? tensor.ToFloats() : null;
        long[]? sizes = old ? null : s.Optional(3, "sizes")?.ToLongs();
        if (s.Attributes.Word("keep_aspect_ratio_policy", "stretch") != "stretch") throw new OnnxNodeException("it keeps the aspect ratio", "Fovea resizes rows and columns by themselves");
        if (s.Attributes.Integer("antialias", 0) != 0) throw new OnnxNodeException("antialias is set", "Fovea interpolates between neighbours");
        if (s.Attributes.Integer("exclude_outside", 0) != 0) throw new OnnxNodeException("exclude_outside is set", "pixels at the border are repeated");
        int[] axes = s.Attributes.Integers("axes") is { } named ? [.. named.Select(a => ImportStage.Axis(a, 4))] : [0, 1, 2, 3];
        if ((scales?.Length ?? sizes?.Length) != axes.Length || axes.Distinct().Count() != axes.Length) throw new OnnxNodeException("its sizes or scales do not fit its axes");
        if (sizes?.Any(n => n is < 1 or > int.MaxValue) == true) throw new OnnxNodeException($"its sizes are {string.Join(", ", sizes)}", $"each is 1 … {int.MaxValue:N0}");
        var (h, w) = Moved(x, axes, scales, sizes, out int channels);
        int At(int axis) => Array.IndexOf(axes, axis);
        ImportValue maps = s.As(x, [h], [w], [channels]);
        ResizeKind kind = s.Attributes.Word("mode", "nearest") switch
        {
            "nearest" => ResizeKind.Nearest,
            "linear" => ResizeKind.Linear,
            "cubic" => ResizeKind.Cubic,
            string other => throw new OnnxNodeException($"its mode is {other}", "nearest, linear or cubic"),
        };
        ResizeCoordinates coordinates = s.Attributes.Word("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel") switch
        {
            "half_pixel" => ResizeCoordinates.HalfPixel,
            "pytorch_half_pixel" => ResizeCoordinates.PytorchHalfPixel,
            "align_corners" => ResizeCoordinates.AlignCorners,
            "asymmetric" => ResizeCoordinates.Asymmetric,
            string other => throw new OnnxNodeException($"its coordinates are {other}", "half_pixel, pytorch_half_pixel, align_corners or asymmetric"),
        };
        NearestRounding rounding = s.Attributes.Word("nearest_mode", old ? "floor" : "round_prefer_floor") switch
        {
            "round_prefer_floor" => NearestRounding.PreferFloor,
            "round_prefer_ceil" => NearestRounding.PreferCeil,
            "floor" => NearestRounding.Floor,
            _ => NearestRounding.Ceil,
        };
        float Scale(int axis) => At(axis) < 0 ? 1 : scales![At(axis)];
        int Size(int axis) => At(axis) < 0 ? x.Dims[axis] : (int)sizes![At(axis)];
        float cubic = s.Attributes.Number("cubic_coeff_a", -0.75f);
        Resize op = sizes is not null ? new(kind, Size(h), Size(w), 0, 0, coordinates, rounding, cubic) : new(kind, 0, 0, Scale(h), Scale(w), coordinates, rounding, cubic);
        ImportNode made = s.Add(op, [maps.Node]);
        int[] dims = [.. x.Dims];
        (dims[h], dims[w]) = (made.Shape.Height, made.Shape.Width);
        s.Set(new ImportValue(made, x.Layout.Like(dims, [h, w, channels])));
    }

    // The two axes that may change; all others keep their size.
    private static (int Rows, int Columns) Moved(ImportValue x, int[] axes, float[]? scales, long[]? sizes, out int channels)
    {
        int[] changed = [.. axes.Where((a, i) => scales is not null ? scales[i] != 1 : sizes![i] != x.Dims[a])];
        channels = changed.Contains(1) && !changed.Contains(3) ? 3 : 1;
        if (changed.Contains(0) || changed.Contains(channels)) throw new OnnxNodeException("it resizes the batch or the channels", "Fovea resizes rows and columns");
        return channels == 1 ? (2, 3) : (1, 2);
    }
}
