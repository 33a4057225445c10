using static Fovea.Onnx.Tensors;

namespace Fovea.Onnx.Tests;

/// <summary>Layers as other programs write them.</summary>
public sealed class ForeignLayerTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    public void TensorFlow_wraps_each_convolution_into_transpositions_and_nothing_moves(int opset)
    {
        var f = new FileMaker(opset, -1, 8, 6, 3);
        string Conv(string x, int from, int to) => f.Node("Transpose", [f.Node("Conv", [f.Node("Transpose", [x], Ints("perm", 0, 3, 1, 2)), f.Weight($"w{to}", to, from, 3, 3), f.Weight($"b{to}", to)],
            Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Text("auto_pad", "SAME_UPPER"))], Ints("perm", 0, 2, 3, 1));
        string maps = f.Node("Relu", [Conv(f.Node("Relu", [Conv("image", 3, 5)]), 5, 7)]);
        string mean = opset < 18 ? f.Node("ReduceMean", [maps], Ints("axes", 1, 2), Int("keepdims", 0)) : f.Node("ReduceMean", [maps, f.Ints(1, 2)], Int("keepdims", 0));
        string logits = f.Node("Add", [f.Node("MatMul", [mean, f.Weight("dense", 7, 4)]), f.Weight("offset", 4)]);
        (OnnxImportReport report, string ops) = Foreign.Check(f.Bytes(f.Node("Softmax", [logits], Int("axis", -1))), "TensorFlow");
        Assert.Equal("conv relu conv relu globalavgpool dense softmax", ops);
        Assert.Empty(report.LayoutChanges);
    }

    [Fact]
    public void Flattened_maps_of_either_order_meet_their_weights()
    {
        var f = new FileMaker(13, -1, 3, 4, 5);
        string first = f.Node("Gemm", [f.Node("Flatten", ["image"]), f.Weight("fc.weight", 6, 60), f.Weight("fc.bias", 6)], Int("transB", 1));
        (OnnxImportReport report, string ops) = Foreign.Check(f.Bytes(first), "C H W");
        Assert.Equal(("flatten dense", 0), (ops, report.LayoutChanges.Count));
        f = new FileMaker(13, -1, 3, 4, 5);
        string last = f.Node("Reshape", [f.Node("Transpose", ["image"], Ints("perm", 0, 2, 3, 1)), f.Ints(0, -1)]);
        (report, ops) = Foreign.Check(f.Bytes(f.Node("MatMul", [f.Node("Relu", [last]), f.Weight("w", 60, 6)])), "H W C");
        Assert.Equal(("flatten relu dense", 0), (ops, report.LayoutChanges.Count));
    }

    [Fact]
    public void Channels_are_shuffled_by_one_transposition()
    {
        var f = new FileMaker(13, -1, 3, 6, 4);
        string x = f.Node("Conv", ["image", f.Weight("stem.weight", 8, 3, 1, 1)]);
        string groups = f.Node("Reshape", [x, f.Ints(-1, 2, 4, 6, 4)]);
        string shuffled = f.Node("Reshape", [f.Node("Transpose", [groups], Ints("perm", 0, 2, 1, 3, 4)), f.Ints(-1, 8, 6, 4)]);
        string y = f.Node("Conv", [shuffled, f.Weight("depth.weight", 8, 1, 3, 3)], Ints("pads", 1, 1, 1, 1), Int("group", 8));
        (OnnxImportReport report, string ops) = Foreign.Check(f.Bytes(y), "shuffle");
        Assert.Equal("conv reshape transpose reshape conv", ops);
        Assert.Equal(3, report.LayoutChanges.Count);
    }

    [Fact]
    public void A_shuffle_before_a_dense_convolution_goes_into_its_weights()
    {
        var f = new FileMaker(13, -1, 8, 6, 4);
        string groups = f.Node("Reshape", ["image", f.Ints(-1, 2, 4, 6, 4)]);
        string shuffled = f.Node("Reshape", [f.Node("Transpose", [groups], Ints("perm", 0, 2, 1, 3, 4)), f.Ints(-1, 8, 6, 4)]);
        Assert.Equal("conv", Foreign.Check(f.Bytes(f.Node("Conv", [shuffled, f.Weight("w", 5, 8, 3, 3)])), "shuffle").Ops);
    }

    [Fact]
    public void Squeeze_and_excitation_is_a_gate_of_dense_layers()
    {
        var f = new FileMaker(13, -1, 3, 6, 4);
        string x = f.Node("Conv", ["image", f.Weight("stem.weight", 8, 3, 3, 3)], Ints("pads", 1, 1, 1, 1));
        string squeezed = f.Node("Relu", [f.Node("Conv", [f.Node("GlobalAveragePool", [x]), f.Weight("fc1.weight", 2, 8, 1, 1), f.Weight("fc1.bias", 2)])]);
        string gate = f.Node("Sigmoid", [f.Node("Conv", [squeezed, f.Weight("fc2.weight", 8, 2, 1, 1), f.Weight("fc2.bias", 8)])]);
        (OnnxImportReport report, string ops) = Foreign.Check(f.Bytes(f.Node("Mul", [gate, x])), "gate");
        Assert.Equal(("conv globalavgpool dense relu dense sigmoid mul", 0), (ops, report.LayoutChanges.Count));
    }

    public static TheoryData<string, string> Functions => new()
    {
        { "silu", "silu" }, { "hardswish6", "hardswish" }, { "hardswishmul", "hardswish" }, { "hardsigmoid", "hardsigmoid" }, { "relu6", "relu6" }, { "gelu1", "gelu" }, { "gelu2", "gelu" }, { "gelu3", "gelu" },
        { "tanhgelu", "tanhgelu" }, { "tanhgelucube", "tanhgelu" }, { "clip", "clip" }, { "softsquare", "raise" }, { "affine", "scale" }, { "rsub", "negate scale" }, { "rdiv", "reciprocal scale" },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_written_as_arithmetic_is_recognised(string form, string ops)
    {
        var f = new FileMaker(13, -1, 4, 3, 5);
        string x = f.Node("Exp", [f.Node("Tanh", ["image"])]);
        string n(float v) => f.Number(v);
        string Erf(string v) => f.Node("Add", [f.Node("Erf", [f.Node("Div", [v, n(MathF.Sqrt(2))])]), n(1)]);
        string Tanh(string v, string cube) => f.Node("Add", [f.Node("Tanh", [f.Node("Mul", [f.Node("Add", [v, f.Node("Mul", [cube, n(0.044715f)])]), n(MathF.Sqrt(2 / MathF.PI))])]), n(1)]);
        string y = form switch
        {
            "silu" => f.Node("Mul", [f.Node("Sigmoid", [x]), x]),
            "hardswish6" => f.Node("Div", [f.Node("Mul", [x, f.Node("Clip", [f.Node("Add", [x, n(3)]), n(0), n(6)])]), n(6)]),
            "hardswishmul" => f.Node("Mul", [x, f.Node("HardSigmoid", [x], Float("alpha", 1 / 6f))]),
            "hardsigmoid" => f.Node("Div", [f.Node("Clip", [f.Node("Add", [x, n(3)]), n(0), n(6)]), n(6)]),
            "relu6" => f.Node("Clip", [x, n(0), n(6)]),
            "clip" => f.Node("Clip", [x, n(0.5f), n(2)]),
            "gelu1" => f.Node("Mul", [f.Node("Mul", [x, Erf(x)]), n(0.5f)]),
            "gelu2" => f.Node("Mul", [f.Node("Mul", [x, n(0.5f)]), Erf(x)]),
            "gelu3" => f.Node("Mul", [x, f.Node("Mul", [n(0.5f), Erf(x)])]),
            "tanhgelu" => f.Node("Mul", [f.Node("Mul", [n(0.5f), x]), Tanh(x, f.Node("Pow", [x, n(3)]))]),
            "tanhgelucube" => f.Node("Mul", [f.Node("Mul", [n(0.5f), x]), Tanh(x, f.Node("Mul", [f.Node("Mul", [x, x]), x]))]),
            "softsquare" => f.Node("Pow", [x, n(2)]),
            "affine" => f.Node("Add", [f.Node("Mul", [x, f.Weight("s", 4, 1, 1)]), f.Weight("t", 4, 1, 1)]),
            "rsub" => f.Node("Sub", [n(1), x]),
            _ => f.Node("Div", [n(1), x]),
        };
        Assert.Equal("tanh exp " + ops, Foreign.Check(f.Bytes(y), form).Ops.Replace("neg ", "negate ", StringComparison.Ordinal));
    }

    [Fact]
    public void Layer_norm_written_as_arithmetic_is_recognised()
    {
        var f = new FileMaker(13, -1, 6, 8);
        string centred = f.Node("Sub", ["image", f.Node("ReduceMean", ["image"], Ints("axes", -1))]);
        string variance = f.Node("ReduceMean", [f.Node("Pow", [centred, f.Number(2)])], Ints("axes", -1));
        string normal = f.Node("Div", [centred, f.Node("Sqrt", [f.Node("Add", [variance, f.Number(1e-5f)])])]);
        string y = f.Node("Add", [f.Node("Mul", [normal, f.Weight("ln.weight", 8)]), f.Weight("ln.bias", 8)]);
        Assert.Contains("layernorm", Foreign.Check(f.Bytes(y), "layer norm").Ops, StringComparison.Ordinal);
    }

    [Fact]
    public void Halves_are_split_worked_on_and_joined()
    {
        var f = new FileMaker(13, -1, 6, 4, 4);
        string[] half = f.Node("Split", 2, ["image", f.Ints(2, 4)], Int("axis", 1));
        string worked = f.Node("Conv", [half[1], f.Weight("w", 4, 4, 1, 1)]);
        Assert.Equal("slice slice conv concat", Foreign.Check(f.Bytes(f.Node("Concat", [half[0], worked], Int("axis", 1))), "split").Ops);
    }

    [Fact]
    public void Zeros_in_front_of_a_convolution_become_its_padding()
    {
        var f = new FileMaker(13, -1, 3, 7, 6);
        string x = f.Node("Pad", ["image", f.Ints(0, 0, 0, 1, 0, 0, 2, 1)]);
        Assert.Equal("conv", Foreign.Check(f.Bytes(f.Node("Conv", [x, f.Weight("w", 4, 3, 3, 3)])), "pad").Ops);
    }

    [Fact]
    public void Sizes_computed_from_shapes_are_numbers()
    {
        var f = new FileMaker(13, -1, 3, 4, 5);
        string batch = f.Node("Unsqueeze", [f.Node("Gather", [f.Node("Shape", ["image"]), f.Int(0)]), f.Ints(0)]);
        string flat = f.Node("Reshape", ["image", f.Node("Concat", [batch, f.Ints(-1)], Int("axis", 0))]);
        (OnnxImportReport report, string ops) = Foreign.Check(f.Bytes(f.Node("Gemm", [flat, f.Weight("w", 60, 6)])), "shape");
        Assert.Equal(("flatten dense", 4), (ops, report.Folded));
    }

    [Fact]
    public void A_number_of_images_that_the_file_fixes_becomes_one()
    {
        var f = new FileMaker(13, 4, 3, 4, 5);
        string flat = f.Node("Reshape", ["image", f.Ints(4, 60)]);
        Foreign.Check(f.Bytes(f.Node("Gemm", [flat, f.Weight("w", 60, 6)])), "fixed");
    }

    [Theory]
    [InlineData("DCR")]
    [InlineData("CRD")]
    public void Depth_becomes_space(string mode)
    {
        var f = new FileMaker(13, -1, 8, 3, 4);
        Foreign.Check(f.Bytes(f.Node("DepthToSpace", ["image"], Int("blocksize", 2), Text("mode", mode))), mode);
    }
}
