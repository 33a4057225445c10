using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Drops values at random while training, and scales the rest so that the mean stays.</summary>
/// <remarks>
/// Formula: training <c>y = x·m / (1 − rate)</c>, m = 0 with probability rate; inference <c>y = x</c>. The draw is a function of
/// (seed, node, step, element), so the backward pass repeats it instead of storing a mask.
/// Shapes: any, unchanged.
/// Gradients: <c>dX = dY·m / (1 − rate)</c>.
/// Source: Srivastava et al. 2014 (inverted form).
/// </remarks>
/// <param name="Rate">Share that is dropped, in [0, 1).</param>
public sealed record Dropout(float Rate) : Op
{
    /// <inheritdoc/>
    public override string Stem => "dropout";

    internal override Sharing Sharing(bool training) => training && Rate > 0 ? Fovea.Sharing.InPlace : Fovea.Sharing.View;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (!(Rate >= 0 && Rate < 1)) throw new DeclarationException($"dropout {Rate.ToString(CultureInfo.InvariantCulture)}", "0 ≤ rate < 1", "the rate is the share that is dropped");
        return Sizes.One(inputs, Stem);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => Drop<T>(s, s.Inputs[0], s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        var dx = new T[s.Output.Length];
        Drop<T>(s, s.OutputGradient, dx);
        s.AddInputGradient(0, dx);
    }

    private void Drop<T>(ReferenceStage<T> s, ReadOnlySpan<T> x, Span<T> y) where T : struct, System.Numerics.IFloatingPointIeee754<T>
        => MapsReference.Dropout(x, y, s.Training ? Rate : 0, s.Seed, s.RandomStream, (ulong)s.StepIndex);

    internal override void Compile(Stage s) => s.Emit(Call(s, s.Input(0), s.Output, accumulate: false, ""));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0) && !s.SharesGradient(0)) s.Emit(Call(s, s.OutputGradient, s.InputGradient(0), s.Accumulate(0), " backward"));
    }

    private Call Call(Stage s, Maps from, Maps to, bool accumulate, string suffix) => s.Training && Rate > 0
        ? new DropoutCall($"{s.Name} {this}{suffix}", from, to, Rate, s.RandomStream, accumulate)
        : new CopyCall($"{s.Name} copy{suffix}", from, to, accumulate: accumulate);

    internal static Dropout Read(OpArguments a) => new(a.LeadingReal("rate", 0.5f));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dropout {Rate:R}");
}

/// <summary>The layer method of <see cref="Fovea.Dropout"/>.</summary>
public static class DropoutLayer
{
    /// <summary>Drops values at random while training.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">Share that is dropped, in [0, 1).</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static Node Dropout(this Node x, float rate = 0.5f, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Dropout(rate), name, new SourceLine(file, line));
}
