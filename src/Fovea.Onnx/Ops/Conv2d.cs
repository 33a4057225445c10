using Fovea.Kernels;

namespace Fovea.Onnx;

/// <summary><see cref="Conv2d"/> is ONNX's Conv; padding is written as pixels on each side.</summary>
internal static class OnnxConv2d
{
    public static void Export(Conv2d op, ExportStage s)
    {
        ConvGeometry g = op.Geometry(s.InputShape());
        string[] bias = s.HasWeight("bias") ? [s.Weight("bias")] : [];
        s.Emit("Conv", [s.Input(), s.Weight("weight"), .. bias],
            Tensors.Ints("kernel_shape", op.KernelHeight, op.KernelWidth),
            Tensors.Ints("strides", op.StrideHeight, op.StrideWidth),
            Tensors.Ints("pads", g.PadTop, g.PadLeft, g.PadBottom, g.PadRight),
            Tensors.Ints("dilations", op.DilationHeight, op.DilationWidth),
            Tensors.Int("group", op.Groups));
    }

    public static void Import(ImportStage s)
    {
        ImportValue x = s.Value();
        OnnxTensor weight = s.Constant(1, "weights");
        if (weight.Rank != x.Rank) throw new OnnxNodeException($"it reads {OnnxTensor.Text(x.Dims)} with weights {OnnxTensor.Text(weight.Dims)}", "both have as many axes");
        ImportWindow window = ImportWindow.Of(s, x, [.. weight.Dims.Skip(2)]);
        int groups = s.Attributes.Small("group", 1), outputs = weight.Dims[0], each = weight.Dims[1];
        if (groups < 1 || (long)each * groups != x.Dims[1])
            throw new OnnxNodeException($"weights {OnnxTensor.Text(weight.Dims)} in {groups} groups do not fit {x.Dims[1]} channels", "channels = groups · weights' second axis");
        float[] values = weight.ToFloats();
        float[]? bias = s.Optional(2, "bias")?.ToFloats();
        if (bias is not null && bias.Length != outputs) throw new OnnxNodeException($"{bias.Length} offsets for {outputs} output channels");
        if (x.Node.Shape.Rank == 1 && groups == 1 && window is { KernelH: 1, KernelW: 1, IsUnpadded: true } && x.Layout.IsInnermost([1]))
        {
            OnnxDense.Add(s, x, 1, outputs, (i, o) => values[o * each + i], bias, 1, 2);
            return;
        }
        ImportValue maps = s.Maps(x, ordered: groups > 1);
        int[] channels = groups > 1 ? [] : s.Index(maps, 1);
        maps = OnnxPad.TakenOver(s, maps, ref window);
        var op = new Conv2d(outputs, window.KernelH, window.KernelW, window.StrideH, window.StrideW, window.Padding, window.DilationH, window.DilationW, groups, bias is not null);
        ImportNode made = s.Add(op, maps.Node, Parameters(Memory(values, channels, outputs, each, window.KernelH * window.KernelW), bias), 1, 2);
        int[] dims = x.Rank == 4 ? [1, outputs, made.Shape.Height, made.Shape.Width] : [1, outputs, made.Shape.Width];
        s.Set(new ImportValue(made, x.Layout.Like(dims, x.Rank == 4 ? [2, 3, 1] : [2, 1])));
    }

    /// <summary>A weight and perhaps a bias.</summary>
    public static IEnumerable<(string, float[])> Parameters(float[] weight, float[]? bias) => bias is null ? [("weight", weight)] : [("weight", weight), ("bias", bias)];

    // O I H W to H W I O, with the inputs in the order of memory; an empty order is the file's.
    private static float[] Memory(float[] file, int[] channels, int outputs, int inputs, int taps)
    {
        var memory = new float[file.Length];
        int i = 0;
        for (int tap = 0; tap < taps; tap++)
            for (int c = 0; c < inputs; c++)
                for (int o = 0; o < outputs; o++) memory[i++] = file[(o * inputs + (channels.Length == 0 ? c : channels[c])) * taps + tap];
        return memory;
    }
}
