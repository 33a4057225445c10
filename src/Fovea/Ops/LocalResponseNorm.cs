using System.Globalization;
using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Local response normalisation: each number is divided by the strength of its neighbouring channels.</summary>
/// <remarks>
/// Formula: <c>y[c] = x[c] / (k + α/size·Σ_{|d| ≤ size/2} x[c + d]²)^β</c>, x = 0 beyond the channels.
/// Shapes: H×W×C, unchanged.
/// Gradients: <c>dx[c] = dy[c]·s[c]^−β − 2αβ/size·x[c]·Σ_d dy[c + d]·x[c + d]·s[c + d]^(−β−1)</c>, s the sum in brackets.
/// Source: Krizhevsky, Sutskever, Hinton 2012, section 3.3; α is divided by the size as in ONNX's LRN and PyTorch.
/// </remarks>
/// <param name="Size">Channels of the window; odd.</param>
/// <param name="Alpha">Weight of the mean square.</param>
/// <param name="Beta">The exponent.</param>
/// <param name="K">Added to the mean square.</param>
public sealed record LocalResponseNorm(int Size, float Alpha = 1e-4f, float Beta = 0.75f, float K = 1) : Op
{
    private const int MostChannels = 4095;

    /// <inheritdoc/>
    public override string Stem => "lrn";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs;

    private ResponseWindow Window => new(Size, Alpha, Beta, K);

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (Size is < 1 or > MostChannels || Size % 2 == 0)
            throw new DeclarationException($"local response norm over {Size} channels", $"an odd number of channels, 1 to {MostChannels}", "as many on one side as on the other, and the channel itself");
        if (!(K > 0 && Alpha > 0 && Beta > 0) || !float.IsFinite(K) || !float.IsFinite(Alpha) || !float.IsFinite(Beta))
            throw new DeclarationException(string.Create(CultureInfo.InvariantCulture, $"local response norm with k {K}, alpha {Alpha}, beta {Beta}"), "k, alpha and beta are above 0");
        return Sizes.Maps(inputs, Stem);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, (Size + 4) * output.Count);

    internal override void Reference<T>(ReferenceStage<T> s) => LocalResponseNormReference.Forward<T>(s.Node.Shape.Channels, Window, s.Inputs[0], s.Output);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        if (s.InputGradients[0].Length > 0) LocalResponseNormReference.Backward<T>(s.Node.Shape.Channels, Window, s.Inputs[0], s.OutputGradient, s.InputGradients[0]);
    }

    internal override void Compile(Stage s)
        => s.Emit(new LocalResponseNormForward($"{s.Name} {this}", Window, s.Input(0), s.Output, Scratch(s), s.Workers));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0))
            s.Emit(new LocalResponseNormBackward($"{s.Name} {this} backward", Window, s.Input(0), s.OutputGradient, s.InputGradient(0), Scratch(s), s.Workers, s.Accumulate(0)));
    }

    private FloatBlock Scratch(Stage s) => s.Scratch(Kernels.LocalResponseNorm.ScratchFloats(s.Node.Shape.Channels, Size, s.Workers));

    internal static LocalResponseNorm Read(OpArguments a)
    {
        int size = a.Number("number of channels");
        return new LocalResponseNorm(size, a.Real("alpha", 1e-4f), a.Real("beta", 0.75f), a.Real("k", 1));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"lrn {Size}{(Alpha == 1e-4f ? "" : $" alpha {Alpha:R}")}{(Beta == 0.75f ? "" : $" beta {Beta:R}")}{(K == 1 ? "" : $" k {K:R}")}");
}

/// <summary>The layer method of <see cref="Fovea.LocalResponseNorm"/>.</summary>
public static class LocalResponseNormLayer
{
    /// <summary>Divides each number by the strength of its neighbouring channels.</summary>
    /// <param name="x">H×W×C.</param>
    /// <param name="size">Channels of the window; odd.</param>
    /// <param name="alpha">Weight of the mean square.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="k">Added to the mean square.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The size is even, or one of the numbers is not above 0.</exception>
    public static Node LocalResponseNorm(this Node x, int size, float alpha = 1e-4f, float beta = 0.75f, float k = 1, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new LocalResponseNorm(size, alpha, beta, k), name, new SourceLine(file, line));
}
