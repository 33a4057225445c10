using Fovea.Data;

namespace Fovea.Lab.Tests;

/// <summary>A model whose logits are written in the pixels, so that answers and probabilities are known.</summary>
public static class Known
{
    public static readonly string[] Classes = ["a", "b", "c"];

    /// <summary>Logit of a class: its channel's byte, divided by <paramref name="scale"/>.</summary>
    public static Model Model(float scale)
    {
        Model model = Fovea.Model.Parse("1x1x3 | flatten | dense 3", 1, "known");
        Span<float> weight = model.Parameters["dense1.weight"], bias = model.Parameters["dense1.bias"];
        weight.Clear();
        bias.Clear();
        for (int c = 0; c < 3; c++) weight[c * 3 + c] = 255f / scale;
        return model;
    }

    /// <summary>Images of one pixel, three bytes each.</summary>
    public static ArrayDataset Set(byte[][] pixels, int[] labels) => new("known", 1, 1, 3, [.. pixels.SelectMany(p => p)], labels, Classes);

    internal static LabRun Run { get; } = new(1, 1, null, CancellationToken.None);
}
