using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>A learned factor and offset for each channel, without statistics: a layer scale, or a constant that multiplies or is added.</summary>
/// <remarks>
/// Formula: <c>y[i,j,c] = x[i,j,c]·w[c] + b[c]</c>; either may be left out.
/// Shapes: any, unchanged; w and b have one value for each channel.
/// Gradients: input, weight (initially 1), bias (initially 0).
/// Source: Touvron et al., "Going deeper with image transformers", 2021 (LayerScale).
/// </remarks>
/// <param name="Weight">Has factors.</param>
/// <param name="Bias">Has offsets.</param>
public sealed record Scale(bool Weight = true, bool Bias = true) : Op
{
    /// <inheritdoc/>
    public override string Stem => "scale";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => Weight ? BackwardReads.Inputs : BackwardReads.None;

    internal override Sharing Sharing(bool training) => Fovea.Sharing.InPlace;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
        => Weight || Bias ? Sizes.One(inputs, Stem) : throw new DeclarationException("scale has neither a factor nor an offset", "it has at least one of them");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        var shape = Shape.Vector(inputs[0].Channels);
        ParameterSpec weight = new("weight", shape, ParameterKind.NormScale), bias = new("bias", shape, ParameterKind.NormShift);
        return Weight && Bias ? [weight, bias] : Weight ? [weight] : [bias];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, (Weight && Bias ? 2 : 1) * output.Count);

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        int channels = s.Node.Shape.Channels;
        T[] w = s.Parameter("weight"), b = s.Parameter("bias");
        for (int i = 0; i < s.Output.Length; i++) s.Output[i] = (Weight ? s.Inputs[0][i] * w[i % channels] : s.Inputs[0][i]) + (Bias ? b[i % channels] : T.Zero);
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        int channels = s.Node.Shape.Channels;
        T[] w = s.Parameter("weight"), dw = s.ParameterGradient("weight"), db = s.ParameterGradient("bias");
        for (int i = 0; i < s.Output.Length; i++)
        {
            T dy = s.OutputGradient[i];
            s.InputGradients[0][i] += Weight ? dy * w[i % channels] : dy;
            if (Weight) dw[i % channels] += dy * s.Inputs[0][i];
            if (Bias) db[i % channels] += dy;
        }
    }

    internal override void Compile(Stage s) => s.Emit(new ScaleForward($"{s.Name} scale", s.Input(0), s.Output, Weights(s), s.Bias));

    internal override void CompileBackward(Stage s)
    {
        Maps dy = s.OutputGradient, x = Weight ? s.Input(0) : dy;
        FloatBlock dw = Weight ? s.ParameterGradient("weight") : default, db = s.BiasGradient;
        if (dw.Exists || db.Exists)
        {
            FloatBlock scratch = s.Scratch(ScaleBackwardSums.ScratchFloats(dy));
            s.Emit(new ScaleBackwardSums($"{s.Name} backward sums", x, dy, scratch));
            s.Emit(new ScaleBackwardTotal($"{s.Name} parameter gradients", dy, scratch, dw, db));
        }
        if (s.NeedsInputGradient(0)) s.Emit(new ScaleForward($"{s.Name} scale backward", dy, s.InputGradient(0), Weights(s), default, s.Accumulate(0)));
    }

    private FloatBlock Weights(Stage s) => Weight ? s.Parameter("weight") : default;

    internal static Scale Read(OpArguments a) => new(!a.Flag("noweight"), !a.Flag("nobias"));

    /// <inheritdoc/>
    public override string ToString() => Stem + (Weight ? "" : " noweight") + (Bias ? "" : " nobias");
}

/// <summary>The layer method of <see cref="Fovea.Scale"/>.</summary>
public static class ScaleLayer
{
    /// <summary>A learned factor and offset for each channel.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="weight">Has factors.</param>
    /// <param name="bias">Has offsets.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">It has neither.</exception>
    public static Node Scale(this Node x, bool weight = true, bool bias = true, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Scale(weight, bias), name, new SourceLine(file, line));
}
