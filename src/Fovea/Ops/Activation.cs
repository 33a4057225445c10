using Fovea.Kernels;

namespace Fovea;

/// <summary>A function applied to every element; each has a file of its own with its formula and source.</summary>
/// <param name="Function">The function.</param>
public abstract record Activation(ActivationFunction Function) : Op
{
    /// <summary>True for functions of the ReLU family, which cut about half of a centred signal; initial weights make up for it.</summary>
    public bool CutsHalf => Function.Kind is ActivationKind.Relu or ActivationKind.LeakyRelu or ActivationKind.Relu6 or ActivationKind.Elu or ActivationKind.Selu or ActivationKind.Gelu
        or ActivationKind.Silu or ActivationKind.HardSwish or ActivationKind.Softplus or ActivationKind.Mish or ActivationKind.TanhGelu or ActivationKind.Celu or ActivationKind.ThresholdedRelu;

    /// <inheritdoc/>
    public sealed override BackwardReads BackwardReads => Function.BackwardReadsOutput ? BackwardReads.Output : BackwardReads.Inputs;

    internal sealed override Sharing Sharing(bool training) => Fovea.Sharing.InPlace;

    /// <inheritdoc/>
    public sealed override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Check();
        return Sizes.One(inputs, Stem);
    }

    /// <summary>Throws when its numbers make no function.</summary>
    /// <exception cref="DeclarationException">They do not.</exception>
    protected virtual void Check() { }

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
