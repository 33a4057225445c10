using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Values joined along the channels, or along another axis.</summary>
/// <remarks>
/// Formula: <c>y[i,j] = (x₁[i,j], x₂[i,j], …)</c>; along rows or columns one image beside the other.
/// Shapes: H×W×C₁, H×W×C₂, … → H×W×(C₁ + C₂ + …); vectors likewise; along another axis as the sizes there.
/// Gradients: each input gets its part of dY.
/// Source: Szegedy et al., "Going deeper with convolutions", 2014.
/// </remarks>
/// <param name="Axis">Along which axis.</param>
public sealed record Concat(Axis Axis = Axis.Channels) : Op
{
    /// <inheritdoc/>
    public override string Stem => "concat";

    internal override bool JoinsBranches => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count < 2) throw new DeclarationException($"concat joins two values or more, got {inputs.Count}");
        Shape one = inputs[0];
        bool rows = Axis == Axis.Height, columns = Axis == Axis.Width, channels = Axis == Axis.Channels;
        if (inputs.Any(s => s.Rank != one.Rank || (!rows && s.Height != one.Height) || (!columns && s.Width != one.Width) || (!channels && s.Channels != one.Channels)))
            throw new DeclarationException($"concat cannot join {string.Join(" and ", inputs)}", channels ? "height and width are alike" : "the other two sizes are alike");
        if (!channels && !one.IsImage) throw new DeclarationException($"concat along {Axis.Letter()} of vectors", "a vector has channels only");
        long total = inputs.Sum(s => (long)s.Size(Axis));
        if (total > int.MaxValue) throw new DeclarationException($"concat joins {total:N0} {(channels ? "channels" : "pixels")}", $"at most {int.MaxValue:N0}");
        int size = (int)total;
        return !one.IsImage ? Shape.Vector(size) : Shape.Image(rows ? size : one.Height, columns ? size : one.Width, channels ? size : one.Channels);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => default;

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (input, from, to, n) => Array.Copy(s.Inputs[input], from, s.Output, to, n));

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (input, to, from, n) =>
    {
        for (int c = 0; c < n; c++) s.InputGradients[input][to + c] += s.OutputGradient[from + c];
    });

    // Calls back for each input and run of numbers: input, offset there, offset in the output, numbers.
    private void Each<T>(ReferenceStage<T> s, Action<int, int, int, int> copy) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        Shape y = s.Node.Shape;
        int outer = s.Batch * (Axis == Axis.Height ? 1 : y.Height) * (Axis == Axis.Channels ? y.Width : 1), all = s.Output.Length / outer, first = 0;
        for (int i = 0; i < s.Inputs.Length; i++)
        {
            int own = s.Inputs[i].Length / outer;
            for (int p = 0; p < outer; p++) copy(i, p * own, p * all + first, own);
            first += own;
        }
    }

    internal override void Compile(Stage s)
    {
        if (Axis != Axis.Channels)
            for (int i = 0, at = 0; i < s.Inputs; at += s.InputShape(i++).Size(Axis)) s.Emit(new CopyCall($"{s.Name} {this}", s.Input(i), Part(s.Output, at, s.InputShape(i))));
        else if (!Enumerable.Range(0, s.Inputs).All(s.IsSlice))
            s.Emit(new ConcatForward($"{s.Name} concat", [.. Enumerable.Range(0, s.Inputs).Select(s.Input)], s.Output));
    }

    internal override void CompileBackward(Stage s)
    {
        for (int i = 0, at = 0; i < s.Inputs; at += s.InputShape(i++).Size(Axis))
        {
            if (!s.NeedsInputGradient(i)) continue;
            string name = $"{s.Name} {this} backward";
            s.Emit(Axis == Axis.Channels
                ? new ConcatBackward(name, s.OutputGradient, at, s.InputGradient(i), s.Accumulate(i))
                : new CopyCall(name, Part(s.OutputGradient, at, s.InputShape(i)), s.InputGradient(i), accumulate: s.Accumulate(i)));
        }
    }

    private Maps Part(Maps y, int at, Shape x) => MapsCopy.Window(y, Axis == Axis.Height ? at : 0, Axis == Axis.Width ? at : 0, x.Height, x.Width);

    internal static Concat Read(OpArguments a) => new(a.Flag("h") ? Axis.Height : a.Flag("w") ? Axis.Width : Axis.Channels);

    /// <inheritdoc/>
    public override string ToString() => Axis == Axis.Channels ? Stem : $"{Stem} {Axis.Letter()}";
}

/// <summary>The layer method of <see cref="Fovea.Concat"/>.</summary>
public static class ConcatLayer
{
    /// <summary>Joins values along the channels, or along another axis.</summary>
    /// <param name="x">The first.</param>
    /// <param name="others">The rest.</param>
    /// <param name="axis">Along which axis.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">Sizes along the other axes differ.</exception>
    public static Node Concat(this Node x, IEnumerable<Node> others, Axis axis = Axis.Channels, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Concat(axis), [x, .. others], name, new SourceLine(file, line));
}
