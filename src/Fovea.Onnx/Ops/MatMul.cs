namespace Fovea.Onnx;

/// <summary><see cref="MatMul"/> and <see cref="Attention"/> as ONNX's MatMul, which multiplies the last two axes.</summary>
internal static class OnnxMatMul
{
    public static void Export(MatMul op, ExportStage s)
        => s.EmitChannelsLast(s.Part("MatMul", [Matrices(s, 0, op.TransposeA), Matrices(s, 1, op.TransposeB)]));

    // N C H W to N H W C, or to N H C W.
    private static string Matrices(ExportStage s, int i, bool transposed)
        => transposed ? s.Part("Transpose", [s.Input(i)], Tensors.Ints("perm", 0, 2, 1, 3)) : s.ChannelsLast(i);

    // Tokens are N × D × L × 1, so that heads × size are a part of the axes already.
    public static void Export(Attention op, ExportStage s)
    {
        Shape x = s.Node.Shape;
        int size = x.Channels / op.Heads;
        string q = Turned(s, Heads(s, 0, op.Heads, size)), k = Heads(s, 1, op.Heads, size), v = Turned(s, Heads(s, 2, op.Heads, size));
        string scores = s.Part("Mul", [s.Part("MatMul", [q, k]), s.Constant("scale", 1 / MathF.Sqrt(size))]);
        string y = Turned(s, s.Part("MatMul", [s.Part("Softmax", [scores], Tensors.Int("axis", -1)), v]));
        s.Emit("Reshape", [y, s.Integers("shape", 0, x.Channels, x.Height, 1)]);
    }

    private static string Heads(ExportStage s, int i, int heads, int size) => s.Part("Reshape", [s.Input(i), s.Integers($"heads{i}", 0, heads, size, s.InputShape(i).Height)]);

    private static string Turned(ExportStage s, string value) => s.Part("Transpose", [value], Tensors.Ints("perm", 0, 1, 3, 2));

    /// <summary>A product with a constant matrix is a dense layer for each row; of two activations it is a product for each head or image axis.</summary>
    public static void Import(ImportStage s)
    {
        if (s.IsConstant(1) && !s.IsConstant(0))
        {
            OnnxTensor weight = s.Constant(1, "weights");
            if (weight.Rank != 2) throw new OnnxNodeException($"it multiplies {OnnxTensor.Text(s.Value().Dims)} with {OnnxTensor.Text(weight.Dims)}", "the weights have two axes");
            OnnxDense.ImportProduct(s, s.Value(), weight);
            return;
        }
        ImportValue a = s.Value(), b = s.Value(1);
        int rank = a.Rank;
        if (rank < 2 || b.Rank != rank || !a.Dims.AsSpan()[..^2].SequenceEqual(b.Dims.AsSpan()[..^2]) || a.Dims[^1] != b.Dims[^2])
            throw new OnnxNodeException($"it multiplies {OnnxTensor.Text(a.Dims)} with {OnnxTensor.Text(b.Dims)}", "both have as many matrices, and columns of the first are rows of the second");
        (ImportValue left, bool turnedLeft) = Matrices(s, a);
        (ImportValue right, bool turnedRight) = Matrices(s, b);
        ImportNode made = s.Add(new MatMul(turnedLeft, turnedRight), [left.Node, right.Node]);
        int[] many = [.. Enumerable.Range(0, rank - 2)];
        Atom[] columns = b.Dims[^1] > 1 ? [new Atom(b.Dims[^1])] : [];
        s.Set(new ImportValue(made, new Layout([.. left.Layout.Order(many), .. left.Layout.Order([rank - 2]), .. columns], [.. left.Layout.Axes.Take(rank - 1), columns])));
    }

    // The value as matrices, or transposed where it lies so.
    private static (ImportValue Value, bool Transposed) Matrices(ImportStage s, ImportValue x)
    {
        int rows = x.Rank - 2, columns = x.Rank - 1;
        int[] many = [.. Enumerable.Range(0, rows)];
        bool plain = x.Layout.Storage.SequenceEqual(x.Layout.Order([.. many, rows, columns])), turned = x.Layout.Storage.SequenceEqual(x.Layout.Order([.. many, columns, rows]));
        int count = Layout.Size(x.Layout.Order(many));
        bool transposed = turned && (!plain || x.Node.Shape == Shape.Image(count, x.Dims[columns], x.Dims[rows]) && x.Node.Shape != Shape.Image(count, x.Dims[rows], x.Dims[columns]));
        return (s.As(x, many, [transposed ? columns : rows], [transposed ? rows : columns]), transposed);
    }

    /// <summary>What <see cref="AttentionPattern"/> found: q, kᵀ, v, then factors and divisors of the scores.</summary>
    public static void ImportAttention(ImportStage s)
    {
        ImportValue q = s.Value(), k = s.Value(1), v = s.Value(2);
        int rank = q.Rank, size = q.Dims[^1];
        int[] heads = [.. Enumerable.Range(0, rank - 2)];
        if (k.Rank != rank || v.Rank != rank || k.Dims[^2] != size || v.Dims[^1] != size || v.Dims[^2] != k.Dims[^1] || heads.Any(a => k.Dims[a] != q.Dims[a] || v.Dims[a] != q.Dims[a]))
            throw new OnnxNodeException($"attention of {OnnxTensor.Text(q.Dims)}, {OnnxTensor.Text(k.Dims)} and {OnnxTensor.Text(v.Dims)}", "heads and sizes are alike");
        if (ImportStage.Axis(s.Attributes.Integer("axis", -1), rank) != rank - 1) throw new OnnxNodeException("its softmax is not over the last axis", "attention weighs the values of all tokens");
        double scale = Math.Sqrt(size);
        for (int i = 3; i < s.Inputs; i++)
        {
            float[] number = s.Constant(i, "scale").ToFloats();
            if (number.Length != 1) throw new OnnxNodeException($"its scores are scaled by {number.Length} numbers", "one number for all");
            scale = i - 3 < s.Attributes.Integer("factors", 0) ? scale * number[0] : scale / number[0];
        }
        ImportValue queries = s.As(q, [rank - 2], [], [.. heads, rank - 1]);
        ImportNode scaled = queries.Node;
        if (Math.Abs(scale - 1) > 1e-5)
        {
            scaled = s.Add(new Scale(Bias: false), [scaled], "scaled");
            scaled.Parameters.Add("weight", s.Fill((float)scale, scaled.Shape.Channels));
        }
        ImportNode keys = s.As(k, [rank - 1], [], [.. heads, rank - 2]).Node, values = s.As(v, [rank - 2], [], [.. heads, rank - 1]).Node;
        ImportNode made = s.Add(new Attention(Layout.Size(q.Layout.Order(heads))), [scaled, keys, values]);
        s.Set(queries with { Node = made });
    }
}
