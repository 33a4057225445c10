using Fovea.Kernels;

namespace Fovea;

/// <summary>A function applied to every element; each has a file of its own with its formula and source.</summary>
/// <param name="Function">The function.</param>
public abstract record Activation(ActivationFunction Function) : Op
{
    /// <summary>True for functions of the ReLU family, which cut about half of a centred signal; initial weights make up for it.</summary>
    public bool CutsHalf => Function.Kind is not (ActivationKind.Sigmoid or ActivationKind.Tanh or ActivationKind.HardSigmoid);

    /// <inheritdoc/>
    public sealed override BackwardReads BackwardReads => Function.BackwardReadsOutput ? BackwardReads.Output : BackwardReads.Inputs;

    internal sealed override Sharing Sharing(bool training) => Fovea.Sharing.InPlace;

    /// <inheritdoc/>
    public sealed override Shape OutputShape(IReadOnlyList<Shape> inputs) => Sizes.One(inputs, Stem);

    /// <inheritdoc/>
    public sealed override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count);

    internal sealed override void Reference<T>(ReferenceStage<T> s)
        => ActivationReference.Forward<T>(Function, s.Inputs[0], s.Output);

    internal sealed override void ReferenceBackward<T>(ReferenceStage<T> s)
        => ActivationReference.Backward<T>(Function, s.Inputs[0], s.OutputGradient, s.InputGradients[0], accumulate: true, s.Rule);

    internal sealed override void Compile(Stage s) => s.Emit(new ActivationForward($"{s.Name} {Stem}", Function, s.Input(0), s.Output));

    internal sealed override void CompileBackward(Stage s)
    {
        if (!s.NeedsInputGradient(0)) return;
        s.Emit(new ActivationBackward($"{s.Name} {Stem} backward", Function, Function.BackwardReadsOutput ? s.Output : s.Input(0),
            s.OutputGradient, s.InputGradient(0), s.Accumulate(0), s.ReluRule));
    }
}
