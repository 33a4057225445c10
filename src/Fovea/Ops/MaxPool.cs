using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The largest value of each window.</summary>
/// <remarks>
/// Formula: <c>y[i,j,c] = max_{u,v} x[i·sH + u·dH − top, j·sW + v·dW − left, c] inside the image</c>.
/// Shapes: H×W×C → see <see cref="PoolGeometry"/>; the channels stay.
/// Gradients: to the first maximum of the window, row by row.
/// Source: as PyTorch's MaxPool2d; NaN propagates.
/// </remarks>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideHeight">Rows between windows.</param>
/// <param name="StrideWidth">Columns between windows.</param>
/// <param name="Padding">How far windows may reach beyond the border.</param>
/// <param name="Ceil">Round the output size up instead of down.</param>
/// <param name="DilationHeight">Rows between taps.</param>
/// <param name="DilationWidth">Columns between taps.</param>
public sealed record MaxPool(int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, Padding Padding, bool Ceil,
    int DilationHeight = 1, int DilationWidth = 1) : Op
{
    /// <inheritdoc/>
    public override string Stem => "maxpool";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs | BackwardReads.Output;

    internal override bool MasksInput => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => PoolRule.OutputShape(Sizes.Maps(inputs, Stem), Geometry(inputs[0]), "maxpool");

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count * KernelHeight * KernelWidth);

    /// <summary>All sizes for an input shape.</summary>
    public PoolGeometry Geometry(Shape x) => PoolRule.Geometry(x, KernelHeight, KernelWidth, StrideHeight, StrideWidth, Padding, Ceil, countPadding: false, DilationHeight, DilationWidth);

    internal override void Reference<T>(ReferenceStage<T> s) => PoolReference.Max<T>(Geometry(s.InputShape(0)), s.Batch, s.Inputs[0], s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
        => PoolReference.MaxBackward<T>(Geometry(s.InputShape(0)), s.Batch, s.Inputs[0], s.OutputGradient, s.InputGradients[0], accumulate: true);

    internal override void Compile(Stage s) => s.Emit(new MaxPoolForward($"{s.Name} {this}", Geometry(s.InputShape(0)), s.Input(0), s.Output));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0))
            s.Emit(new MaxPoolBackward($"{s.Name} {this} backward{(s.MasksInput ? "+relu" : "")}", Geometry(s.InputShape(0)), s.Input(0), s.Output,
                s.OutputGradient, s.InputGradient(0), s.Accumulate(0), s.MasksInput));
    }

    internal static MaxPool Read(OpArguments a)
    {
        var (h, w) = a.Window("window such as 2 or 3x3");
        var (sh, sw) = a.Pair("stride", 0);
        var (dh, dw) = a.Pair("dilation", 1);
        return new MaxPool(h, w, sh == 0 ? h : sh, sw == 0 ? w : sw, a.Padding(Fovea.Padding.Valid), a.Flag("ceil"), dh, dw);
    }

    /// <inheritdoc/>
    public override string ToString() => PoolRule.Text(Stem, KernelHeight, KernelWidth, StrideHeight, StrideWidth, Padding, Ceil) + Sizes.Option("dilation", DilationHeight, DilationWidth);
}

/// <summary>The layer method of <see cref="Fovea.MaxPool"/>.</summary>
public static class MaxPoolLayer
{
    /// <summary>Keeps the largest value of each square window.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="kernelSize">Rows and columns of the window.</param>
    /// <param name="stride">Pixels between windows; null is the window's size.</param>
    /// <param name="padding">How far windows may reach beyond the border; null is not at all.</param>
    /// <param name="ceil">Round the output size up.</param>
    /// <param name="dilation">Pixels between taps.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node MaxPool(this Node x, int kernelSize, int? stride = null, Padding? padding = null, bool ceil = false, int dilation = 1, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new MaxPool(kernelSize, kernelSize, stride ?? kernelSize, stride ?? kernelSize, padding ?? Padding.Valid, ceil, dilation, dilation),
            name, new SourceLine(file, line));
}
