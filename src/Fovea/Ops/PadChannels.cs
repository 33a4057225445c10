using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Zero channels in front of and behind a value's own.</summary>
/// <remarks>
/// Formula: <c>y[i,j,c] = x[i,j,c − before]</c>, 0 beyond the channels of x.
/// Shapes: H×W×C → H×W×(before + C + behind); vectors likewise.
/// Gradients: the middle channels of dY.
/// Source: He, Zhang, Ren, Sun, "Deep residual learning", 2015, shortcut A: "identity mapping, with extra zero entries padded".
/// </remarks>
/// <param name="Before">Zero channels in front.</param>
/// <param name="Behind">Zero channels behind.</param>
public sealed record PadChannels(int Before, int Behind) : Op
{
    private const int Most = 1 << 20;

    /// <inheritdoc/>
    public override string Stem => "padchannels";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.One(inputs, Stem);
        if (Before is < 0 or > Most || Behind is < 0 or > Most) throw new DeclarationException($"padding {Before} channels before and {Behind} behind", $"0 to {Most:N0} channels on a side");
        int channels = checked(Before + x.Channels + Behind);
        return x.IsImage ? Shape.Image(x.Height, x.Width, channels) : Shape.Vector(channels);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (inner, outer, n) => Array.Copy(s.Inputs[0], inner, s.Output, outer, n));

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (inner, outer, n) =>
    {
        for (int c = 0; c < n; c++) s.InputGradients[0][inner + c] += s.OutputGradient[outer + c];
    });

    // Calls back for each pixel: offset in the input, offset in the output, channels.
    private void Each<T>(ReferenceStage<T> s, Action<int, int, int> pixel) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        int own = s.InputShape(0).Channels, all = s.Node.Shape.Channels;
        for (int p = 0; p < s.Inputs[0].Length / own; p++) pixel(p * own, p * all + Before, own);
    }

    internal override void Compile(Stage s) => s.Emit(new PadChannelsForward($"{s.Name} {this}", s.Input(0), s.Output, Before));

    internal override void CompileBackward(Stage s)
    {
        if (s.NeedsInputGradient(0)) s.Emit(new ConcatBackward($"{s.Name} {this} backward", s.OutputGradient, Before, s.InputGradient(0), s.Accumulate(0)));
    }

    internal static PadChannels Read(OpArguments a) => new(a.Number("number of zero channels in front"), a.Number("number of zero channels behind"));

    /// <inheritdoc/>
    public override string ToString() => $"{Stem} {Before} {Behind}";
}

/// <summary>The layer method of <see cref="Fovea.PadChannels"/>.</summary>
public static class PadChannelsLayer
{
    /// <summary>Zero channels in front of and behind a value's own.</summary>
    /// <param name="x">H×W×C or a vector.</param>
    /// <param name="before">Zero channels in front.</param>
    /// <param name="behind">Zero channels behind.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">A negative number of channels.</exception>
    public static Node PadChannels(this Node x, int before, int behind, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new PadChannels(before, behind), name, new SourceLine(file, line));
}
