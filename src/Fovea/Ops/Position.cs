using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A learned value for every element, added to it: the position embedding of a transformer.</summary>
/// <remarks>
/// Formula: <c>y[i,j,c] = x[i,j,c] + w[i,j,c]</c>.
/// Shapes: any, unchanged; w has the shape of x.
/// Gradients: input, weight (the sum over the images).
/// Source: Dosovitskiy et al., "An image is worth 16×16 words", 2021.
/// </remarks>
public sealed record Position : Op
{
    /// <inheritdoc/>
    public override string Stem => "position";

    internal override Sharing Sharing(bool training) => Fovea.Sharing.InPlace;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => Sizes.One(inputs, Stem);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs) => [new("weight", inputs[0], ParameterKind.Embedding)];

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count);

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        T[] w = s.Parameter("weight");
        for (int i = 0; i < s.Output.Length; i++) s.Output[i] = s.Inputs[0][i] + w[i % w.Length];
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        T[] dw = s.ParameterGradient("weight");
        for (int i = 0; i < s.Output.Length; i++) dw[i % dw.Length] += s.OutputGradient[i];
        s.AddInputGradient(0, s.OutputGradient);
    }

    internal override void Compile(Stage s)
    {
        Maps y = s.Output;
        s.Emit(new BinaryForward($"{s.Name} position", BinaryKind.Add, s.Input(0), Maps.Repeated(s.Parameter("weight"), y.N, y.H, y.W, y.C), y));
    }

    internal override void CompileBackward(Stage s)
    {
        if (s.ParameterGradient("weight") is { Exists: true } dw) s.Emit(new ImageSums($"{s.Name} parameter gradients", s.OutputGradient, dw));
        if (s.NeedsInputGradient(0)) s.Emit(new CopyCall($"{s.Name} position backward", s.OutputGradient, s.InputGradient(0), accumulate: s.Accumulate(0)));
    }

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Position"/>.</summary>
public static class PositionLayer
{
    /// <summary>A learned value for every element, added to it.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Position(this Node x, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Position(), name, new SourceLine(file, line));
}
