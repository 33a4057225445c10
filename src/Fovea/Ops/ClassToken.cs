using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A learned token in front of the others: the class token of a vision transformer.</summary>
/// <remarks>
/// Formula: <c>y[0] = w</c>, <c>y[i + 1] = x[i]</c>.
/// Shapes: L×1×D → (L + 1)×1×D; w has D values.
/// Gradients: input, weight (the sum over the images of dY's first token).
/// Source: Dosovitskiy et al., "An image is worth 16×16 words", 2021.
/// </remarks>
public sealed record ClassToken : Op
{
    /// <inheritdoc/>
    public override string Stem => "token";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.Tokens(inputs, Stem);
        return Shape.Image(checked(x.Height + 1), 1, x.Channels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs) => [new("weight", Shape.Vector(inputs[0].Channels), ParameterKind.Embedding)];

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        int own = (int)s.InputShape(0).Count, all = (int)s.Node.Shape.Count, channels = all - own;
        for (int n = 0; n < s.Batch; n++)
        {
            Array.Copy(s.Parameter("weight"), 0, s.Output, n * all, channels);
            Array.Copy(s.Inputs[0], n * own, s.Output, n * all + channels, own);
        }
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        int own = (int)s.InputShape(0).Count, all = (int)s.Node.Shape.Count, channels = all - own;
        for (int n = 0; n < s.Batch; n++)
        {
            for (int c = 0; c < channels; c++) s.ParameterGradient("weight")[c] += s.OutputGradient[n * all + c];
            for (int i = 0; i < own; i++) s.InputGradients[0][n * own + i] += s.OutputGradient[n * all + channels + i];
        }
    }

    internal override void Compile(Stage s)
    {
        Maps y = s.Output;
        s.Emit(new CopyCall($"{s.Name} token", Maps.Repeated(s.Parameter("weight"), y.N, 1, 1, y.C), First(y)));
        s.Emit(new CopyCall($"{s.Name} copy", s.Input(0), Rest(y)));
    }

    internal override void CompileBackward(Stage s)
    {
        Maps dy = s.OutputGradient;
        if (s.ParameterGradient("weight") is { Exists: true } dw) s.Emit(new ImageSums($"{s.Name} parameter gradients", First(dy), dw));
        if (s.NeedsInputGradient(0)) s.Emit(new CopyCall($"{s.Name} token backward", Rest(dy), s.InputGradient(0), accumulate: s.Accumulate(0)));
    }

    private static Maps First(Maps y) => MapsCopy.Window(y, 0, 0, 1, 1);

    private static Maps Rest(Maps y) => MapsCopy.Window(y, 1, 0, y.H - 1, 1);

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.ClassToken"/>.</summary>
public static class ClassTokenLayer
{
    /// <summary>A learned token in front of the others.</summary>
    /// <param name="x">Tokens L×1×D.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The input is no list of tokens.</exception>
    public static Node ClassToken(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new ClassToken(), name, new SourceLine(file, line));
}
