namespace Fovea.Onnx;

/// <summary><see cref="Position"/> is an Add with a value for every element; <see cref="ClassToken"/> joins its value, repeated for each image, and the tokens.</summary>
internal static class OnnxEmbedding
{
    public static void Export(Position op, ExportStage s)
        => s.Emit("Add", [s.Input(), s.Node.Shape.IsImage ? s.Part("Transpose", [s.Weight("weight")], Tensors.Ints("perm", 2, 0, 1)) : s.Weight("weight")]);

    public static void Export(ClassToken op, ExportStage s)
    {
        string images = s.Part("Shape", [s.Input()], Tensors.Int("start", 0), Tensors.Int("end", 1));
        string shape = s.Part("Concat", [images, s.Integers("ones", 1, 1, 1)], Tensors.Int("axis", 0));
        string token = s.Part("Reshape", [s.Weight("weight"), s.Integers("weight/shape", 1, -1, 1, 1)]);
        s.Emit("Concat", [s.Part("Expand", [token, shape]), s.Input()], Tensors.Int("axis", 2));
    }
}
