using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>2-D convolution (cross-correlation, as everywhere in the field).</summary>
/// <remarks>
/// Formula: <c>y[i,j,o] = b[o] + Σ_{u,v,c} x[i·sH + u·dH − top, j·sW + v·dW − left, c]·w[u,v,c,o]</c>, x = 0 beyond the border.
/// Shapes: H×W×C → <c>⌊(H + top + bottom − dH·(kH − 1) − 1)/sH⌋ + 1</c> × likewise × O.
/// Gradients: input, weight [kH][kW][C/groups][O] (O I H W in files), bias [O].
/// Source: LeCun et al. 1989; sizes and groups as PyTorch's Conv2d.
/// </remarks>
/// <param name="OutChannels">Output channels O.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideHeight">Rows between windows.</param>
/// <param name="StrideWidth">Columns between windows.</param>
/// <param name="Padding">Zero pixels beyond the border.</param>
/// <param name="DilationHeight">Rows between taps.</param>
/// <param name="DilationWidth">Columns between taps.</param>
/// <param name="Groups">Independent groups of channels; as many as channels is a depthwise convolution.</param>
/// <param name="Bias">Adds a learned offset for each output channel.</param>
public sealed record Conv2d(int OutChannels, int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, Padding Padding,
    int DilationHeight, int DilationWidth, int Groups, bool Bias) : Op
{
    /// <inheritdoc/>
    public override string Stem => "conv";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    internal override bool Fuses(Clamp clamp) => true;

    internal override bool AddsToOutput => true;

    internal override bool FoldsBatchNorm => true;

    // Other numbers of channels leave a tail whose vectors reach into the next pixel.
    internal override bool WritesSlices => Groups == 1 && OutChannels % 8 == 0;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.One(inputs, Stem);
        if (OutChannels < 1) throw new DeclarationException($"{OutChannels} output channels", "a convolution has at least one");
        Sizes.Positive("window", KernelHeight, KernelWidth);
        Sizes.Positive("stride", StrideHeight, StrideWidth);
        Sizes.Positive("dilation", DilationHeight, DilationWidth);
        if (!x.IsImage) throw new DeclarationException($"a convolution needs feature maps, got a vector of {x}", null, "put it before flatten and the global pooling");
        if (Groups < 1 || x.Channels % Groups != 0 || OutChannels % Groups != 0)
            throw new DeclarationException($"{Groups} groups do not divide {x.Channels} input and {OutChannels} output channels", "channels mod groups = 0 on both sides");
        ConvGeometry g = Geometry(x);
        if (g.Weights > 1 << 30) throw new DeclarationException($"{g.Weights:N0} weights", "a layer has at most 1,073,741,824");
        if (g.OutH < 1 || g.OutW < 1)
            throw new DeclarationException($"a {g.SpanH}×{g.SpanW} window does not fit input {x}{Sizes.Padded(g.PadTop + g.PadBottom, g.PadLeft + g.PadRight)}",
                "H + padding ≥ dilation·(kernel − 1) + 1",
                $"set padding: {Math.Max(g.SpanH / 2, g.SpanW / 2)}, or drop a pooling layer before this one");
        return Shape.Image(g.OutH, g.OutW, OutChannels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        int inputsPerGroup = inputs[0].Channels / Groups;
        var weight = new ParameterSpec("weight", Shape.Window(KernelHeight, KernelWidth, inputsPerGroup, OutChannels), ParameterKind.ConvWeight,
            KernelHeight * KernelWidth * inputsPerGroup);
        return Bias ? [weight, new ParameterSpec("bias", Shape.Vector(OutChannels), ParameterKind.Bias)] : [weight];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(Geometry(inputs[0]).Macs, Bias ? output.Count : 0);

    /// <summary>All sizes for an input shape.</summary>
    public ConvGeometry Geometry(Shape x)
    {
        var (top, bottom, left, right) = Padding.For(DilationHeight * (KernelHeight - 1) + 1, DilationWidth * (KernelWidth - 1) + 1);
        return new ConvGeometry(x.Height, x.Width, x.Channels, OutChannels, KernelHeight, KernelWidth, StrideHeight, StrideWidth,
            DilationHeight, DilationWidth, top, bottom, left, right, Groups);
    }

    internal override Halo InputHalo(int input, IReadOnlyList<Shape> inputs) => Geometry(inputs[0]).InputHalo;

    internal override Halo GradientHalo(IReadOnlyList<Shape> inputs) => Geometry(inputs[0]).InputGradientHalo;

    internal override void Reference<T>(ReferenceStage<T> s)
        => Conv2dReference.Forward<T>(Geometry(s.InputShape(0)), s.Batch, s.Inputs[0], s.Parameter("weight"), s.Parameter("bias"), s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        ConvGeometry g = Geometry(s.InputShape(0));
        Conv2dReference.InputGradient<T>(g, s.Batch, s.Parameter("weight"), s.OutputGradient, s.InputGradients[0], accumulate: true);
        Conv2dReference.WeightGradient<T>(g, s.Batch, s.Inputs[0], s.OutputGradient, s.ParameterGradient("weight"));
        if (Bias) Conv2dReference.BiasGradient<T>(g, s.Batch, s.OutputGradient, s.ParameterGradient("bias"));
    }

    internal override void Compile(Stage s) => ConvPlan.Forward(s, Geometry(s.InputShape(0)));

    internal override void CompileBackward(Stage s) => ConvPlan.Backward(s, Geometry(s.InputShape(0)));

    /// <summary>The depthwise convolution that this record, read without its channel count, stands for.</summary>
    internal Conv2d Depthwise(Shape input) => this with { OutChannels = input.Channels, Groups = input.Channels };

    internal static Conv2d Read(OpArguments a)
    {
        int channels = a.Number("number of output channels");
        return ReadRest(a, channels, a.Number("groups", 1));
    }

    internal static Conv2d ReadDepthwise(OpArguments a) => ReadRest(a, 0, 0);

    private static Conv2d ReadRest(OpArguments a, int channels, int groups)
    {
        var (h, w) = a.Window("window such as 3x3");
        var (sh, sw) = a.Pair("stride", 1);
        var (dh, dw) = a.Pair("dilation", 1);
        return new Conv2d(channels, h, w, sh, sw, a.Padding(Fovea.Padding.Same), dh, dw, groups, !a.Flag("nobias"));
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"conv {OutChannels} {KernelHeight}x{KernelWidth}" + Sizes.Option("stride", StrideHeight, StrideWidth)
            + (Padding == Fovea.Padding.Same ? "" : $" pad {Padding}") + Sizes.Option("dilation", DilationHeight, DilationWidth)
            + (Groups == 1 ? "" : $" groups {Groups}") + (Bias ? "" : " nobias");
}

/// <summary>The layer method of <see cref="Fovea.Conv2d"/>.</summary>
public static class Conv2dLayer
{
    /// <summary>Convolves with a square window.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernelSize">Rows and columns of the window.</param>
    /// <param name="stride">Pixels between windows.</param>
    /// <param name="padding">Zero pixels beyond the border; null is <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Pixels between taps.</param>
    /// <param name="groups">Independent groups of channels.</param>
    /// <param name="bias">A learned offset for each output channel.</param>
    /// <param name="name">Name of the node; null counts: conv1, conv2, ….</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The window does not fit, or groups do not divide the channels.</exception>
    public static Node Conv2d(this Node x, int channels, int kernelSize, int stride = 1, Padding? padding = null, int dilation = 1, int groups = 1,
        bool bias = true, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Conv2d(channels, kernelSize, kernelSize, stride, stride, padding ?? Padding.Same, dilation, dilation, groups, bias),
            name, new SourceLine(file, line));

    /// <summary>Convolves each channel with a window of its own.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="kernelSize">Rows and columns of the window.</param>
    /// <param name="stride">Pixels between windows.</param>
    /// <param name="padding">Zero pixels beyond the border; null is <see cref="Padding.Same"/>.</param>
    /// <param name="bias">A learned offset for each channel.</param>
    /// <param name="name">Name of the node.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node DepthwiseConv2d(this Node x, int kernelSize, int stride = 1, Padding? padding = null, bool bias = true, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Conv2d(x.Shape.Channels, kernelSize, stride, padding, 1, x.Shape.Channels, bias, name, file, line);
}
