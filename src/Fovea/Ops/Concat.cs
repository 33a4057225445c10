using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Values joined along the channels.</summary>
/// <remarks>
/// Formula: <c>y[i,j] = (x₁[i,j], x₂[i,j], …)</c>.
/// Shapes: H×W×C₁, H×W×C₂, … → H×W×(C₁ + C₂ + …); vectors likewise.
/// Gradients: each input gets its channels of dY.
/// Source: Szegedy et al., "Going deeper with convolutions", 2014.
/// </remarks>
public sealed record Concat : Op
{
    /// <inheritdoc/>
    public override string Stem => "concat";

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count < 2) throw new DeclarationException($"concat joins two values or more, got {inputs.Count}");
        if (inputs.Any(s => s.Rank != inputs[0].Rank || s.Height != inputs[0].Height || s.Width != inputs[0].Width))
            throw new DeclarationException($"concat cannot join {string.Join(" and ", inputs)}", "height and width are alike");
        long total = inputs.Sum(s => (long)s.Channels);
        if (total > int.MaxValue) throw new DeclarationException($"concat joins {total:N0} channels", $"at most {int.MaxValue:N0}");
        int channels = (int)total;
        return inputs[0].IsImage ? Shape.Image(inputs[0].Height, inputs[0].Width, channels) : Shape.Vector(channels);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (input, from, to, n) => Array.Copy(s.Inputs[input], from, s.Output, to, n));

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (input, to, from, n) =>
    {
        for (int c = 0; c < n; c++) s.InputGradients[input][to + c] += s.OutputGradient[from + c];
    });

    // Calls back for each input and pixel: input, offset there, offset in the output, channels.
    private static void Each<T>(ReferenceStage<T> s, Action<int, int, int, int> copy) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        int pixels = s.Batch * s.Node.Shape.Height * s.Node.Shape.Width, channels = s.Node.Shape.Channels, first = 0;
        for (int i = 0; i < s.Inputs.Length; i++)
        {
            int own = s.InputShape(i).Channels;
            for (int p = 0; p < pixels; p++) copy(i, p * own, p * channels + first, own);
            first += own;
        }
    }

    internal override void Compile(Stage s)
    {
        if (!Enumerable.Range(0, s.Inputs).All(s.IsSlice))
            s.Emit(new ConcatForward($"{s.Name} concat", [.. Enumerable.Range(0, s.Inputs).Select(s.Input)], s.Output));
    }

    internal override void CompileBackward(Stage s)
    {
        int channel = 0;
        for (int i = 0; i < s.Inputs; i++)
        {
            if (s.NeedsInputGradient(i)) s.Emit(new ConcatBackward($"{s.Name} concat backward", s.OutputGradient, channel, s.InputGradient(i), s.Accumulate(i)));
            channel += s.InputShape(i).Channels;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Concat"/>.</summary>
public static class ConcatLayer
{
    /// <summary>Joins values along the channels.</summary>
    /// <param name="x">The first.</param>
    /// <param name="others">The rest.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">Heights or widths differ.</exception>
    public static Node Concat(this Node x, IEnumerable<Node> others, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Concat(), [x, .. others], name, new SourceLine(file, line));
}
