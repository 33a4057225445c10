using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Zero pixels around feature maps, as a step of its own.</summary>
/// <remarks>
/// Formula: <c>y[i,j,c] = x[i − top, j − left, c]</c>, 0 beyond the border.
/// Shapes: H×W×C → (H + top + bottom)×(W + left + right)×C.
/// Gradients: the inner part of dY.
/// Source: as PyTorch's ZeroPad2d.
/// </remarks>
/// <param name="Top">Rows above.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Left">Columns before.</param>
/// <param name="Right">Columns behind.</param>
public sealed record Pad(int Top, int Bottom, int Left, int Right) : Op
{
    /// <inheritdoc/>
    public override string Stem => "pad";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.Maps(inputs, Stem);
        if ((Top | Bottom | Left | Right) < 0) throw new DeclarationException($"padding {Top},{Bottom},{Left},{Right} is negative");
        if (Math.Max(Math.Max(Top, Bottom), Math.Max(Left, Right)) > 4096) throw new DeclarationException($"padding {Top},{Bottom},{Left},{Right}", "padding is at most 4096 pixels on a side");
        return Shape.Image(x.Height + Top + Bottom, x.Width + Left + Right, x.Channels);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (inner, outer, n) => Array.Copy(s.Inputs[0], inner, s.Output, outer, n));

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (inner, outer, n) =>
    {
        for (int c = 0; c < n; c++) s.InputGradients[0][inner + c] += s.OutputGradient[outer + c];
    });

    // Calls back for each row of the input: offset there, offset in the output, floats.
    private void Each<T>(ReferenceStage<T> s, Action<int, int, int> row) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        Shape x = s.InputShape(0), y = s.Node.Shape;
        int floats = x.Width * x.Channels;
        for (int n = 0; n < s.Batch; n++)
            for (int h = 0; h < x.Height; h++)
                row((n * x.Height + h) * floats, ((n * y.Height + h + Top) * y.Width + Left) * y.Channels, floats);
    }

    internal override void Compile(Stage s) => s.Emit(new PadForward($"{s.Name} {this}", s.Input(0), s.Output, Top, Left));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0)) s.Emit(new PadBackward($"{s.Name} {this} backward", s.OutputGradient, s.InputGradient(0), Top, Left, s.Accumulate(0)));
    }

    internal static Pad Read(OpArguments a)
    {
        var (top, bottom, left, right) = a.Sides();
        return new Pad(top, bottom, left, right);
    }

    /// <inheritdoc/>
    public override string ToString() => $"pad {Top},{Bottom},{Left},{Right}";
}

/// <summary>The layer method of <see cref="Fovea.Pad"/>.</summary>
public static class PadLayer
{
    /// <summary>Zero pixels on all four sides.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="top">Rows above.</param>
    /// <param name="bottom">Rows below.</param>
    /// <param name="left">Columns before.</param>
    /// <param name="right">Columns behind.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Pad(this Node x, int top, int bottom, int left, int right, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Pad(top, bottom, left, right), name, new SourceLine(file, line));
}
