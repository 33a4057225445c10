using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A convolution without weight sharing: a window of its own at each output pixel.</summary>
/// <remarks>
/// Formula: <c>y[i,j,o] = b[i,j,o] + Σ_{u,v,c} x[i·sH + u − top, j·sW + v − left, c]·w[i,j,u,v,c,o]</c>, x = 0 beyond the border.
/// Shapes: H×W×C → <c>⌊(H + top + bottom − kH)/sH⌋ + 1</c> × likewise × O.
/// Gradients: input, weight [OutH·OutW][kH·kW·C][O], bias [OutH][OutW][O]; files have the same order.
/// Source: Gregor, LeCun, "Emergence of complex-like cells in a temporal product network with local receptive fields", 2010; Taigman, Yang,
/// Ranzato, Wolf, "DeepFace", CVPR 2014; layout as Keras's LocallyConnected2D.
/// </remarks>
/// <param name="OutChannels">Output channels O.</param>
/// <param name="KernelHeight">Rows of a window.</param>
/// <param name="KernelWidth">Columns of a window.</param>
/// <param name="StrideHeight">Rows between windows.</param>
/// <param name="StrideWidth">Columns between windows.</param>
/// <param name="Padding">Zero pixels beyond the border.</param>
/// <param name="Bias">Adds a learned offset for each output.</param>
public sealed record LocallyConnected2d(int OutChannels, int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, Padding Padding, bool Bias) : Op
{
    /// <inheritdoc/>
    public override string Stem => "local";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    internal override bool Fuses(Clamp clamp) => true;

    internal override bool AddsToOutput => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.Maps(inputs, Stem);
        if (OutChannels < 1) throw new DeclarationException($"{OutChannels} output channels", "a locally connected layer has at least one");
        Sizes.Positive("window", KernelHeight, KernelWidth);
        Sizes.Positive("stride", StrideHeight, StrideWidth);
        ConvGeometry g = Geometry(x);
        if (g.OutH < 1 || g.OutW < 1)
            throw new DeclarationException($"a {g.SpanH}×{g.SpanW} window does not fit input {x}{Sizes.Padded(g.PadTop + g.PadBottom, g.PadLeft + g.PadRight)}",
                "H + padding ≥ kernel", $"set padding: {Math.Max(g.SpanH / 2, g.SpanW / 2)}, or drop a pooling layer before this one");
        // The product of all sizes may pass what a long holds; that of a pixel's does not.
        if (g.Weights > (1 << 30) / ((long)g.OutH * g.OutW))
            throw new DeclarationException($"{g.OutH}×{g.OutW} windows of {g.Weights:N0} weights", "a layer has at most 1,073,741,824", "conv shares one window among all pixels");
        return Shape.Image(g.OutH, g.OutW, OutChannels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        ConvGeometry g = Geometry(inputs[0]);
        int fanIn = g.KernelH * g.KernelW * g.InC;
        var weight = new ParameterSpec("weight", Shape.Image(g.OutH * g.OutW, fanIn, g.OutC), ParameterKind.LocalWeight, fanIn);
        return Bias ? [weight, new ParameterSpec("bias", Shape.Image(g.OutH, g.OutW, g.OutC), ParameterKind.Bias)] : [weight];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(Geometry(inputs[0]).Macs, Bias ? output.Count : 0);

    /// <summary>All sizes for an input shape: those of the convolution that it would be with shared weights.</summary>
    public ConvGeometry Geometry(Shape x)
    {
        var (top, bottom, left, right) = Padding.For(KernelHeight, KernelWidth);
        return new ConvGeometry(x.Height, x.Width, x.Channels, OutChannels, KernelHeight, KernelWidth, StrideHeight, StrideWidth,
            PadTop: top, PadBottom: bottom, PadLeft: left, PadRight: right);
    }

    internal override Halo InputHalo(int input, IReadOnlyList<Shape> inputs) => Geometry(inputs[0]).InputHalo;

    internal override void Reference<T>(ReferenceStage<T> s)
        => LocalReference.Forward<T>(Geometry(s.InputShape(0)), s.Batch, s.Inputs[0], s.Parameter("weight"), s.Parameter("bias"), s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        ConvGeometry g = Geometry(s.InputShape(0));
        if (s.InputGradients[0].Length > 0) LocalReference.InputGradient<T>(g, s.Batch, s.Parameter("weight"), s.OutputGradient, s.InputGradients[0]);
        LocalReference.WeightGradient<T>(g, s.Batch, s.Inputs[0], s.OutputGradient, s.ParameterGradient("weight"), Bias ? s.ParameterGradient("bias") : []);
    }

    internal override void Compile(Stage s)
    {
        ConvGeometry g = Geometry(s.InputShape(0));
        s.Emit(new LocalForward(s.Name, in g, s.Input(0), s.Output, s.Parameter("weight"), s.Bias, s.Scratch(s.Workers * LocalForward.ScratchFloats(in g)), s.Workers,
            s.Clamp, s.AddsToOutput, s.Variant));
    }

    internal override void CompileBackward(Stage s)
    {
        ConvGeometry g = Geometry(s.InputShape(0));
        if (s.ParameterGradient("weight") is { Exists: true } dw)
            s.Emit(new LocalWeightGradient(s.Name, in g, s.Input(0), s.OutputGradient, dw, s.Scratch(s.Workers * LocalWeightGradient.ScratchFloats(in g, s.MaxBatch)), s.Workers, s.Variant));
        if (s.BiasGradient is { Exists: true } db) s.Emit(new ImageSums($"{s.Name} bias gradient", s.OutputGradient, db));
        if (s.NeedsInputGradient(0))
            s.Emit(new LocalInputGradient(s.Name, in g, s.OutputGradient, s.InputGradient(0), s.Parameter("weight"), s.Scratch(s.Workers * LocalInputGradient.ScratchFloats(in g)), s.Workers,
                s.Accumulate(0), s.Variant));
    }

    internal static LocallyConnected2d Read(OpArguments a)
    {
        int channels = a.Number("number of output channels");
        var (h, w) = a.Window("window such as 3x3");
        var (sh, sw) = a.Pair("stride", 1);
        return new LocallyConnected2d(channels, h, w, sh, sw, a.Padding(Fovea.Padding.Same), !a.Flag("nobias"));
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"local {OutChannels} {KernelHeight}x{KernelWidth}" + Sizes.Option("stride", StrideHeight, StrideWidth)
            + (Padding == Fovea.Padding.Same ? "" : $" pad {Padding}") + (Bias ? "" : " nobias");
}

/// <summary>The layer method of <see cref="Fovea.LocallyConnected2d"/>.</summary>
public static class LocallyConnected2dLayer
{
    /// <summary>Convolves with a square window of its own at each output pixel.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernelSize">Rows and columns of a window.</param>
    /// <param name="stride">Pixels between windows.</param>
    /// <param name="padding">Zero pixels beyond the border; null is <see cref="Padding.Same"/>.</param>
    /// <param name="bias">A learned offset for each output.</param>
    /// <param name="name">Name of the node; null counts: local1, local2, ….</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The window does not fit, or there would be too many weights.</exception>
    public static Node LocallyConnected2d(this Node x, int channels, int kernelSize, int stride = 1, Padding? padding = null, bool bias = true,
        string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new LocallyConnected2d(channels, kernelSize, kernelSize, stride, stride, padding ?? Padding.Same, bias), name, new SourceLine(file, line));
}
