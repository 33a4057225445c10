namespace Fovea.Onnx;

/// <summary>Functions of two values: ONNX stretches axes of size 1 by the same rule.</summary>
internal static class OnnxBinary
{
    public static void Export(Multiply op, ExportStage s) => s.Emit("Mul", Stretching(s));

    public static void Export(Subtract op, ExportStage s) => s.Emit("Sub", Stretching(s));

    public static void Export(Divide op, ExportStage s) => s.Emit("Div", Stretching(s));

    public static void Export(Maximum op, ExportStage s) => s.Emit("Max", Stretching(s));

    public static void Export(Minimum op, ExportStage s) => s.Emit("Min", Stretching(s));

    public static void Export(Power op, ExportStage s) => s.Emit("Pow", Stretching(s));

    /// <summary>The inputs with as many axes as the output has: a vector among feature maps becomes N × C × 1 × 1.</summary>
    public static string[] Stretching(ExportStage s) => [.. Enumerable.Range(0, s.Inputs).Select(i => s.Node.Shape.IsImage && !s.InputShape(i).IsImage
        ? s.Part("Reshape", [s.Input(i), s.Integers($"shape{i}", 0, s.InputShape(i).Channels, 1, 1)])
        : s.Input(i))];

    public static void ImportAdd(ImportStage s) => Import(s, new Add(), (x, c) => OnnxConstants.Shift(s, x, c, 1));

    public static void ImportMul(ImportStage s) => Import(s, new Multiply(), (x, c) => OnnxConstants.Factor(s, x, c, v => v));

    public static void ImportSub(ImportStage s) => Import(s, new Subtract(), (x, c) => OnnxConstants.Shift(s, x, c, -1), (x, c) => OnnxConstants.Shift(s, Part(s, x, new Negate()), c, 1));

    public static void ImportDiv(ImportStage s)
        => Import(s, new Divide(), (x, c) => OnnxConstants.Factor(s, x, c, v => 1 / v), (x, c) => OnnxConstants.Factor(s, Part(s, x, new Reciprocal()), c, v => v));

    public static void ImportMax(ImportStage s) => ImportMany(s, () => new Maximum(), (x, c) => Function(s, x, One(c) is 0 ? new Relu() : new Clip(Least: One(c))));

    public static void ImportMin(ImportStage s) => ImportMany(s, () => new Minimum(), (x, c) => Function(s, x, new Clip(Most: One(c))));

    public static void ImportPow(ImportStage s) => Import(s, new Power(), (x, c) => Function(s, x, new Raise(One(c))), (_, _) => throw new OnnxNodeException("it raises a constant to an activation", "a power of the activation"));

    private static void Function(ImportStage s, ImportValue x, Op op) => s.Set(x with { Node = s.Add(op, [x.Node]) });

    private static ImportValue Part(ImportStage s, ImportValue x, Op op) => x with { Node = s.Add(op, [x.Node], op.Stem) };

    private static float One(Stretch constant) => constant.Axes.Length == 0 ? constant.Tensor.ToFloats()[0]
        : throw new OnnxNodeException($"its constant is {OnnxTensor.Text(constant.Tensor.Dims)}", "the constant of this op is one number");

    // Max and Min take any number of values.
    private static void ImportMany(ImportStage s, Func<Op> op, Action<ImportValue, Stretch> constant)
    {
        if (s.Inputs == 1) s.Set(s.Value());
        else Import(s, op(), constant);
    }

    public static void ImportSum(ImportStage s)
    {
        if (s.Inputs == 1)
        {
            s.Set(s.Value());
            return;
        }
        if (s.Inputs == 2)
        {
            ImportAdd(s);
            return;
        }
        ImportValue[] values = [.. Enumerable.Range(0, s.Inputs).Select(s.Value)];
        int[] dims = [.. Enumerable.Range(0, values[0].Rank).Select(i => values.Max(v => v.Rank == values[0].Rank ? v.Dims[i] : 1))];
        int largest = Array.FindIndex(values, v => v.Dims.SequenceEqual(dims));
        if (largest < 0) throw new OnnxNodeException($"it adds {string.Join(" and ", values.Select(v => OnnxTensor.Text(v.Dims)))}", "one of three or more values has all sizes of the sum");
        ImportValue whole = values[largest];
        Alignment[] aligned = [.. values.Select(v => v == whole ? new Alignment(whole, whole) : Alignment.Of(s, whole, v))];
        if (aligned.Any(a => a.Whole.Node != whole.Node))
            throw new OnnxNodeException("its values stretch along different pieces of axes", null, "add them one after the other");
        s.Set(whole with { Node = s.Add(new Add(), [.. aligned.Select(a => a.Part.Node)]) });
    }

    // With a constant on the right, with one on the left when the sides differ, or with two activations.
    private static void Import(ImportStage s, Op op, Action<ImportValue, Stretch> right, Action<ImportValue, Stretch>? left = null)
    {
        if (s.Inputs != 2) throw new OnnxNodeException($"it joins {s.Inputs} values", "it joins two");
        if (s.IsConstant(1)) right(s.Value(), Stretch.Of(s, s.Constant(1, "second value"), s.Value()));
        else if (s.IsConstant(0)) (left ?? right)(s.Value(1), Stretch.Of(s, s.Constant(0, "first value"), s.Value(1)));
        else Join(s, op);
    }

    private static void Join(ImportStage s, Op op)
    {
        ImportValue a = s.Value(), b = s.Value(1);
        if (s.Opset < 7 && s.Attributes.Has("axis") && !a.Dims.SequenceEqual(b.Dims)) throw new OnnxNodeException($"it stretches {OnnxTensor.Text(b.Dims)} along an axis", "from opset 7 on axes are named by their place", "export the network with opset 7 or later");
        bool swapped = a.Rank < b.Rank || (a.Rank == b.Rank && a.Dims.Zip(b.Dims).Any(p => p.First < p.Second));
        Alignment aligned = swapped ? Alignment.Of(s, b, a) : Alignment.Of(s, a, b);
        ImportNode[] nodes = swapped ? [aligned.Part.Node, aligned.Whole.Node] : [aligned.Whole.Node, aligned.Part.Node];
        s.Set(aligned.Whole with { Node = s.Add(op, nodes) });
    }
}
