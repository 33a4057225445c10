using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A fully connected layer.</summary>
/// <remarks>
/// Formula: <c>y[o] = b[o] + Σ_i x[i]·w[i,o]</c>.
/// Shapes: vector I → vector O; feature maps are flattened first.
/// Gradients: input, weight [I][O] (O I in files, with flattened maps in C H W order there), bias [O].
/// Source: as PyTorch's Linear.
/// </remarks>
/// <param name="Outputs">Length of the output.</param>
/// <param name="Bias">Adds a learned offset for each output.</param>
public sealed record Dense(int Outputs, bool Bias) : Op
{
    /// <inheritdoc/>
    public override string Stem => "dense";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    internal override bool Fuses(Clamp clamp) => true;

    internal override bool AddsToOutput => true;

    internal override bool FoldsBatchNorm => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.One(inputs, Stem);
        if (Outputs < 1) throw new DeclarationException($"{Outputs} outputs", "a dense layer has at least one");
        if (x.IsImage)
            throw new DeclarationException($"a dense layer needs a vector, got feature maps {x}", null, $"put flatten ({x.Count:N0} inputs) or globalavgpool ({x.Channels:N0} inputs) before it");
        if (x.Count * Outputs > 1 << 30) throw new DeclarationException($"{x.Count * Outputs:N0} weights", "a layer has at most 1,073,741,824");
        return Shape.Vector(Outputs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        int n = inputs[0].Channels;
        var weight = new ParameterSpec("weight", Shape.Matrix(n, Outputs), ParameterKind.DenseWeight, n);
        return Bias ? [weight, new ParameterSpec("bias", Shape.Vector(Outputs), ParameterKind.Bias)] : [weight];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(inputs[0].Count * Outputs, Bias ? Outputs : 0);

    internal override void Reference<T>(ReferenceStage<T> s)
        => DenseReference.Forward<T>(s.InputShape(0).Channels, Outputs, s.Batch, s.Inputs[0], s.Parameter("weight"), s.Parameter("bias"), s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        int inputs = s.InputShape(0).Channels;
        DenseReference.InputGradient<T>(inputs, Outputs, s.Batch, s.Parameter("weight"), s.OutputGradient, s.InputGradients[0], accumulate: true);
        DenseReference.WeightGradient<T>(inputs, Outputs, s.Batch, s.Inputs[0], s.OutputGradient, s.ParameterGradient("weight"));
        if (Bias) DenseReference.BiasGradient<T>(Outputs, s.Batch, s.OutputGradient, s.ParameterGradient("bias"));
    }

    internal override void Compile(Stage s) => ConvPlan.Forward(s, Geometry(s));

    internal override void CompileBackward(Stage s) => ConvPlan.Backward(s, Geometry(s));

    // A dense layer is a 1×1 convolution on 1×1 maps: the batch is its pixels.
    private ConvGeometry Geometry(Stage s) => new(1, 1, s.InputShape(0).Channels, Outputs, 1, 1);

    internal static Dense Read(OpArguments a) => new(a.Number("number of outputs"), !a.Flag("nobias"));

    /// <inheritdoc/>
    public override string ToString() => $"dense {Outputs}" + (Bias ? "" : " nobias");
}

/// <summary>The layer method of <see cref="Fovea.Dense"/>.</summary>
public static class DenseLayer
{
    /// <summary>A fully connected layer.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="outputs">Length of the output.</param>
    /// <param name="bias">A learned offset for each output.</param>
    /// <param name="name">Name of the node; null counts: dense1, dense2, ….</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The input is no vector.</exception>
    public static Node Dense(this Node x, int outputs, bool bias = true, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Dense(outputs, bias), name, new SourceLine(file, line));
}
