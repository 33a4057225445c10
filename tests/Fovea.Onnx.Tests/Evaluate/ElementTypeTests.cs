namespace Fovea.Onnx.Tests;

/// <summary>Element types that ONNX's tests leave out.</summary>
public sealed class ElementTypeTests
{
    private readonly RandomProblem _draw = new(9);

    private OnnxTensor Half(params int[] dims) => CastOps.To(_draw.Floats(dims), OnnxType.Float16);

    private OnnxTensor Brain(params int[] dims) => CastOps.To(_draw.Floats(dims), OnnxType.BFloat16);

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Max")]
    [InlineData("Min")]
    [InlineData("Pow")]
    public void Halves_are_rounded_once(string op)
    {
        OnnxTensor a = Half(40), b = Half(40);
        if (op == "Pow") a = CastOps.To(_draw.Uniform(40), OnnxType.Float16);
        OneNode node = new(op, 13, a, b);
        if (op is not "Pow") node.Compare(2e-3, 1e-4);
        OneNode wide = new(op, 13, CastOps.To(a, OnnxType.Float32), CastOps.To(b, OnnxType.Float32));
        Assert.Equal(CastOps.To(wide.Evaluate()[0], OnnxType.Float16).As<Half>(), node.Evaluate()[0].As<Half>());
    }

    [Fact]
    public void Halves_and_bfloat16_go_through_every_kind_of_op()
    {
        foreach (OnnxType type in (OnnxType[])[OnnxType.Float16, OnnxType.BFloat16, OnnxType.Float64])
        {
            OnnxTensor Of(params int[] dims) => CastOps.To(_draw.Uniform(dims), type);
            OneNode[] nodes =
            [
                new("Conv", 22, Of(1, 2, 4, 4), Of(3, 2, 3, 3), Of(3)), new OneNode("MaxPool", 22, Of(1, 2, 4, 4)).With("kernel_shape", new[] { 2, 2 }),
                new OneNode("AveragePool", 22, Of(1, 2, 4, 4)).With("kernel_shape", new[] { 2, 2 }), new("MatMul", 13, Of(3, 4), Of(4, 2)), new("Gemm", 13, Of(3, 4), Of(4, 2), Of(2)),
                new("Softmax", 13, Of(3, 4)), new("ReduceMean", 18, Of(3, 4)), new("LayerNormalization", 17, Of(3, 4), Of(4)), new("BatchNormalization", 15, Of(2, 3), Of(3), Of(3), Of(3), Of(3)),
                new("Sigmoid", 13, Of(5)), new("Relu", 14, Of(5)), new("Clip", 13, Of(5), Of()), new("Resize", 19, Of(1, 1, 2, 2), null, OnnxTensor.Vector(1f, 1f, 2f, 2f)),
                new("Transpose", 13, Of(2, 3)), new("Concat", 13, Of(2, 3), Of(2, 3)), new("Where", 16, OnnxTensor.Vector(true, false), Of(2), Of(2)), new("Gather", 13, Of(4), OnnxTensor.Vector(3L)),
                new("Pad", 21, Of(2, 2), OnnxTensor.Vector(1L, 0L, 0L, 1L)), new("Neg", 13, Of(5)), new("CumSum", 14, Of(5), OnnxTensor.Scalar(0L)), new("Sum", 13, Of(5), Of(5), Of(5)),
            ];
            foreach (OneNode n in nodes)
            {
                OneNode node = n.Op == "Concat" ? n.With("axis", 0) : n;
                OnnxTensor actual = node.Evaluate()[0];
                Assert.Equal(type, actual.Type);
                OnnxTensor expected = (node with { Inputs = [.. node.Inputs.Select(x => x?.Type == type ? CastOps.To(x, OnnxType.Float32) : x)] }).Evaluate()[0];
                Assert.Null(Difference(CastOps.To(expected, type), actual, type == OnnxType.BFloat16 ? 1.0 / 128 : 1e-3));
            }
        }
    }

    private static string? Difference(OnnxTensor expected, OnnxTensor actual, double relative)
    {
        double[] e = expected.ToDoubles(), a = actual.ToDoubles();
        for (int i = 0; i < e.Length; i++)
            if (Math.Abs(e[i] - a[i]) > relative * Math.Max(Math.Abs(e[i]), 1e-2)) return $"{a[i]} instead of {e[i]}";
        return expected.Dims.SequenceEqual(actual.Dims) ? null : "other sizes";
    }

    [Fact]
    public void Bfloat16_is_rounded_to_nearest_even()
    {
        float[] values = [1f, 1.00390625f, 1.01171875f, float.NaN, float.PositiveInfinity, float.MaxValue, -1.00390625f, 1e-40f];
        Assert.Equal<ushort>([0x3F80, 0x3F80, 0x3F82, 0x7FC0, 0x7F80, 0x7F80, 0xBF80, 0x0001],
            [.. CastOps.To(OnnxTensor.Vector(values), OnnxType.BFloat16).As<ushort>().Select(b => (b & 0x7FFF) > 0x7F80 ? (ushort)0x7FC0 : b)]);
        OneNode cast = new OneNode("Cast", 13, _draw.Floats(100)).With("to", (int)OnnxType.BFloat16);
        cast.Compare(0, 0);
    }

    [Fact]
    public void Casts_match()
    {
        OnnxType[] types = [OnnxType.Float32, OnnxType.Float64, OnnxType.Float16, OnnxType.Bool, OnnxType.Int8, OnnxType.UInt8, OnnxType.Int32, OnnxType.UInt32, OnnxType.Int64, OnnxType.UInt64];
        foreach (OnnxType from in types)
            foreach (OnnxType to in types)
                new OneNode("Cast", 13, CastOps.To(_draw.Longs(0, 120, 20), from)).With("to", (int)to).Compare(0, 0);
        new OneNode("Cast", 13, OnnxTensor.Vector(-1.9f, -0.5f, 0.5f, 1.9f, 100.7f)).With("to", (int)OnnxType.Int32).Compare(0, 0);
        new OneNode("Cast", 13, OnnxTensor.Vector(-1L, 255L, 256L, 1L << 40)).With("to", (int)OnnxType.UInt8).Compare(0, 0);
        new OneNode("Cast", 13, OnnxTensor.Vector(0f, -0f, float.NaN, 0.1f)).With("to", (int)OnnxType.Bool).Compare(0, 0);
    }

    [Fact]
    public void Integers_wrap_and_are_cut_toward_zero()
    {
        Assert.Equal<byte>([44], new OneNode("Add", 14, OnnxTensor.Vector((byte)200), OnnxTensor.Vector((byte)100)).Evaluate()[0].As<byte>());
        Assert.Equal<byte>([156], new OneNode("Sub", 14, OnnxTensor.Vector((byte)100), OnnxTensor.Vector((byte)200)).Evaluate()[0].As<byte>());
        Assert.Equal([int.MinValue], new OneNode("Div", 14, OnnxTensor.Vector(int.MinValue), OnnxTensor.Vector(-1)).Evaluate()[0].As<int>());
        Assert.Equal([long.MinValue, -3L, 3L], new OneNode("Div", 14, OnnxTensor.Vector(long.MinValue, 7L, -7L), OnnxTensor.Vector(-1L, -2L, -2L)).Evaluate()[0].As<long>());
        Assert.Equal([ulong.MaxValue / 3], new OneNode("Div", 14, OnnxTensor.Vector(ulong.MaxValue), OnnxTensor.Vector(3UL)).Evaluate()[0].As<ulong>());
        Assert.Equal([true], new OneNode("Greater", 13, OnnxTensor.Vector(ulong.MaxValue), OnnxTensor.Vector(1UL)).Evaluate()[0].As<bool>());
        Assert.Equal([0L, 1L, -1L, 0L], new OneNode("Mod", 13, OnnxTensor.Vector(long.MinValue, -5L, 5L, 4L), OnnxTensor.Vector(-1L, 3L, -3L, 2L)).Evaluate()[0].As<long>());
        Assert.Equal([long.MinValue], new OneNode("Abs", 13, OnnxTensor.Vector(long.MinValue)).Evaluate()[0].As<long>());
        Assert.Equal([1L << 62, -27L], new OneNode("Pow", 15, OnnxTensor.Vector(2L, -3L), OnnxTensor.Vector(62L, 3L)).Evaluate()[0].As<long>());
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Mod")]
    [InlineData("Max")]
    public void Integer_arithmetic_matches(string op)
    {
        foreach (OnnxType type in (OnnxType[])[OnnxType.Int32, OnnxType.Int64])
            new OneNode(op, 14, CastOps.To(_draw.Longs(-50, 50, 4, 5), type), CastOps.To(_draw.Longs(1, 9, 5), type)).Compare(0, 0);
    }

    [Theory]
    [InlineData("BitwiseAnd")]
    [InlineData("BitwiseOr")]
    [InlineData("BitwiseXor")]
    public void Bits_match(string op)
    {
        new OneNode(op, 18, CastOps.To(_draw.Longs(0, 255, 6), OnnxType.UInt8), CastOps.To(_draw.Longs(0, 255, 6), OnnxType.UInt8)).Compare(0, 0);
        new OneNode(op, 18, _draw.Longs(-9, 9, 6), _draw.Longs(-9, 9, 6)).Compare(0, 0);
        new OneNode("BitwiseNot", 18, CastOps.To(_draw.Longs(0, 255, 6), OnnxType.UInt8)).Compare(0, 0);
    }

    [Fact]
    public void Activations_match_where_no_test_of_the_suite_looks()
    {
        new OneNode("Gelu", 20, _draw.Floats(30)).Compare();
        new OneNode("Gelu", 20, _draw.Floats(30)).With("approximate", "tanh").Compare();
        new OneNode("Mish", 18, _draw.Floats(30)).Compare();
        new OneNode("Erf", 13, OnnxTensor.Vector(-7f, -3.5f, -3f, -2.9f, -1e-5f, 0f, 1e-30f, 0.3f, 2.999f, 3.001f, 5f)).Compare(1e-6, 1e-7);
        new OneNode("LpNormalization", 1, _draw.Floats(3, 4)).With("p", 1).With("axis", 0).Compare();
        new OneNode("LpNormalization", 1, _draw.Floats(3, 4)).Compare();
        new OneNode("Shrink", 9, _draw.Floats(30)).With("lambd", 0.3).With("bias", 0.1).Compare();
    }

    [Fact]
    public void Quantised_products_match()
    {
        OnnxTensor Bytes(params int[] dims) => CastOps.To(_draw.Longs(0, 255, dims), OnnxType.UInt8);
        OnnxTensor scale = OnnxTensor.Scalar(0.02f), zero = OnnxTensor.Scalar((byte)100), large = OnnxTensor.Scalar(1.1f);
        new OneNode("QLinearMatMul", 10, Bytes(3, 5), scale, zero, Bytes(5, 4), scale, zero, large, zero).Compare(0, 0);
        new OneNode("MatMulInteger", 10, Bytes(3, 5), Bytes(5, 4), zero, CastOps.To(_draw.Longs(0, 255, 4), OnnxType.UInt8)).Compare(0, 0);
        OnnxTensor bias = CastOps.To(_draw.Longs(-900, 900, 4), OnnxType.Int32), weights = CastOps.To(_draw.Longs(-128, 127, 4, 2, 3, 3), OnnxType.Int8);
        new OneNode("QLinearConv", 10, Bytes(1, 2, 6, 6), scale, zero, weights, OnnxTensor.Vector(0.01f, 0.02f, 0.03f, 0.04f), OnnxTensor.Vector<sbyte>(0, 0, 0, 0), large, zero, bias).Compare(0, 0);
        new OneNode("QLinearConv", 10, Bytes(1, 2, 6, 6), scale, zero, weights, scale, OnnxTensor.Scalar((sbyte)0), large, zero).With("pads", new[] { 1, 1, 1, 1 }).With("strides", new[] { 2, 1 }).Compare(0, 0);
    }

    [Fact]
    public void Quantised_ops_match()
    {
        OnnxTensor x = _draw.Floats(3, 4, 5);
        OnnxTensor scales = OnnxTensor.Vector(0.01f, 0.02f, 0.05f, 0.1f), zeros = OnnxTensor.Vector<byte>(0, 100, 128, 255);
        new OneNode("QuantizeLinear", 10, x, OnnxTensor.Scalar(0.02f), OnnxTensor.Scalar((byte)120)).Compare(0, 0);
        new OneNode("QuantizeLinear", 13, x, scales, zeros).Compare(0, 0);
        new OneNode("QuantizeLinear", 13, x, scales, OnnxTensor.Vector<sbyte>(0, 10, -128, 127)).With("axis", -2).Compare(0, 0);
        new OneNode("DequantizeLinear", 13, CastOps.To(_draw.Longs(0, 255, 3, 4, 5), OnnxType.UInt8), scales, zeros).Compare();
        new OneNode("DequantizeLinear", 21, CastOps.To(_draw.Longs(0, 255, 3, 4), OnnxType.UInt8), _draw.Uniform(3, 2), CastOps.To(_draw.Longs(0, 255, 3, 2), OnnxType.UInt8)).With("axis", 1).With("block_size", 2).Compare();
        new OneNode("QuantizeLinear", 21, x, _draw.Uniform(3, 2, 5)).With("axis", 1).With("block_size", 2).With("output_dtype", (int)OnnxType.Int8).Compare(0, 0);
        new OneNode("DynamicQuantizeLinear", 11, x) { Outputs = 3 }.Compare();
    }
}
