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

    public static void ImportAdd(ImportStage s) => Import(s, new Add(), (x, c) => OnnxConstants.Shift(s, x, c, 1), null);

    public static void ImportSub(ImportStage s) => Import(s, new Subtract(), (x, c) => OnnxConstants.Shift(s, x, c, -1), (x, c) => OnnxConstants.Shift(s, OnnxConstants.Negated(s, x), c, 1));

    public static void ImportMul(ImportStage s) => Import(s, new Multiply(), (x, c) => OnnxConstants.Factor(s, x, c, v => v), null);

    public static void ImportDiv(ImportStage s) => Import(s, new Divide(), (x, c) => OnnxConstants.Factor(s, x, c, v => 1 / v), (_, _) => throw new OnnxNodeException("it divides a constant by an activation"));

    public static void ImportMax(ImportStage s) => Import(s, new Maximum(), (x, c) => s.Set(c.Tensor.ToFloats() is [0] ? x with { Node = s.Add(new Relu(), [x.Node]) } : throw Constant()), null);

    public static void ImportMin(ImportStage s) => Import(s, new Minimum(), (_, _) => throw Constant(), null);

    public static void ImportPow(ImportStage s) => Import(s, new Power(), (x, c) => s.Set(c.Tensor.ToFloats() is [2] ? x with { Node = s.Add(new Multiply(), [x.Node, x.Node]) } : throw Constant()), (_, _) => throw Constant());

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
        ImportValue first = s.Value();
        var nodes = new List<ImportNode>();
        for (int i = 1; i < s.Inputs; i++)
        {
            ImportValue other = s.Value(i);
            if (!other.Dims.SequenceEqual(first.Dims)) throw new OnnxNodeException($"it adds {OnnxTensor.Text(first.Dims)} and {OnnxTensor.Text(other.Dims)}", "three or more values are alike");
            Alignment aligned = Alignment.Of(s, first, other);
            first = aligned.Whole;
            nodes.Add(aligned.Part.Node);
        }
        s.Set(first with { Node = s.Add(new Add(), [first.Node, .. nodes]) });
    }

    // With a constant on the right, with one on the left (null when the sides may change), or with two activations.
    private static void Import(ImportStage s, Op op, Action<ImportValue, Stretch> right, Action<ImportValue, Stretch>? left)
    {
        if (s.Inputs != 2) throw new OnnxNodeException($"it joins {s.Inputs} values", "it joins two");
        if (s.IsConstant(1)) right(s.Value(), Stretch.Of(s.Constant(1, "second value"), s.Value()));
        else if (s.IsConstant(0)) (left ?? right)(s.Value(1), Stretch.Of(s.Constant(0, "first value"), s.Value(1)));
        else Join(s, op);
    }

    private static void Join(ImportStage s, Op op)
    {
        ImportValue a = s.Value(), b = s.Value(1);
        bool swapped = a.Rank < b.Rank || (a.Rank == b.Rank && a.Dims.Zip(b.Dims).Any(p => p.First < p.Second));
        Alignment aligned = swapped ? Alignment.Of(s, b, a) : Alignment.Of(s, a, b);
        ImportNode[] nodes = swapped ? [aligned.Part.Node, aligned.Whole.Node] : [aligned.Whole.Node, aligned.Part.Node];
        s.Set(aligned.Whole with { Node = s.Add(op, nodes) });
    }

    private static OnnxNodeException Constant() => new("no layer of Fovea does this with a constant");
}
