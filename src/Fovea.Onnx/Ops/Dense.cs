namespace Fovea.Onnx;

/// <summary><see cref="Dense"/> is ONNX's Gemm with the weights outputs × inputs.</summary>
internal static class OnnxDense
{
    public static void Export(Dense op, ExportStage s)
    {
        string[] bias = s.HasWeight("bias") ? [s.Weight("bias")] : [];
        s.Emit("Gemm", [s.Input(), s.Weight("weight"), .. bias], Tensors.Int("transB", 1));
    }

    public static void ImportGemm(ImportStage s)
    {
        ImportValue x = s.Value();
        OnnxTensor weight = s.Constant(1, "weights");
        if (x.Rank != 2 || weight.Rank != 2) throw new OnnxNodeException($"it multiplies {OnnxTensor.Text(x.Dims)} with {OnnxTensor.Text(weight.Dims)}", "both have two axes");
        if (s.Attributes.Integer("transA", 0) != 0) throw new OnnxNodeException("transA is set", "a row of the first factor is an image");
        bool transposed = s.Attributes.Integer("transB", 0) != 0;
        float alpha = s.Attributes.Number("alpha", 1), beta = s.Attributes.Number("beta", 1);
        int inputs = weight.Dims[transposed ? 1 : 0], outputs = weight.Dims[transposed ? 0 : 1];
        Check(x, 1, inputs);
        float[] w = weight.ToFloats();
        OnnxTensor? offset = s.Optional(2, "bias");
        if (offset is not null && (offset.Rank > 2 || (offset.Rank == 2 && offset.Dims[0] != 1) || (offset.Count != 1 && offset.Dims[^1] != outputs)))
            throw new OnnxNodeException($"its bias is {OnnxTensor.Text(offset.Dims)}", $"one offset for each of {outputs} outputs, the same for every image");
        float[]? c = offset?.ToFloats();
        float[]? bias = c is null ? null : [.. Enumerable.Range(0, outputs).Select(o => beta * c[c.Length == 1 ? 0 : o])];
        Add(s, x, 1, outputs, (i, o) => alpha * w[transposed ? o * inputs + i : i * outputs + o], bias, 1, 2);
    }

    /// <summary>A product with a constant matrix: a dense layer, or a 1×1 convolution on tokens or maps.</summary>
    public static void ImportProduct(ImportStage s, ImportValue x, OnnxTensor weight)
    {
        int inputs = weight.Dims[0], outputs = weight.Dims[1];
        Check(x, x.Rank - 1, inputs);
        float[] w = weight.ToFloats();
        Add(s, x, x.Rank - 1, outputs, (i, o) => w[i * outputs + o], null, 1);
    }

    /// <summary>Adds the layer along one axis.</summary>
    /// <param name="s">The node.</param>
    /// <param name="x">What it reads.</param>
    /// <param name="axis">The axis of its inputs.</param>
    /// <param name="outputs">How many outputs.</param>
    /// <param name="weight">The weight from an input to an output, both as the file numbers them.</param>
    /// <param name="bias">An offset for each output, or null.</param>
    /// <param name="fileNames">Inputs of the file's node that are parameters.</param>
    public static void Add(ImportStage s, ImportValue x, int axis, int outputs, Func<int, int, float> weight, float[]? bias, params int[] fileNames)
    {
        ImportValue value = s.Innermost(x, ordered: false, axis);
        int[] index = s.Index(value, axis);
        if (value.Node.Shape is { IsImage: true, Height: 1, Width: 1 }) value = s.InOrder(value, value.Layout.Storage, Shape.Vector(index.Length));
        var memory = new float[index.Length * outputs];
        for (int i = 0; i < index.Length; i++)
            for (int o = 0; o < outputs; o++) memory[i * outputs + o] = weight(index[i], o);
        Op op = value.Node.Shape.IsImage ? new Conv2d(outputs, 1, 1, 1, 1, Padding.Same, 1, 1, 1, bias is not null) : new Dense(outputs, bias is not null);
        ImportNode made = s.Add(op, value.Node, OnnxConv2d.Parameters(memory, bias), fileNames);
        s.Set(new ImportValue(made, value.Layout.WithInnermost(axis, outputs)));
    }

    private static void Check(ImportValue x, int axis, int inputs)
    {
        if (x.Dims[axis] != inputs) throw new OnnxNodeException($"it reads {OnnxTensor.Text(x.Dims)} with weights for {inputs} inputs");
    }
}
