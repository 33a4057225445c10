using Fovea.Kernels;

namespace Fovea.Onnx;

/// <summary><see cref="ConvTranspose2d"/> is ONNX's ConvTranspose; padding is written as pixels cut off on each side.</summary>
internal static class OnnxConvTranspose2d
{
    public static void Export(ConvTranspose2d op, ExportStage s)
    {
        ConvGeometry g = op.Geometry(s.InputShape());
        string[] bias = s.HasWeight("bias") ? [s.Weight("bias")] : [];
        s.Emit("ConvTranspose", [s.Input(), s.Weight("weight"), .. bias],
            Tensors.Ints("kernel_shape", op.KernelHeight, op.KernelWidth),
            Tensors.Ints("strides", op.StrideHeight, op.StrideWidth),
            Tensors.Ints("pads", g.PadTop, g.PadLeft, g.PadBottom, g.PadRight),
            Tensors.Ints("output_padding", op.OutputPaddingHeight, op.OutputPaddingWidth),
            Tensors.Ints("dilations", op.DilationHeight, op.DilationWidth),
            Tensors.Int("group", op.Groups));
    }

    public static void Import(ImportStage s)
    {
        ImportValue x = s.Value();
        OnnxTensor weight = s.Constant(1, "weights");
        if (x.Rank != 4 || weight.Rank != 4) throw new OnnxNodeException($"it reads {OnnxTensor.Text(x.Dims)} with weights {OnnxTensor.Text(weight.Dims)}", "both have four axes");
        if (s.Attributes.Has("output_shape") || s.Attributes.Word("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
            throw new OnnxNodeException("its padding follows from its output", "the padding is written", "export it with pads");
        int groups = s.Attributes.Small("group", 1), inputs = weight.Dims[0], each = weight.Dims[1];
        if (inputs != x.Dims[1]) throw new OnnxNodeException($"weights {OnnxTensor.Text(weight.Dims)} do not fit {x.Dims[1]} channels");
        if (groups < 1 || inputs % groups != 0) throw new OnnxNodeException($"weights {OnnxTensor.Text(weight.Dims)} in {groups} groups", "the groups divide the weights' first axis");
        int outputs = checked(each * groups);
        ImportWindow w = ImportWindow.Of(s, x, [weight.Dims[2], weight.Dims[3]]);
        int[] more = s.Attributes.Smalls("output_padding") ?? [0, 0];
        if (more.Length != 2) throw new OnnxNodeException($"attribute 'output_padding' has {more.Length} numbers", "it has two");
        float[] file = weight.ToFloats();
        float[]? bias = s.Optional(2, "bias")?.ToFloats();
        if (bias is not null && bias.Length != outputs) throw new OnnxNodeException($"{bias.Length} offsets for {outputs} output channels");
        ImportValue maps = s.Maps(x, ordered: true);
        int taps = w.KernelH * w.KernelW, i = 0;
        var memory = new float[file.Length];
        for (int tap = 0; tap < taps; tap++)
            for (int o = 0; o < each; o++)
                for (int c = 0; c < inputs; c++) memory[i++] = file[(c * each + o) * taps + tap];
        var op = new ConvTranspose2d(outputs, w.KernelH, w.KernelW, w.StrideH, w.StrideW, w.Padding, more[0], more[1], w.DilationH, w.DilationW, groups, bias is not null);
        ImportNode made = s.Add(op, maps.Node, OnnxConv2d.Parameters(memory, bias), 1, 2);
        s.Set(new ImportValue(made, x.Layout.Like([1, outputs, made.Shape.Height, made.Shape.Width], [2, 3, 1])));
    }
}
