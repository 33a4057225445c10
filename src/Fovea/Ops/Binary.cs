using Fovea.Kernels;

namespace Fovea;

/// <summary>A function of two values, element by element; each has a file of its own with its formula and source.</summary>
/// <remarks>An axis of size 1 stretches to the other's size, and a vector of C counts as 1×1×C: a gate for each channel of feature maps.</remarks>
/// <param name="Kind">The function.</param>
public abstract record Binary(BinaryKind Kind) : Op
{
    internal sealed override bool JoinsBranches => true;

    // A difference gives dY back whatever its terms are.
    private bool ReadsInputs => Kind != BinaryKind.Subtract;

    /// <inheritdoc/>
    public sealed override BackwardReads BackwardReads => ReadsInputs ? BackwardReads.Inputs : BackwardReads.None;

    /// <inheritdoc/>
    public sealed override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs.Count == 2
        ? Stretching.Join(inputs, Stem)
        : throw new DeclarationException($"{Stem} joins two values, got {inputs.Count}", null, $"write {Stem}(a ; b); an empty branch is the input");

    /// <inheritdoc/>
    public sealed override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count);

    internal sealed override void Reference<T>(ReferenceStage<T> s) => Each(s, (i, a, b) => s.Output[i] = BinaryReference.Value(Kind, s.Inputs[0][a], s.Inputs[1][b]));

    internal sealed override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (i, a, b) =>
    {
        (T da, T db) = BinaryReference.Derivatives(Kind, s.Inputs[0][a], s.Inputs[1][b]);
        s.InputGradients[0][a] += da * s.OutputGradient[i];
        s.InputGradients[1][b] += db * s.OutputGradient[i];
    });

    // Calls back for each element of the output: its index, and those of the two inputs that it is made of.
    private static void Each<T>(ReferenceStage<T> s, Action<int, int, int> element) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        Shape y = s.Node.Shape;
        int[] a = Stretching.Map(s.InputShape(0), y), b = Stretching.Map(s.InputShape(1), y);
        int aCount = (int)s.InputShape(0).Count, bCount = (int)s.InputShape(1).Count;
        for (int n = 0; n < s.Batch; n++)
            for (int i = 0; i < a.Length; i++) element(n * a.Length + i, n * aCount + a[i], n * bCount + b[i]);
    }

    internal sealed override void Compile(Stage s) => s.Emit(new BinaryForward($"{s.Name} {Stem}", Kind, s.Input(0), s.Input(1), s.Output));

    internal sealed override void CompileBackward(Stage s)
    {
        Maps a = ReadsInputs ? s.Input(0) : s.OutputGradient, b = ReadsInputs ? s.Input(1) : s.OutputGradient;
        for (int i = 0; i < 2; i++)
            if (s.NeedsInputGradient(i))
                s.Emit(new BinaryBackward($"{s.Name} {Stem} backward", Kind, i == 1, a, b, s.OutputGradient, s.InputGradient(i), s.Accumulate(i)));
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Stem;
}
