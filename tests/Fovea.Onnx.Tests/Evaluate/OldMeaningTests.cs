namespace Fovea.Onnx.Tests;

/// <summary>What ops meant in older opsets, where ONNX's tests have one version only.</summary>
public sealed class OldMeaningTests
{
    private readonly RandomProblem _draw = new(5);

    [Theory]
    [InlineData("Softmax")]
    [InlineData("LogSoftmax")]
    [InlineData("Hardmax")]
    public void Probabilities_were_over_all_later_axes_together(string op)
    {
        foreach (int opset in (int[])[7, 11, 12])
            foreach (int axis in (int[])[0, 1, 2])
                new OneNode(op, opset, _draw.Floats(2, 3, 4)).With("axis", axis).Compare();
        new OneNode(op, 11, _draw.Floats(2, 3, 4)).Compare();
        foreach (int axis in (int[])[0, 1, 2, -1]) new OneNode(op, 13, _draw.Floats(2, 3, 4)).With("axis", axis).Compare();
        new OneNode(op, 13, _draw.Floats(2, 3, 4)).Compare();
    }

    [Fact]
    public void Squeeze_and_Unsqueeze_had_axes_as_an_attribute()
    {
        new OneNode("Squeeze", 11, _draw.Floats(1, 3, 1, 2)).With("axes", new[] { 0, -2 }).Compare();
        new OneNode("Squeeze", 11, _draw.Floats(1, 3, 1, 2)).Compare();
        new OneNode("Squeeze", 13, _draw.Floats(1, 3, 1, 2), OnnxTensor.Vector(2L)).Compare();
        new OneNode("Unsqueeze", 11, _draw.Floats(3, 2)).With("axes", new[] { 0, -1 }).Compare();
        new OneNode("Unsqueeze", 13, _draw.Floats(3, 2), OnnxTensor.Vector(3L, 0L)).Compare();
    }

    [Theory]
    [InlineData("ReduceSum", 13)]
    [InlineData("ReduceMean", 18)]
    [InlineData("ReduceMax", 18)]
    [InlineData("ReduceMin", 18)]
    [InlineData("ReduceProd", 18)]
    [InlineData("ReduceL1", 18)]
    [InlineData("ReduceL2", 18)]
    [InlineData("ReduceLogSum", 18)]
    [InlineData("ReduceLogSumExp", 18)]
    [InlineData("ReduceSumSquare", 18)]
    public void Reductions_had_axes_as_an_attribute(string op, int inputSince)
    {
        foreach (int keep in (int[])[0, 1])
        {
            new OneNode(op, 11, _draw.Uniform(2, 3, 4)).With("axes", new[] { 0, -1 }).With("keepdims", keep).Compare();
            new OneNode(op, inputSince - 1, _draw.Uniform(2, 3, 4)).With("axes", new[] { 1 }).With("keepdims", keep).Compare();
            new OneNode(op, inputSince, _draw.Uniform(2, 3, 4), OnnxTensor.Vector(-2L, 0L)).With("keepdims", keep).Compare();
            new OneNode(op, inputSince, _draw.Uniform(2, 3, 4)).With("keepdims", keep).Compare();
            new OneNode(op, inputSince, _draw.Uniform(2, 3, 4), OnnxTensor.Vector<long>()).With("keepdims", keep).With("noop_with_empty_axes", 0).Compare();
        }
        OnnxTensor x = _draw.Uniform(2, 3);
        Assert.Same(x, new OneNode(op, inputSince, x).With("noop_with_empty_axes", 1).Evaluate()[0]);
    }

    [Fact]
    public void Slice_and_Split_and_Pad_had_attributes()
    {
        new OneNode("Slice", 9, _draw.Floats(4, 5)).With("starts", new[] { 1, -3 }).With("ends", new[] { 100, -1 }).With("axes", new[] { 0, 1 }).Compare();
        new OneNode("Slice", 9, _draw.Floats(4, 5)).With("starts", new[] { 2 }).With("ends", new[] { 1 }).Compare();
        new OneNode("Split", 11, _draw.Floats(2, 6)) { Outputs = 2 }.With("axis", 1).With("split", new[] { 2, 4 }).Compare();
        new OneNode("Split", 11, _draw.Floats(2, 6)) { Outputs = 3 }.With("axis", -1).Compare();
        new OneNode("Split", 18, _draw.Floats(7)) { Outputs = 3 }.With("num_outputs", 3).Compare();
        foreach (string mode in (string[])["constant", "edge", "reflect"])
        {
            new OneNode("Pad", 10, _draw.Floats(3, 4)).With("pads", new[] { 1, 2, 2, 1 }).With("mode", mode).With("value", 1.5).Compare();
            new OneNode("Pad", 18, _draw.Floats(2, 4), OnnxTensor.Vector(3L, 1L), OnnxTensor.Scalar(2f), OnnxTensor.Vector(-1L)).With("mode", mode).Compare();
        }
        new OneNode("Pad", 10, _draw.Floats(3, 4)).With("pads", new[] { -1, 2, 0, -2 }).Compare();
        new OneNode("Pad", 19, _draw.Floats(3, 4), OnnxTensor.Vector(1L, 5L, 2L, 3L)).With("mode", "wrap").Compare();
    }

    [Fact]
    public void Clip_had_bounds_as_attributes()
    {
        new OneNode("Clip", 7, _draw.Floats(20)).With("min", -0.5).With("max", 0.4).Compare();
        new OneNode("Clip", 7, _draw.Floats(20)).With("max", 0.4).Compare();
        new OneNode("Clip", 11, _draw.Floats(20), null, OnnxTensor.Scalar(0.1f)).Compare();
        new OneNode("Clip", 13, _draw.Floats(20), OnnxTensor.Scalar(0.5f), OnnxTensor.Scalar(-0.5f)).Compare();
    }

    [Fact]
    public void TopK_had_k_as_an_attribute()
    {
        new OneNode("TopK", 9, _draw.Floats(3, 7)) { Outputs = 2 }.With("k", 3).Compare();
        new OneNode("TopK", 10, _draw.Floats(3, 7), OnnxTensor.Vector(2L)) { Outputs = 2 }.With("axis", 0).Compare();
        new OneNode("TopK", 11, _draw.Longs(0, 3, 3, 7), OnnxTensor.Vector(4L)) { Outputs = 2 }.With("largest", 0).Compare();
    }

    [Fact]
    public void Dropout_in_inference_gives_its_input()
    {
        new OneNode("Dropout", 7, _draw.Floats(3, 4)).With("ratio", 0.3).Compare();
        new OneNode("Dropout", 10, _draw.Floats(3, 4)).With("ratio", 0.3).Compare();
        new OneNode("Dropout", 12, _draw.Floats(3, 4), OnnxTensor.Scalar(0.4f)) { Outputs = 2 }.Compare();
    }

    [Fact]
    public void Broadcasting_was_asked_for_by_attributes()
    {
        OnnxTensor a = OnnxTensor.Of([2, 3, 2], Enumerable.Range(0, 12).Select(i => (float)i).ToArray());
        OneNode add = new OneNode("Add", 6, a, OnnxTensor.Vector(100f, 200f, 300f)).With("broadcast", 1).With("axis", 1);
        Assert.Equal([100f, 101, 202, 203, 304, 305, 106, 107, 208, 209, 310, 311], add.Evaluate()[0].As<float>());
        OneNode last = new OneNode("Sub", 6, a, OnnxTensor.Vector(1f, 2f)).With("broadcast", 1);
        Assert.Equal([-1f, -1, 1, 1, 3, 3, 5, 5, 7, 7, 9, 9], last.Evaluate()[0].As<float>());
        OneNode scalar = new OneNode("Mul", 6, a, OnnxTensor.Scalar(2f)).With("broadcast", 1).With("axis", 0);
        Assert.Equal(22f, scalar.Evaluate()[0].As<float>()[11]);
        var error = Assert.Throws<ModelFileException>(() => new OneNode("Add", 6, a, OnnxTensor.Vector(1f, 2f)).Evaluate());
        Assert.Contains("before opset 7 sizes are equal unless broadcast is 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gemm_of_every_opset()
    {
        OnnxTensor a = _draw.Floats(3, 4), b = _draw.Floats(5, 4), at = _draw.Floats(4, 3);
        foreach (int opset in (int[])[7, 9, 11, 13])
        {
            new OneNode("Gemm", opset, a, b, _draw.Floats(5)).With("transB", 1).With("alpha", 0.5).With("beta", -2.0).Compare();
            new OneNode("Gemm", opset, at, b, _draw.Floats(3, 1)).With("transA", 1).With("transB", 1).Compare();
        }
        new OneNode("Gemm", 11, a, b).With("transB", 1).Compare();
        OneNode six = new OneNode("Gemm", 6, a, b, OnnxTensor.Vector(1f, 2, 3, 4, 5)).With("transB", 1).With("broadcast", 1);
        Assert.Equal((six with { Opset = 7 }).Evaluate()[0].As<float>(), six.Evaluate()[0].As<float>());
    }

    [Fact]
    public void BatchNormalization_of_every_opset()
    {
        OnnxTensor x = _draw.Floats(3, 2, 4), scale = _draw.Uniform(2), bias = _draw.Floats(2), mean = _draw.Floats(2), variance = _draw.Uniform(2);
        foreach (int opset in (int[])[7, 9, 14, 15]) new OneNode("BatchNormalization", opset, x, scale, bias, mean, variance).Compare();
        new OneNode("BatchNormalization", 15, x, scale, bias, mean, variance) { Outputs = 3 }.With("training_mode", 1).With("momentum", 0.8).Compare();
        OnnxTensor[] now = new OneNode("BatchNormalization", 15, x, scale, bias, mean, variance) { Outputs = 3 }.With("training_mode", 1).Evaluate();
        OnnxTensor[] old = new OneNode("BatchNormalization", 9, x, scale, bias, mean, variance) { Outputs = 5 }.Evaluate();
        OnnxTensor[] first = new OneNode("BatchNormalization", 6, x, scale, bias, mean, variance).Evaluate();
        for (int i = 0; i < 3; i++) Assert.Equal(now[i].As<float>(), old[i].As<float>());
        Assert.Equal(now[0].As<float>(), first[0].As<float>());
        OneNode test = new OneNode("BatchNormalization", 6, x, scale, bias, mean, variance).With("is_test", 1);
        Assert.Equal((test with { Opset = 9 }).Evaluate()[0].As<float>(), test.Evaluate()[0].As<float>());
    }

    [Fact]
    public void BatchNormalization_had_statistics_for_every_position()
    {
        OneNode node = new OneNode("BatchNormalization", 7, OnnxTensor.Of([1, 1, 2], [3f, 5f]), OnnxTensor.Of([1, 2], [1f, 2f]), OnnxTensor.Of([1, 2], [0f, 1f]), OnnxTensor.Of([1, 2], [1f, 1f]), OnnxTensor.Of([1, 2], [4f, 16f]))
            .With("spatial", 0).With("epsilon", 0.0);
        Assert.Equal([1f, 3f], node.Evaluate()[0].As<float>());
    }

    [Fact]
    public void PRelu_had_a_slope_a_channel()
    {
        OneNode node = new("PRelu", 6, OnnxTensor.Of([1, 2, 1, 2], [-1f, 1, -1, -2]), OnnxTensor.Vector(0.5f, 0.25f));
        Assert.Equal([-0.5f, 1, -0.25f, -0.5f], node.Evaluate()[0].As<float>());
        new OneNode("PRelu", 9, _draw.Floats(2, 3, 4), _draw.Floats(3, 1)).Compare();
    }

    [Fact]
    public void Group_norm_had_a_scale_a_group()
    {
        OnnxTensor x = _draw.Floats(2, 4, 3);
        OnnxTensor[] groups = new OneNode("GroupNormalization", 18, x, OnnxTensor.Vector(2f, 3f), OnnxTensor.Vector(0f, 1f)).With("num_groups", 2).Evaluate();
        OnnxTensor[] channels = new OneNode("GroupNormalization", 21, x, OnnxTensor.Vector(2f, 2f, 3f, 3f), OnnxTensor.Vector(0f, 0f, 1f, 1f)).With("num_groups", 2).Evaluate();
        Assert.Equal(channels[0].As<float>(), groups[0].As<float>());
        new OneNode("GroupNormalization", 21, x, _draw.Floats(4), _draw.Floats(4)).With("num_groups", 2).Compare();
    }
}
