namespace Fovea.Onnx;

/// <summary>Preprocessing inside the graph: pixels 0 … 255 become what the network was trained on.</summary>
/// <remarks>Formula: <c>(v / 255 − mean) / std = v·1/(255·std) − mean/std</c> for each channel.</remarks>
internal static class PixelScale
{
    /// <summary>Name of the normalised image.</summary>
    public const string Output = "input/normalised";

    /// <summary>Writes the nodes behind the input.</summary>
    public static void Export(Exporter exporter, Model model)
    {
        Shape input = model.Graph.Input.Shape;
        Preprocessing p = model.Preprocessing;
        int channels = input.Channels;
        long[] shape = input.IsImage ? [1, channels, 1, 1] : [1, channels];
        (float[] scale, float[] shift) = Factors(p, channels);
        exporter.Graph.Initializer.Add(Tensors.Floats("input/scale", shape, scale));
        exporter.Graph.Initializer.Add(Tensors.Floats("input/shift", shape, shift));
        exporter.Emit("Mul", "input/scaled", ["input", "input/scale"], "input/scaled");
        exporter.Emit("Add", Output, ["input/scaled", "input/shift"], Output);
    }

    /// <summary>What the pixels of each channel are multiplied by, and what is added.</summary>
    public static (float[] Scale, float[] Shift) Factors(Preprocessing p, int channels) =>
    (
        [.. Enumerable.Range(0, channels).Select(c => (float)(1 / (255.0 * p.StdOf(c))))],
        [.. Enumerable.Range(0, channels).Select(c => (float)(-(double)p.MeanOf(c) / p.StdOf(c)))]
    );
}
