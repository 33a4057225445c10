namespace Fovea.Onnx;

/// <summary>A constant that meets an activation element by element.</summary>
/// <param name="Tensor">Its values, with as many axes as the activation.</param>
/// <param name="Axes">The axes along which its values differ.</param>
internal sealed record Stretch(OnnxTensor Tensor, int[] Axes)
{
    /// <summary>Fits a constant to an activation.</summary>
    /// <exception cref="OnnxNodeException">It does not stretch to the activation's sizes.</exception>
    public static Stretch Of(ImportStage s, OnnxTensor constant, ImportValue x)
    {
        // Until opset 7 an attribute said where a constant's axes stand; a slope for each channel stood along the second.
        if (s.Opset < 7 && constant.Rank > 0 && (s.Node.OpType == "PRelu" || s.Attributes.Has("axis")))
        {
            int at = s.Node.OpType == "PRelu" ? constant.Rank == 1 && constant.Count > 1 ? 1 : x.Rank - constant.Rank : ImportStage.Axis(s.Attributes.Integer("axis", 0), x.Rank);
            constant = constant.Reshaped([.. constant.Dims, .. Enumerable.Repeat(1, Math.Max(x.Rank - at - constant.Rank, 0))]);
        }
        if (constant.Rank > x.Rank || Enumerable.Range(0, constant.Rank).Any(i => constant.Dims[^(i + 1)] != 1 && constant.Dims[^(i + 1)] != x.Dims[^(i + 1)]))
            throw new OnnxNodeException($"it joins {OnnxTensor.Text(x.Dims)} and a constant {OnnxTensor.Text(constant.Dims)}", "the constant's axes are alike, or 1");
        int[] dims = [.. Enumerable.Repeat(1, x.Rank - constant.Rank), .. constant.Dims];
        return new Stretch(constant.Reshaped(dims), [.. Enumerable.Range(0, x.Rank).Where(i => dims[i] > 1)]);
    }

    /// <summary>Its value for an element of some axes, counted as the file counts them.</summary>
    /// <param name="dims">Sizes of the activation.</param>
    /// <param name="axes">Axes that hold all along which the constant differs.</param>
    public Func<int, float> Along(int[] dims, int[] axes)
    {
        float[] values = Tensor.ToFloats();
        int[] strides = new int[dims.Length];
        int stride = 1;
        for (int i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = Tensor.Dims[i] > 1 ? stride : 0;
            stride *= Tensor.Dims[i];
        }
        return index =>
        {
            int at = 0;
            for (int i = axes.Length - 1; i >= 0; i--)
            {
                at += index % dims[axes[i]] * strides[axes[i]];
                index /= dims[axes[i]];
            }
            return values[at];
        };
    }
}
