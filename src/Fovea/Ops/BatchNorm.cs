using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Batch normalisation over channels.</summary>
/// <remarks>
/// Formula: <c>y = γ·(x − μ) / √(σ² + ε) + β</c>; training takes μ and σ² from the batch and moves the running values by
/// <see cref="Momentum"/>, inference takes the running values.
/// Shapes: any, unchanged; γ, β, running_mean, running_var have one value for each channel.
/// Gradients: input (through the statistics in training), weight (γ), bias (β).
/// Source: Ioffe, Szegedy 2015; running variance unbiased as in PyTorch.
/// </remarks>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Weight of the batch in the running values.</param>
public sealed record BatchNorm(float Epsilon = 1e-5f, float Momentum = 0.1f) : Op
{
    /// <inheritdoc/>
    public override string Stem => "bn";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    internal override bool Fuses(Clamp clamp) => clamp == Clamp.Relu;

    internal override bool FoldsReluMask => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (!(Epsilon > 0) || !float.IsFinite(Epsilon)) throw new DeclarationException($"batch norm epsilon {Epsilon.ToString(CultureInfo.InvariantCulture)}", "ε > 0");
        if (!(Momentum > 0 && Momentum <= 1)) throw new DeclarationException($"batch norm momentum {Momentum.ToString(CultureInfo.InvariantCulture)}", "0 < momentum ≤ 1", "momentum is the weight of the new batch, as in PyTorch");
        return Sizes.One(inputs, Stem);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters(IReadOnlyList<Shape> inputs)
    {
        var shape = Shape.Vector(inputs[0].Channels);
        return [new("weight", shape, ParameterKind.NormScale), new("bias", shape, ParameterKind.NormShift),
            new("running_mean", shape, ParameterKind.RunningMean), new("running_var", shape, ParameterKind.RunningVariance)];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, 2 * output.Count);

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        var (mean, variance) = Statistics(s);
        NormReference.Apply<T>(s.Pixels, s.Node.Shape.Channels, s.Inputs[0], s.Parameter("weight"), s.Parameter("bias"), mean, variance, T.CreateChecked(Epsilon), s.Output);
        if (s.Training) NormReference.MoveRunning<T>(s.Pixels, mean, variance, s.Parameter("running_mean"), s.Parameter("running_var"), T.CreateChecked(Momentum));
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        var (mean, variance) = Statistics(s);
        var dx = new T[s.Output.Length];
        NormReference.Backward<T>(s.Pixels, s.Node.Shape.Channels, s.Inputs[0], s.OutputGradient, s.Parameter("weight"), mean, variance, T.CreateChecked(Epsilon),
            s.Training, dx, s.ParameterGradient("weight"), s.ParameterGradient("bias"));
        s.AddInputGradient(0, dx);
    }

    private static (T[] Mean, T[] Variance) Statistics<T>(ReferenceStage<T> s) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        if (!s.Training) return (s.Parameter("running_mean"), s.Parameter("running_var"));
        var mean = new T[s.Node.Shape.Channels];
        var variance = new T[s.Node.Shape.Channels];
        NormReference.Statistics<T>(s.Pixels, s.Node.Shape.Channels, s.Inputs[0], mean, variance);
        return (mean, variance);
    }

    internal override void Compile(Stage s)
    {
        Maps x = s.Input(0);
        FloatBlock saved = Saved(s);
        if (s.Training && !s.Again)
        {
            FloatBlock scratch = s.Scratch(Kernels.BatchNorm.ScratchFloats(x));
            s.Emit(new BatchNormSums($"{s.Name} sums", x, scratch));
            s.Emit(new BatchNormFinish($"{s.Name} statistics", x, Values(s), saved, scratch));
        }
        else if (!s.Training)
        {
            s.Prepare(new BatchNormFold($"{s.Name} scale and shift", x.C, Values(s), saved));
        }
        s.Emit(new BatchNormApply($"{s.Name} bn{(s.Residual.Exists ? "+residual" : "")}{(s.IsClamped ? "+relu" : "")}", x, s.Output, saved, s.Residual, s.IsClamped));
    }

    internal override void CompileBackward(Stage s)
    {
        Maps x = s.Input(0), dy = s.OutputGradient;
        Maps dResidual = s.ResidualGradient;
        BatchNormMask mask = !s.MaskGradient ? BatchNormMask.None : s.Residual.Exists ? BatchNormMask.FromOutput : BatchNormMask.FromInput;
        FloatBlock saved = Saved(s), scratch = s.Scratch(Kernels.BatchNorm.ScratchFloats(x));
        s.Emit(new BatchNormBackwardSums($"{s.Name} backward sums{(s.MasksResidualGradient ? "+relu" : "")}", dy, x, s.Output, mask, saved, scratch, s.MasksResidualGradient));
        if (s.MasksResidualGradient) mask = BatchNormMask.None;
        s.Emit(new BatchNormBackwardFinish($"{s.Name} backward factors", x, Values(s), s.ParameterGradient("weight"), s.ParameterGradient("bias"), saved, scratch, s.Training));
        if (s.NeedsInputGradient(0))
            s.Emit(new BatchNormBackwardApply($"{s.Name} bn{(dResidual.Exists ? "+residual" : "")} backward", dy, x, s.Output, mask, s.InputGradient(0),
                saved, scratch, s.Accumulate(0), dResidual, s.AccumulateResidual));
        else if (dResidual.Exists)
            s.Emit(ResidualGradient(s, dResidual));
    }

    // Nobody wants the norm's own input gradient: what is left for the residual is a mask, or a copy.
    private static Call ResidualGradient(Stage s, Maps dResidual) => s.MaskGradient
        ? new ActivationBackward($"{s.Name} residual backward", new ActivationFunction(ActivationKind.Relu), s.Output, s.OutputGradient, dResidual, s.AccumulateResidual)
        : new CopyCall($"{s.Name} residual backward", s.OutputGradient, dResidual, accumulate: s.AccumulateResidual);

    private static FloatBlock Saved(Stage s) => s.Keep("statistics", Kernels.BatchNorm.SavedFloats(s.InputShape(0).Channels));

    private BatchNormParameters Values(Stage s) => Values(s.Parameter);

    /// <summary>Its parameters, looked up by suffix.</summary>
    internal BatchNormParameters Values(Func<string, FloatBlock> parameter)
        => new(parameter("weight"), parameter("bias"), parameter("running_mean"), parameter("running_var"), Epsilon, Momentum);

    internal static BatchNorm Read(OpArguments a) => new(a.Real("eps", 1e-5f), a.Real("momentum", 0.1f));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"bn{(Epsilon == 1e-5f ? "" : $" eps {Epsilon:R}")}{(Momentum == 0.1f ? "" : $" momentum {Momentum:R}")}");
}

/// <summary>The layer method of <see cref="Fovea.BatchNorm"/>.</summary>
public static class BatchNormLayer
{
    /// <summary>Batch normalisation over channels.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="momentum">Weight of the batch in the running values.</param>
    /// <param name="name">Name of the node; null counts: bn1, bn2, ….</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node BatchNorm(this Node x, float epsilon = 1e-5f, float momentum = 0.1f, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new BatchNorm(epsilon, momentum), name, new SourceLine(file, line));
}
