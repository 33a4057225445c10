using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The matrix product of two activations: each row of the maps is a matrix of columns × channels.</summary>
/// <remarks>
/// Formula: <c>y[h,m,n] = Σ_k a[h,m,k]·b[h,k,n]</c>; either may be read transposed.
/// Shapes: H×M×K (transposed H×K×M) and H×K×N (transposed H×N×K) → H×M×N.
/// Gradients: <c>dA = dY·Bᵀ</c>, <c>dB = Aᵀ·dY</c>.
/// Source: as PyTorch's matmul.
/// </remarks>
/// <param name="TransposeA">The first is read with its columns and channels exchanged.</param>
/// <param name="TransposeB">The second is.</param>
public sealed record MatMul(bool TransposeA = false, bool TransposeB = false) : Op
{
    /// <inheritdoc/>
    public override string Stem => "matmul";

    internal override bool JoinsBranches => true;

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count != 2) throw new DeclarationException($"matmul joins two values, got {inputs.Count}", null, "write matmul(a ; b); an empty branch is the input");
        Shape a = inputs[0], b = inputs[1];
        if (!a.IsImage || !b.IsImage || a.Height != b.Height || Length(a) != (TransposeB ? b.Channels : b.Width))
            throw new DeclarationException($"{this} cannot multiply {a} and {b}", "H×M×K times H×K×N; transposea and transposeb exchange the last two sizes");
        return Shape.Image(a.Height, TransposeA ? a.Channels : a.Width, TransposeB ? b.Width : b.Channels);
    }

    private int Length(Shape a) => TransposeA ? a.Width : a.Channels;

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(output.Count * Length(inputs[0]));

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (a, b, y) => s.Output[y] += s.Inputs[0][a] * s.Inputs[1][b]);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (a, b, y) =>
    {
        s.InputGradients[0][a] += s.OutputGradient[y] * s.Inputs[1][b];
        s.InputGradients[1][b] += s.OutputGradient[y] * s.Inputs[0][a];
    });

    // Calls back for each product: index in the first value, in the second, in the output.
    private void Each<T>(ReferenceStage<T> s, Action<int, int, int> product) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        Shape y = s.Node.Shape;
        int rows = y.Width, columns = y.Channels, length = Length(s.InputShape(0));
        for (int h = 0; h < s.Batch * y.Height; h++)
            for (int m = 0; m < rows; m++)
                for (int n = 0; n < columns; n++)
                    for (int k = 0; k < length; k++)
                        product(h * rows * length + (TransposeA ? k * rows + m : m * length + k), h * length * columns + (TransposeB ? n * length + k : k * columns + n), (h * rows + m) * columns + n);
    }

    internal override void Compile(Stage s) => s.Emit(Product(s, "", s.Input(0), TransposeA, s.Input(1), TransposeB, s.Output, false));

    internal override void CompileBackward(Stage s)
    {
        Maps a = s.Input(0), b = s.Input(1), dy = s.OutputGradient;
        if (s.NeedsInputGradient(0))
            s.Emit(TransposeA
                ? Product(s, " backward", b, TransposeB, dy, true, s.InputGradient(0), s.Accumulate(0))
                : Product(s, " backward", dy, false, b, !TransposeB, s.InputGradient(0), s.Accumulate(0)));
        if (s.NeedsInputGradient(1))
            s.Emit(TransposeB
                ? Product(s, " backward", dy, true, a, TransposeA, s.InputGradient(1), s.Accumulate(1))
                : Product(s, " backward", a, !TransposeA, dy, false, s.InputGradient(1), s.Accumulate(1)));
    }

    private static MatMulCall Product(Stage s, string suffix, Maps a, bool transposeA, Maps b, bool transposeB, Maps y, bool accumulate)
        => new($"{s.Name} matmul{suffix} {y.H}×{y.W}×{y.C}", a, transposeA, b, transposeB, y, s.Scratch(s.Workers * MatMulCall.ScratchFloats(transposeA ? a.W : a.C, y.C)), s.Workers, accumulate, s.Variant);

    internal static MatMul Read(OpArguments a) => new(a.Flag("transposea"), a.Flag("transposeb"));

    /// <inheritdoc/>
    public override string ToString() => Stem + (TransposeA ? " transposea" : "") + (TransposeB ? " transposeb" : "");
}

/// <summary>The layer method of <see cref="Fovea.MatMul"/>.</summary>
public static class MatMulLayer
{
    /// <summary>The matrix product of two activations.</summary>
    /// <param name="x">H×M×K.</param>
    /// <param name="other">H×K×N.</param>
    /// <param name="transposeA">The first is H×K×M.</param>
    /// <param name="transposeB">The second is H×N×K.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The sizes do not fit.</exception>
    public static Node MatMul(this Node x, Node other, bool transposeA = false, bool transposeB = false, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new MatMul(transposeA, transposeB), [x, other], name, new SourceLine(file, line));
}
