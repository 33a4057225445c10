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
}
