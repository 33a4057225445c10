namespace Fovea.Onnx.Tests;

/// <summary>Ops that move, pick and order elements, over random problems and on empty tensors, against ONNX Runtime.</summary>
public sealed class ShapeOpTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Slice_matches(int seed)
    {
        var draw = new RandomProblem(seed);
        int[] dims = draw.Ints(3, 1, 6);
        int[] axes = draw.One<int[]>([0, 2], [1], [-1, 0], [2, 1, 0]);
        OnnxTensor List(int least, int most) => draw.Longs(least, most, axes.Length);
        OnnxTensor steps = OnnxTensor.Vector(axes.Select(_ => (long)draw.One(-3, -2, -1, 1, 2, 3)).ToArray());
        new OneNode("Slice", draw.One(10, 11, 13), draw.Floats(dims), List(-8, 8), List(-8, 8), OnnxTensor.Vector(axes.Select(a => (long)a).ToArray()), steps).Compare(0, 0);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Gathering_and_scattering_match(int seed)
    {
        var draw = new RandomProblem(seed);
        int axis = draw.Int(-3, 2), size = 4;
        OnnxTensor x = draw.Floats(4, 4, 4);
        new OneNode("Gather", 13, x, draw.Longs(-size, size - 1, draw.Ints(draw.Int(0, 2), 1, 3))).With("axis", axis).Compare(0, 0);
        new OneNode("GatherElements", 13, x, draw.Longs(-size, size - 1, 4, 3, 2)).With("axis", draw.Int(-3, 2)).Compare(0, 0);
        int batch = draw.Int(0, 1), depth = draw.Int(1, 2);
        new OneNode("GatherND", 13, x, draw.Longs(-size, size - 1, 4, 2, depth)).With("batch_dims", batch).Compare(0, 0);
        string reduction = draw.One("none", "add", "mul", "max", "min");
        OneNode elements = new OneNode("ScatterElements", 18, x, OnnxTensor.Of([1, 2, 2], reduction == "none" ? [0L, 1, 2, 3] : draw.Longs(-4, 3, 1, 2, 2).As<long>()), draw.Floats(1, 2, 2)).With("axis", 2).With("reduction", reduction);
        elements.Compare();
        new OneNode("ScatterND", 18, x, OnnxTensor.Of([2, 2], [0L, 1, 3, -1]), draw.Floats(2, 4)).With("reduction", reduction).Compare();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Order_and_places_match(int seed)
    {
        var draw = new RandomProblem(seed);
        OnnxTensor few = draw.Longs(0, 4, 3, 5);
        new OneNode("ArgMax", draw.One(11, 12, 13), CastOps.To(few, OnnxType.Float32)).With("axis", draw.Int(-2, 1)).With("keepdims", draw.Int(0, 1)).Compare();
        new OneNode("ArgMin", 13, CastOps.To(few, OnnxType.Int32)).With("axis", draw.Int(-2, 1)).With("select_last_index", draw.Int(0, 1)).Compare();
        new OneNode("TopK", 11, few, OnnxTensor.Vector((long)draw.Int(0, 3))) { Outputs = 2 }.With("axis", draw.Int(-2, 1)).With("largest", draw.Int(0, 1)).Compare();
        new OneNode("CumSum", 14, draw.Floats(3, 4), OnnxTensor.Scalar((long)draw.Int(-2, 1))).With("exclusive", draw.Int(0, 1)).With("reverse", draw.Int(0, 1)).Compare();
        OneNode unique = new OneNode("Unique", 11, few) { Outputs = 4 }.With("sorted", draw.Int(0, 1));
        (draw.Flag() ? unique.With("axis", draw.Int(0, 1)) : unique).Compare();
        new OneNode("NonZero", 13, few).Compare();
        new OneNode("OneHot", 11, draw.Longs(-5, 5, 2, 3), OnnxTensor.Scalar(5L), OnnxTensor.Vector(-1f, 2f)).With("axis", draw.Int(-3, 2)).Compare();
        new OneNode("Trilu", 14, draw.Floats(2, 3, 4), OnnxTensor.Scalar((long)draw.Int(-4, 4))).With("upper", draw.Int(0, 1)).Compare();
        OneNode compress = new("Compress", 11, draw.Floats(3, 4), OnnxTensor.Vector(Enumerable.Range(0, draw.Int(1, 3)).Select(_ => draw.Flag()).ToArray()));
        (draw.Flag() ? compress.With("axis", draw.Int(-2, 1)) : compress).Compare();
        new OneNode("ReverseSequence", 10, draw.Floats(4, 3, 2), draw.Longs(1, 4, 3)).Compare();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Boxes_without_overlap_match(int seed)
    {
        var draw = new RandomProblem(seed);
        new OneNode("NonMaxSuppression", 11, draw.Uniform(2, 8, 4), draw.Uniform(2, 3, 8), OnnxTensor.Vector((long)draw.Int(0, 8)), OnnxTensor.Vector(0.3f), OnnxTensor.Vector(0.2f))
            .With("center_point_box", draw.Int(0, 1)).Compare();
    }

    [Theory]
    [InlineData("ij,jk->ik")]
    [InlineData("ij,jk")]
    [InlineData("ij,kj->ki")]
    [InlineData("ij,jj->i")]
    [InlineData("...j,jk->...k")]
    public void Einsum_matches(string equation)
        => new OneNode("Einsum", 12, new RandomProblem(1).Floats(3, 3), new RandomProblem(2).Floats(3, 3)).With("equation", equation).Compare();

    [Theory]
    [InlineData(new[] { 3, 4 }, new[] { 4, 2 })]
    [InlineData(new[] { 4 }, new[] { 4 })]
    [InlineData(new[] { 4 }, new[] { 2, 4, 3 })]
    [InlineData(new[] { 2, 3, 4 }, new[] { 4 })]
    [InlineData(new[] { 2, 1, 3, 4 }, new[] { 5, 4, 2 })]
    public void MatMul_matches(int[] left, int[] right)
    {
        var draw = new RandomProblem(3);
        new OneNode("MatMul", 13, draw.Floats(left), draw.Floats(right)).Compare();
        new OneNode("MatMul", 13, draw.Longs(-9, 9, left), draw.Longs(-9, 9, right)).Compare(0, 0);
    }

    [Fact]
    public void Empty_tensors_pass_through()
    {
        OnnxTensor none = OnnxTensor.Of<float>([0, 3], []), some = new RandomProblem(4).Floats(2, 3);
        new OneNode("Relu", 13, none).Compare();
        new OneNode("Add", 13, none, OnnxTensor.Scalar(1f)).Compare();
        new OneNode("Add", 13, none, OnnxTensor.Of([1, 3], [1f, 2, 3])).Compare();
        new OneNode("Concat", 13, none, some, none).With("axis", 0).Compare();
        new OneNode("Transpose", 13, none).Compare();
        new OneNode("MatMul", 13, none, new RandomProblem(5).Floats(3, 2)).Compare();
        new OneNode("MatMul", 13, OnnxTensor.Of<float>([2, 0], []), OnnxTensor.Of<float>([0, 3], [])).Compare();
        new OneNode("Reshape", 14, none, OnnxTensor.Vector(3L, 0L)).With("allowzero", 1).Compare();
        new OneNode("Reshape", 13, none, OnnxTensor.Vector(0L, 3L)).Compare();
        new OneNode("Gather", 13, some, OnnxTensor.Vector<long>()).Compare();
        new OneNode("Slice", 13, some, OnnxTensor.Vector(2L), OnnxTensor.Vector(9L)).Compare();
        new OneNode("Softmax", 13, none).Compare();
        new OneNode("NonZero", 13, none).Compare();
        new OneNode("Shape", 13, none).Compare();
        new OneNode("Size", 13, none).Compare();
        new OneNode("Expand", 13, OnnxTensor.Of<float>([0, 1], []), OnnxTensor.Vector(0L, 4L)).Compare();
        new OneNode("Tile", 13, some, OnnxTensor.Vector(0L, 2L)).Compare();
        new OneNode("ReduceSum", 13, none, OnnxTensor.Vector(0L)).Compare();
        new OneNode("ReduceProd", 18, none, OnnxTensor.Vector(0L)).Compare();
        new OneNode("Split", 13, some, OnnxTensor.Vector(2L, 0L)) { Outputs = 2 }.With("axis", 0).Compare();
        new OneNode("ConstantOfShape", 9, OnnxTensor.Vector(0L, 2L)).Compare();
        new OneNode("Range", 11, OnnxTensor.Scalar(3L), OnnxTensor.Scalar(3L), OnnxTensor.Scalar(1L)).Compare();
        new OneNode("Where", 16, OnnxTensor.Of<bool>([0, 3], []), OnnxTensor.Scalar(1f), OnnxTensor.Scalar(2f)).Compare();
        new OneNode("Conv", 13, OnnxTensor.Of<float>([0, 1, 4, 4], []), new RandomProblem(6).Floats(2, 1, 3, 3)).Compare();
        Assert.Equal([0, 1, 2, 2], new OneNode("MaxPool", 13, OnnxTensor.Of<float>([0, 1, 4, 4], [])).With("kernel_shape", new[] { 3, 3 }).Evaluate()[0].Dims);
    }
}
