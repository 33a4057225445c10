using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Layer normalisation over the channels of each pixel.</summary>
/// <remarks>
/// Formula: <c>y = γ·(x − μ) / √(σ² + ε) + β</c>, μ and σ² over the channels of one pixel (of the vector).
/// Shapes: any, unchanged; γ and β have one value for each channel.
/// Gradients: input, weight (γ), bias (β).
/// Source: Ba, Kiros, Hinton 2016.
/// </remarks>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNorm(float Epsilon = 1e-5f) : Op
{
    /// <inheritdoc/>
    public override string Stem => "layernorm";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (!(Epsilon > 0) || !float.IsFinite(Epsilon)) throw new DeclarationException($"layer norm epsilon {Epsilon.ToString(CultureInfo.InvariantCulture)}", "ε > 0");
        return Sizes.One(inputs, Stem);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        var shape = Shape.Vector(inputs[0].Channels);
        return [new("weight", shape, ParameterKind.NormScale), new("bias", shape, ParameterKind.NormShift)];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 6 * output.Count);

    internal override void Reference<T>(ReferenceStage<T> s)
        => NormReference.Layer<T>(s.Pixels, s.Node.Shape.Channels, s.Inputs[0], s.Parameter("weight"), s.Parameter("bias"), T.CreateChecked(Epsilon), s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        var dx = new T[s.Output.Length];
        NormReference.LayerBackward<T>(s.Pixels, s.Node.Shape.Channels, s.Inputs[0], s.OutputGradient, s.Parameter("weight"), T.CreateChecked(Epsilon),
            dx, s.ParameterGradient("weight"), s.ParameterGradient("bias"));
        s.AddInputGradient(0, dx);
    }

    internal override void Compile(Stage s)
        => s.Emit(new LayerNormForward($"{s.Name} layernorm", s.Input(0), s.Output, s.Parameter("weight"), s.Parameter("bias"), Saved(s), Epsilon));

    internal override void CompileBackward(Stage s)
    {
        Maps x = s.Input(0), dy = s.OutputGradient;
        if (s.ParameterGradient("weight").Exists)
        {
            FloatBlock scratch = s.Scratch(Kernels.LayerNorm.ScratchFloats(x));
            s.Emit(new LayerNormBackwardSums($"{s.Name} backward sums", x, dy, Saved(s), scratch));
            s.Emit(new LayerNormBackwardFinish($"{s.Name} parameter gradients", x, s.ParameterGradient("weight"), s.ParameterGradient("bias"), scratch));
        }
        if (s.NeedsInputGradient(0))
            s.Emit(new LayerNormBackwardApply($"{s.Name} layernorm backward", x, dy, s.InputGradient(0), s.Parameter("weight"), Saved(s), s.Accumulate(0)));
    }

    private static FloatBlock Saved(Stage s) => s.Keep("statistics", Kernels.LayerNorm.SavedFloats(s.Input(0)));

    internal static LayerNorm Read(OpArguments a) => new(a.Real("eps", 1e-5f));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"layernorm{(Epsilon == 1e-5f ? "" : $" eps {Epsilon:R}")}");
}

/// <summary>The layer method of <see cref="Fovea.LayerNorm"/>.</summary>
public static class LayerNormLayer
{
    /// <summary>Layer normalisation over the channels of each pixel.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node LayerNorm(this Node x, float epsilon = 1e-5f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new LayerNorm(epsilon), name, new SourceLine(file, line));
}
