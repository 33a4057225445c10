namespace Fovea.Onnx;

/// <summary><see cref="BatchNorm"/> is ONNX's BatchNormalization with the running statistics, unless it was folded.</summary>
internal static class OnnxBatchNorm
{
    public static void Export(BatchNorm op, ExportStage s)
        => s.Emit("BatchNormalization", [s.Input(), s.Weight("weight"), s.Weight("bias"), s.Weight("running_mean"), s.Weight("running_var")],
            Tensors.Float("epsilon", op.Epsilon), Tensors.Float("momentum", 1 - op.Momentum)); // ONNX's momentum is the weight of the old value

    public static void Import(ImportStage s)
    {
        ImportValue x = s.Value();
        bool training = s.Opset >= 14 ? s.Attributes.Integer("training_mode", 0) != 0 : s.Opset < 7 && s.Attributes.Integer("is_test", 0) == 0;
        if (training) throw new OnnxNodeException("it takes its statistics from the batch", "a network is the function of one image", "export the network in evaluation mode");
        if (x.Rank < 2) throw new OnnxNodeException($"it reads {OnnxTensor.Text(x.Dims)}", "its channels are the second axis");
        if (s.Opset < 9 && s.Attributes.Integer("spatial", 1) == 0 && x.Dims.Skip(2).Any(d => d > 1)) throw new OnnxNodeException("spatial is 0", "Fovea's statistics are those of a channel");
        ImportValue value = s.Innermost(x, ordered: false, 1);
        int[] index = s.Index(value, 1);
        string[] suffixes = ["weight", "bias", "running_mean", "running_var"];
        var parameters = new List<(string, float[])>();
        for (int i = 0; i < suffixes.Length; i++)
        {
            float[] file = s.Constant(i + 1, suffixes[i].Replace('_', ' ')).ToFloats();
            if (file.Length != index.Length) throw new OnnxNodeException($"{file.Length} values of {suffixes[i].Replace('_', ' ')} for {index.Length} channels");
            parameters.Add((suffixes[i], [.. index.Select(c => file[c])]));
        }
        float epsilon = s.Attributes.Number("epsilon", 1e-5f), momentum = Momentum(s.Attributes.Number("momentum", 0.9f));
        ImportNode made = s.Add(new BatchNorm(epsilon > 0 ? epsilon : SmallestNormal, momentum), value.Node, parameters, 1, 2);
        s.Set(value with { Node = made });
    }

    // Fovea's epsilon is positive; this one changes no variance but zero.
    private const float SmallestNormal = 1.17549435e-38f;

    // 1 − 0.9 is not 0.1 in floats, but it is as they are written.
    private static float Momentum(float old)
    {
        float momentum = old is >= 0 and < 1 ? (float)(1m - (decimal)old) : 0.1f;
        return 1 - momentum == old || old is < 0 or >= 1 ? momentum : 1 - old;
    }
}
