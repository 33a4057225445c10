using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The axes of feature maps in another order.</summary>
/// <remarks>
/// Formula: <c>y[i₁,i₂,i₃] = x[h,w,c]</c>, where i₁ is the index along the first named axis of x and so on: <c>transpose whc</c> exchanges rows and columns.
/// Shapes: H×W×C → the sizes of the named axes.
/// Gradients: dY with its axes in the former order.
/// Source: as PyTorch's permute.
/// </remarks>
/// <param name="First">The axis of x that becomes the rows.</param>
/// <param name="Second">The axis of x that becomes the columns.</param>
/// <param name="Third">The axis of x that becomes the channels.</param>
public sealed record Transpose(Axis First, Axis Second, Axis Third) : Op
{
    /// <inheritdoc/>
    public override string Stem => "transpose";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.Maps(inputs, Stem);
        if (First == Second || Second == Third || First == Third) throw new DeclarationException(ToString(), "each axis is named once");
        return Shape.Image(x.Size(First), x.Size(Second), x.Size(Third));
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (x, y) => s.Output[y] = s.Inputs[0][x]);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (x, y) => s.InputGradients[0][x] += s.OutputGradient[y]);

    // Calls back with an index in the input and where it goes.
    private void Each<T>(ReferenceStage<T> s, Action<int, int> place) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        Shape x = s.InputShape(0), y = s.Node.Shape;
        var at = new int[3];
        int i = 0;
        for (int n = 0; n < s.Batch; n++)
            for (at[0] = 0; at[0] < x.Height; at[0]++)
                for (at[1] = 0; at[1] < x.Width; at[1]++)
                    for (at[2] = 0; at[2] < x.Channels; at[2]++)
                        place(i++, ((n * y.Height + at[(int)First]) * y.Width + at[(int)Second]) * y.Channels + at[(int)Third]);
    }

    internal override void Compile(Stage s) => s.Emit(Rearrange.Transpose($"{s.Name} {this}", s.Input(0), s.Output, ((int)First, (int)Second, (int)Third)));

    internal override void CompileBackward(Stage s)
    {
        if (!s.NeedsInputGradient(0)) return;
        Axis[] order = [First, Second, Third];
        s.Emit(Rearrange.Transpose($"{s.Name} {this} backward", s.OutputGradient, s.InputGradient(0),
            (Array.IndexOf(order, Axis.Height), Array.IndexOf(order, Axis.Width), Array.IndexOf(order, Axis.Channels)), s.Accumulate(0)));
    }

    internal static Transpose Read(OpArguments a)
    {
        string order = a.Word("order of axes such as whc");
        int[] axes = [.. order.Select(c => Axes.Letters.IndexOf(c))];
        return axes.Length == 3 && axes.All(i => i >= 0) ? new((Axis)axes[0], (Axis)axes[1], (Axis)axes[2])
            : throw new DeclarationException($"transpose: '{order}' is no order of axes", "h, w and c, each once: whc exchanges rows and columns");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Stem} {First.Letter()}{Second.Letter()}{Third.Letter()}";
}

/// <summary>The layer method of <see cref="Fovea.Transpose"/>.</summary>
public static class TransposeLayer
{
    /// <summary>The axes of feature maps in another order.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="first">The axis that becomes the rows.</param>
    /// <param name="second">The axis that becomes the columns.</param>
    /// <param name="third">The axis that becomes the channels.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">An axis is named twice, or the input is a vector.</exception>
    public static Node Transpose(this Node x, Axis first, Axis second, Axis third, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Transpose(first, second, third), name, new SourceLine(file, line));
}
