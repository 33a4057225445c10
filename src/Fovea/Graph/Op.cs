using Fovea.Kernels;

namespace Fovea;

/// <summary>
/// An immutable record of attributes with five answers: output shape, cost, what backward reads, forward, backward. It owns no
/// weights: those belong to the <see cref="Model"/> under the node's name.
/// </summary>
/// <remarks>
/// Forward and backward exist twice: <c>Reference</c>, plain loops over any floating-point type, is the specification;
/// <c>Compile</c> chooses fast kernels on a plan's memory. Tests hold the two against each other for every op.
/// </remarks>
public abstract record Op
{
    /// <summary>The word of the text notation, and the start of default node names: <c>conv</c>.</summary>
    public abstract string Stem { get; }

    /// <summary>Shape of the output for one image.</summary>
    /// <exception cref="DeclarationException">The inputs do not fit.</exception>
    public abstract Shape OutputShape(IReadOnlyList<Shape> inputs);

    /// <summary>The values a node with this op owns.</summary>
    public virtual IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs) => [];

    /// <summary>What it costs for one image.</summary>
    public abstract Cost Cost(IReadOnlyList<Shape> inputs, Shape output);

    /// <summary>True when it reads several values: in the text notation its branches stand in parentheses behind it.</summary>
    internal virtual bool JoinsBranches => false;

    /// <summary>Which activations the backward pass reads.</summary>
    public virtual BackwardReads BackwardReads => BackwardReads.None;

    /// <summary>How the output may share the input's memory.</summary>
    internal virtual Sharing Sharing(bool training) => Fovea.Sharing.None;

    /// <summary>True when a following ReLU, or one with a ceiling, can run in this op's last step.</summary>
    internal virtual bool Fuses(Clamp clamp) => false;

    /// <summary>True when it can add its output to what the memory holds: the residual sum behind it costs no call.</summary>
    internal virtual bool AddsToOutput => false;

    /// <summary>True when its output may be some channels of wider pixels: a concatenation behind it costs no call.</summary>
    internal virtual bool WritesSlices => false;

    /// <summary>True when a following batch norm can be multiplied into its weights for inference.</summary>
    internal virtual bool FoldsBatchNorm => false;

    /// <summary>True when its backward pass can apply the mask of a fused ReLU itself.</summary>
    internal virtual bool FoldsReluMask => false;

    /// <summary>True when its backward pass can mask the gradient of its input where that is a ReLU's output and nobody else adds to it.</summary>
    internal virtual bool MasksInput => false;

    /// <summary>Zero pixels around input <paramref name="input"/> that the forward pass reads.</summary>
    internal virtual Halo InputHalo(int input, IReadOnlyList<Shape> inputs) => default;

    /// <summary>Zero pixels around the output's gradient that the backward pass reads.</summary>
    internal virtual Halo GradientHalo(IReadOnlyList<Shape> inputs) => default;

    /// <summary>True when the gradient of its weights reads those zero pixels too, not the gradient of its input alone.</summary>
    internal virtual bool WeightsReadGradientHalo => false;

    /// <summary>Computes the output with plain loops: the specification.</summary>
    internal abstract void Reference<T>(ReferenceStage<T> s) where T : struct, System.Numerics.IFloatingPointIeee754<T>;

    /// <summary>Adds to the gradients of inputs and parameters with plain loops.</summary>
    internal abstract void ReferenceBackward<T>(ReferenceStage<T> s) where T : struct, System.Numerics.IFloatingPointIeee754<T>;

    /// <summary>Emits the calls of the forward pass.</summary>
    internal abstract void Compile(Stage s);

    /// <summary>Emits the calls of the backward pass.</summary>
    internal abstract void CompileBackward(Stage s);

    /// <summary>The op in the text notation, without its inputs: <c>conv 32 5x5</c>.</summary>
    public abstract override string ToString();
}

/// <summary>Which activations a backward pass reads; they stay in memory until then.</summary>
[Flags]
public enum BackwardReads
{
    /// <summary>Only the output's gradient.</summary>
    None = 0,

    /// <summary>The inputs.</summary>
    Inputs = 1,

    /// <summary>The output.</summary>
    Output = 2,
}

/// <summary>How an op's output may share memory with its first input.</summary>
internal enum Sharing
{
    /// <summary>It needs memory of its own.</summary>
    None,

    /// <summary>It may overwrite the input, element by element.</summary>
    InPlace,

    /// <summary>It is the input under another shape; nothing is computed.</summary>
    View,
}
