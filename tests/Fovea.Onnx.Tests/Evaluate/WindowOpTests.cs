namespace Fovea.Onnx.Tests;

/// <summary>Ops of sliding windows, over random problems, against ONNX Runtime.</summary>
public sealed class WindowOpTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Conv_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        int axes = draw.Int(1, 3), group = draw.Int(1, 3), each = draw.Int(1, 3), outputs = draw.Int(1, 2);
        int[] kernel = draw.Ints(axes, 1, 3), size = draw.Ints(axes, 5, 8);
        OneNode node = new OneNode("Conv", draw.One(7, 11, 22), draw.Floats([draw.Int(1, 2), group * each, .. size]), draw.Floats([group * outputs, each, .. kernel]), draw.Flag() ? draw.Floats(group * outputs) : null)
            .With("group", group);
        Windowed(draw, node, axes, dilated: true).Compare();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ConvTranspose_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        int axes = draw.Int(1, 2), group = draw.Int(1, 2), each = draw.Int(1, 3), outputs = draw.Int(1, 2);
        int[] kernel = draw.Ints(axes, 1, 3), strides = draw.Ints(axes, 1, 3);
        OneNode node = new OneNode("ConvTranspose", draw.One(7, 11), draw.Floats([draw.Int(1, 2), group * each, .. draw.Ints(axes, 4, 6)]), draw.Floats([group * each, outputs, .. kernel]), draw.Flag() ? draw.Floats(group * outputs) : null)
            .With("group", group).With("strides", strides);
        int kind = draw.Int(0, 3);
        // Where the stride is larger than the window ONNX Runtime leaves out the zeros at the end, and ONNX does not.
        if (kind == 0) node = node.With("auto_pad", draw.One("SAME_UPPER", "SAME_LOWER", "VALID")).With("strides", strides.Zip(kernel, Math.Min).ToArray());
        if (kind == 1) node = node.With("pads", draw.Ints(2 * axes, 0, 1)).With("dilations", draw.Ints(axes, 1, 2));
        if (kind == 2) node = node.With("output_padding", strides.Select(s => draw.Int(0, s - 1)).ToArray()).With("pads", draw.Ints(2 * axes, 0, 1));
        if (kind == 3) node = node.With("output_shape", Enumerable.Range(0, axes).Select(i => strides[i] * (node.Inputs[0]!.Dims[i + 2] - 1) + kernel[i] - draw.Int(0, kernel[i] - 1)).ToArray());
        if (kind == 3 && draw.Flag()) node = node.With("auto_pad", draw.One("SAME_UPPER", "SAME_LOWER"));
        node.Compare();
    }

    [Fact]
    public void ConvTranspose_with_computed_padding_is_the_input_times_the_stride()
    {
        var draw = new RandomProblem(1);
        OneNode node = new OneNode("ConvTranspose", 11, draw.Floats(1, 1, 4), draw.Floats(1, 1, 1)).With("strides", new[] { 2 }).With("auto_pad", "SAME_UPPER");
        Assert.Equal([1, 1, 8], node.Evaluate()[0].Dims);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void MaxPool_and_where_it_looked_match(int seed)
    {
        var draw = new RandomProblem(seed);
        int axes = draw.Int(1, 3);
        OneNode node = Pool(draw, "MaxPool", draw.One(8, 10, 12), axes);
        if (axes > 1 && draw.Flag()) node = node.With("storage_order", 1);
        (node with { Outputs = 2 }).Compare();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AveragePool_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        Pool(draw, "AveragePool", draw.One(7, 10, 11, 19), draw.Int(1, 3)).With("count_include_pad", draw.Int(0, 1)).Compare();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void LpPool_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        Pool(draw, "LpPool", draw.One(11, 18), draw.Int(1, 3)).With("p", draw.Int(1, 3)).Compare();
    }

    [Theory]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    [InlineData("GlobalLpPool")]
    public void Global_pools_match(string op)
    {
        var draw = new RandomProblem(1);
        new OneNode(op, 13, draw.Floats(2, 3, 4, 5)).Compare();
        new OneNode(op, 13, draw.Floats(2, 3, 7)).Compare();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Integer_convolutions_match(int seed)
    {
        var draw = new RandomProblem(seed);
        int group = draw.Int(1, 2), each = draw.Int(1, 2);
        OnnxTensor Bytes(params int[] dims) => CastOps.To(draw.Longs(0, 255, dims), OnnxType.UInt8);
        OneNode node = new OneNode("ConvInteger", 10, Bytes(2, group * each, 6, 6), Bytes(group * 2, each, 3, 2), draw.Flag() ? OnnxTensor.Scalar((byte)draw.Int(0, 255)) : null, draw.Flag() ? OnnxTensor.Scalar((byte)draw.Int(0, 255)) : null)
            .With("group", group);
        Windowed(draw, node, 2, dilated: false).Compare();
    }

    private static OneNode Pool(RandomProblem draw, string op, int opset, int axes)
    {
        OneNode node = new OneNode(op, opset, draw.Floats([draw.Int(1, 2), draw.Int(1, 2), .. draw.Ints(axes, 5, 8)])).With("kernel_shape", draw.Ints(axes, 2, 3));
        bool dilated = (op, opset) is ("MaxPool", >= 10) or ("AveragePool", >= 19) or ("LpPool", >= 18), ceil = (op, opset) is ("MaxPool", >= 10) or ("AveragePool", >= 10);
        node = Windowed(draw, node, axes, dilated);
        return ceil && draw.Flag() && !node.Attributes.ContainsKey("auto_pad") ? node.With("ceil_mode", 1) : node;
    }

    private static OneNode Windowed(RandomProblem draw, OneNode node, int axes, bool dilated)
    {
        node = node.With("strides", draw.Ints(axes, 1, 3));
        // ONNX Runtime computes negative padding where a pool steps further than its window.
        if (draw.Int(0, 2) == 0) return node.With("auto_pad", draw.One("SAME_UPPER", "SAME_LOWER", "VALID")).With("strides", draw.Ints(axes, 1, 2));
        if (dilated) node = node.With("dilations", draw.Ints(axes, 1, 2));
        return node.With("pads", draw.Ints(2 * axes, 0, 1));
    }
}
