using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Transposed 2-D convolution: the map whose gradient is a convolution, which enlarges by its stride.</summary>
/// <remarks>
/// Formula: <c>y[i·sH + u·dH − top, j·sW + v·dW − left, o] += Σ_c x[i,j,c]·w[u,v,o,c]</c> for every i, j, u, v, then <c>+ b[o]</c>.
/// Shapes: H×W×C → <c>(H − 1)·sH − top − bottom + dH·(kH − 1) + 1 + outH</c> × likewise × O.
/// Gradients: input, weight [kH][kW][O/groups][C] (C O H W in files), bias [O].
/// Source: Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016; sizes and groups as PyTorch's ConvTranspose2d.
/// </remarks>
/// <param name="OutChannels">Output channels O.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideHeight">Rows of the output between windows.</param>
/// <param name="StrideWidth">Columns of the output between windows.</param>
/// <param name="Padding">Pixels of the output that are cut off; <see cref="Padding.Same"/> cuts what a convolution with it adds.</param>
/// <param name="OutputPaddingHeight">Rows more at the bottom, less than the stride.</param>
/// <param name="OutputPaddingWidth">Columns more at the right, less than the stride.</param>
/// <param name="DilationHeight">Rows between taps.</param>
/// <param name="DilationWidth">Columns between taps.</param>
/// <param name="Groups">Independent groups of channels.</param>
/// <param name="Bias">Adds a learned offset for each output channel.</param>
public sealed record ConvTranspose2d(int OutChannels, int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, Padding Padding,
    int OutputPaddingHeight, int OutputPaddingWidth, int DilationHeight, int DilationWidth, int Groups, bool Bias) : Op
{
    /// <inheritdoc/>
    public override string Stem => "convtranspose";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    internal override bool Fuses(Clamp clamp) => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.Maps(inputs, Stem);
        if (OutChannels < 1) throw new DeclarationException($"{OutChannels} output channels", "a convolution has at least one");
        Sizes.Positive("window", KernelHeight, KernelWidth);
        Sizes.Positive("stride", StrideHeight, StrideWidth);
        Sizes.Positive("dilation", DilationHeight, DilationWidth);
        if (OutputPaddingHeight < 0 || OutputPaddingWidth < 0 || OutputPaddingHeight >= StrideHeight || OutputPaddingWidth >= StrideWidth)
            throw new DeclarationException($"output padding {OutputPaddingHeight}×{OutputPaddingWidth} with stride {StrideHeight}×{StrideWidth}", "0 ≤ output padding < stride");
        if (Groups < 1 || x.Channels % Groups != 0 || OutChannels % Groups != 0)
            throw new DeclarationException($"{Groups} groups do not divide {x.Channels} input and {OutChannels} output channels", "channels mod groups = 0 on both sides");
        ConvGeometry g = Geometry(x);
        if (g.Weights > 1 << 30) throw new DeclarationException($"{g.Weights:N0} weights", "a layer has at most 1,073,741,824");
        if (g.InH < 1 || g.InW < 1)
            throw new DeclarationException($"cutting {g.PadTop + g.PadBottom} rows and {g.PadLeft + g.PadRight} columns leaves nothing of input {x}", "(H − 1)·stride + dilation·(kernel − 1) + 1 > padding", "use less padding");
        return Sizes.Enlarged(x, g.InH, g.InW, OutChannels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        int channels = inputs[0].Channels;
        // A pixel of the output lies under every stride-th tap.
        int fanIn = Math.Max(1, channels / Groups * KernelHeight * KernelWidth / (StrideHeight * StrideWidth));
        var weight = new ParameterSpec("weight", Shape.Window(KernelHeight, KernelWidth, OutChannels / Groups, channels), ParameterKind.ConvWeight, fanIn);
        return Bias ? [weight, new ParameterSpec("bias", Shape.Vector(OutChannels), ParameterKind.Bias)] : [weight];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(Geometry(inputs[0]).Macs, Bias ? output.Count : 0);

    /// <summary>The convolution that it is the transpose of: from its output, <c>InH</c>×<c>InW</c>, back to its input.</summary>
    public ConvGeometry Geometry(Shape x)
    {
        int spanH = DilationHeight * (KernelHeight - 1) + 1, spanW = DilationWidth * (KernelWidth - 1) + 1;
        var (top, bottom, left, right) = Padding.For(spanH, spanW);
        int h = (int)Math.Min(int.MaxValue, (x.Height - 1L) * StrideHeight - top - bottom + spanH + OutputPaddingHeight);
        int w = (int)Math.Min(int.MaxValue, (x.Width - 1L) * StrideWidth - left - right + spanW + OutputPaddingWidth);
        return new ConvGeometry(h, w, OutChannels, x.Channels, KernelHeight, KernelWidth, StrideHeight, StrideWidth, DilationHeight, DilationWidth,
            top, bottom, left, right, Groups);
    }

    internal override bool WeightsReadGradientHalo => true;

    internal override Halo InputHalo(int input, IReadOnlyList<Shape> inputs) => Geometry(inputs[0]).InputGradientHalo;

    internal override Halo GradientHalo(IReadOnlyList<Shape> inputs) => Geometry(inputs[0]).InputHalo;

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        Conv2dReference.InputGradient<T>(Geometry(s.InputShape(0)), s.Batch, s.Parameter("weight"), s.Inputs[0], s.Output, accumulate: false);
        if (!Bias) return;
        T[] bias = s.Parameter("bias");
        for (int i = 0; i < s.Output.Length; i++) s.Output[i] += bias[i % OutChannels];
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        ConvGeometry g = Geometry(s.InputShape(0));
        var dx = new T[s.Inputs[0].Length];
        Conv2dReference.Forward<T>(g, s.Batch, s.OutputGradient, s.Parameter("weight"), [], dx);
        s.AddInputGradient(0, dx);
        Conv2dReference.WeightGradient<T>(g, s.Batch, s.OutputGradient, s.Inputs[0], s.ParameterGradient("weight"));
        if (!Bias) return;
        T[] db = s.ParameterGradient("bias");
        for (int i = 0; i < s.OutputGradient.Length; i++) db[i % OutChannels] += s.OutputGradient[i];
    }

    internal override void Compile(Stage s)
    {
        ConvPlan.InputGradient(s, Geometry(s.InputShape(0)), s.Input(0), s.Output, accumulate: false);
        if (!Bias && !s.IsClamped) return;
        FloatBlock repeated = default;
        if (Bias)
        {
            repeated = s.Packed("repeated bias", RepeatChannels.Floats(OutChannels));
            s.Pack(new RepeatChannels($"{s.Name} bias", OutChannels, s.Bias, repeated));
        }
        s.Emit(new ConvTransposeEnd($"{s.Name}{(Bias ? " +bias" : "")}{(s.IsClamped ? " relu" : "")}", s.Output, repeated, s.Clamp));
    }

    internal override void CompileBackward(Stage s)
    {
        ConvGeometry g = Geometry(s.InputShape(0));
        Maps dy = s.OutputGradient;
        ConvPlan.WeightGradient(s, in g, dy, s.Input(0), default);
        if (s.BiasGradient.Exists)
        {
            FloatBlock scratch = s.Scratch(ColumnSums.ScratchFloats(dy));
            s.Emit(new ColumnSumsPartial($"{s.Name} bias sums", dy, scratch));
            s.Emit(new ColumnSumsTotal($"{s.Name} bias gradient", dy, scratch, s.BiasGradient));
        }
        if (s.NeedsInputGradient(0)) ConvPlan.Convolve(s, in g, dy, s.InputGradient(0), s.Parameter("weight"), default, Clamp.None, s.Accumulate(0));
    }

    internal static ConvTranspose2d Read(OpArguments a)
    {
        int channels = a.Number("number of output channels");
        var (h, w) = a.Window("window such as 4x4");
        var (sh, sw) = a.Pair("stride", 1);
        var (oh, ow) = a.Pair("outpad", 0);
        var (dh, dw) = a.Pair("dilation", 1);
        return new ConvTranspose2d(channels, h, w, sh, sw, a.Padding(Fovea.Padding.Valid), oh, ow, dh, dw, a.Number("groups", 1), !a.Flag("nobias"));
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"{Stem} {OutChannels} {KernelHeight}x{KernelWidth}" + Sizes.Option("stride", StrideHeight, StrideWidth)
            + (Padding == Fovea.Padding.Valid ? "" : $" pad {Padding}") + Sizes.Option("outpad", OutputPaddingHeight, OutputPaddingWidth, 0)
            + Sizes.Option("dilation", DilationHeight, DilationWidth) + (Groups == 1 ? "" : $" groups {Groups}") + (Bias ? "" : " nobias");
}

/// <summary>The layer method of <see cref="Fovea.ConvTranspose2d"/>.</summary>
public static class ConvTranspose2dLayer
{
    /// <summary>Enlarges by its stride, with a learned square window.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernelSize">Rows and columns of the window.</param>
    /// <param name="stride">Pixels of the output between windows.</param>
    /// <param name="padding">Pixels of the output that are cut off; null is none.</param>
    /// <param name="outputPadding">Rows and columns more at the bottom and right.</param>
    /// <param name="dilation">Pixels between taps.</param>
    /// <param name="groups">Independent groups of channels.</param>
    /// <param name="bias">A learned offset for each output channel.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">Nothing is left, or groups do not divide the channels.</exception>
    public static Node ConvTranspose2d(this Node x, int channels, int kernelSize, int stride = 1, Padding? padding = null, int outputPadding = 0, int dilation = 1,
        int groups = 1, bool bias = true, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new ConvTranspose2d(channels, kernelSize, kernelSize, stride, stride, padding ?? Padding.Valid, outputPadding, outputPadding, dilation, dilation, groups, bias),
            name, new SourceLine(file, line));
}
