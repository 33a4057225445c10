namespace Fovea.Onnx.Tests;

/// <summary>Resampling, over random problems, against ONNX Runtime.</summary>
public sealed class SamplingOpTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 80)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Resize_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        int h = draw.Int(3, 7), w = draw.Int(3, 7);
        string mode = draw.One("nearest", "linear", "cubic");
        string[] transforms = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];
        int opset = draw.One(11, 13, 18, 19);
        OnnxTensor x = draw.Floats(1, 2, h, w);
        // Scales of which sizes are the exact product: in between ONNX Runtime and ONNX's reference differ where corners are aligned.
        int outH = draw.Int(2, 12), outW = draw.Int(2, 12);
        OnnxTensor? scales = null, sizes = null;
        if (draw.Flag()) scales = OnnxTensor.Vector(1f, 1f, draw.Int(1, 3), draw.Int(1, 3));
        else sizes = OnnxTensor.Vector(1L, 2L, outH, outW);
        OnnxTensor none = OnnxTensor.Vector<float>();
        OneNode node = new OneNode("Resize", opset, x, opset < 13 ? none : null, scales ?? (opset < 13 ? none : null), sizes)
            .With("mode", mode).With("coordinate_transformation_mode", draw.One(transforms));
        if (sizes is null) node = node with { Inputs = [.. node.Inputs.Take(3)] };
        if (mode == "nearest") node = node.With("nearest_mode", draw.One("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"));
        if (mode == "cubic") node = node.With("cubic_coeff_a", draw.One(-0.5, -0.75)).With("exclude_outside", draw.Int(0, 1));
        node.Compare();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Resize_with_an_antialias_filter_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        new OneNode("Resize", 18, draw.Floats(1, 2, draw.Int(5, 9), draw.Int(5, 9)), null, null, OnnxTensor.Vector((long)draw.Int(2, 8), draw.Int(2, 8)))
            .With("mode", draw.One("linear", "cubic")).With("antialias", 1).With("exclude_outside", 1).With("axes", new[] { 2, 3 })
            .With("coordinate_transformation_mode", draw.One("half_pixel", "asymmetric")).Compare(1e-3, 1e-4);
    }

    [Theory]
    [InlineData("not_larger")]
    [InlineData("not_smaller")]
    public void Resize_keeps_the_aspect_ratio(string policy)
        => new OneNode("Resize", 18, new RandomProblem(1).Floats(1, 1, 4, 6), null, null, OnnxTensor.Vector(7L, 8L))
            .With("axes", new[] { 2, 3 }).With("mode", "linear").With("keep_aspect_ratio_policy", policy).Compare();

    [Theory]
    [InlineData("linear")]
    [InlineData("cubic")]
    [InlineData("nearest")]
    public void Resize_crops(string mode)
        => new OneNode("Resize", 13, new RandomProblem(2).Floats(1, 1, 6, 5), OnnxTensor.Vector(0f, 0f, -0.2f, 0.3f, 1f, 1f, 0.7f, 1.4f), null, OnnxTensor.Vector(1L, 1L, 5L, 7L))
            .With("mode", mode).With("coordinate_transformation_mode", "tf_crop_and_resize").With("extrapolation_value", 2.5).Compare();

    [Theory]
    [InlineData(7, "nearest")]
    [InlineData(7, "linear")]
    [InlineData(9, "nearest")]
    [InlineData(9, "linear")]
    public void Upsample_matches(int opset, string mode)
    {
        OnnxTensor x = new RandomProblem(3).Floats(1, 2, 3, 4);
        float[] scales = [1, 1, 2, 3];
        OneNode node = opset < 9 ? new OneNode("Upsample", opset, x).With("scales", scales) : new OneNode("Upsample", opset, x, OnnxTensor.Vector(scales));
        node.With("mode", mode).Compare();
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("linear")]
    public void Resize_of_opset_10_matches(string mode)
        => new OneNode("Resize", 10, new RandomProblem(4).Floats(1, 2, 4, 4), OnnxTensor.Vector(1f, 1f, 2f, 1.5f)).With("mode", mode).Compare();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void GridSample_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        int opset = draw.One(16, 20);
        string mode = opset == 16 ? draw.One("bilinear", "nearest", "bicubic") : draw.One("linear", "nearest", "cubic");
        bool solid = opset == 20 && mode != "cubic" && draw.Flag();
        OnnxTensor grid = OnnxTensor.Of(solid ? [2, 3, 2, 4, 3] : [2, 3, 4, 2], draw.Floats(2, 3, 4, 2, solid ? 3 : 1).As<float>());
        new OneNode("GridSample", opset, solid ? draw.Floats(2, 2, 4, 3, 5) : draw.Floats(2, 2, 4, 5), grid)
            .With("mode", mode).With("padding_mode", draw.One("zeros", "border", "reflection")).With("align_corners", draw.Int(0, 1)).Compare(1e-3, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RoiAlign_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        int count = draw.Int(1, 4), opset = draw.One(10, 16);
        float[] boxes = [.. Enumerable.Range(0, count).SelectMany(_ => new[] { draw.Int(0, 5) * 1.3f, draw.Int(0, 5) * 0.9f, draw.Int(6, 11) * 1.1f, draw.Int(6, 11) * 0.8f })];
        OneNode node = new OneNode("RoiAlign", opset, draw.Floats(2, 3, 9, 8), OnnxTensor.Of([count, 4], boxes), draw.Longs(0, 1, count))
            .With("output_height", draw.Int(1, 4)).With("output_width", draw.Int(1, 4)).With("sampling_ratio", draw.Int(0, 3)).With("spatial_scale", draw.One(1.0, 0.5)).With("mode", draw.One("avg", "max"));
        if (opset >= 16) node = node.With("coordinate_transformation_mode", draw.One("half_pixel", "output_half_pixel"));
        node.Compare();
    }
}
