using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>One number for many along some of the axes, which stay with size 1: a mean over pixels, a norm over channels.</summary>
/// <remarks>
/// Formula: <c>y = mean, Σ, max, min, Σ|x| or √Σx²</c> over the named axes.
/// Shapes: H×W×C → 1 along the named axes, the others unchanged; a vector has channels only.
/// Gradients: dY times 1/n, 1, sign x or x/y; of a maximum or minimum to where it lies, in equal parts where it lies at several places.
/// Source: as PyTorch's mean, sum, amax, amin and norm with keepdim.
/// </remarks>
/// <param name="Kind">What is made of them.</param>
/// <param name="Height">Along the rows.</param>
/// <param name="Width">Along the columns.</param>
/// <param name="Channels">Along the channels.</param>
public sealed record Reduce(ReduceKind Kind, bool Height, bool Width, bool Channels) : Op
{
    /// <inheritdoc/>
    public override string Stem => "reduce";

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => Kind switch
    {
        ReduceKind.Mean or ReduceKind.Sum => BackwardReads.None,
        ReduceKind.L1 => BackwardReads.Inputs,
        _ => BackwardReads.Inputs | BackwardReads.Output,
    };

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        Shape x = Sizes.One(inputs, Stem);
        if (!(Height || Width || Channels)) throw new DeclarationException("reduce along no axis", "it names one of h, w and c, or several");
        if (!x.IsImage && (Height || Width)) throw new DeclarationException($"{this} of a vector of {x}", "a vector has channels only");
        return x.IsImage ? Shape.Image(Height ? 1 : x.Height, Width ? 1 : x.Width, Channels ? 1 : x.Channels) : Shape.Vector(1);
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, inputs[0].Count);

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        int[][] groups = Groups(s.InputShape(0), s.Node.Shape);
        for (int n = 0; n < s.Batch; n++)
            for (int g = 0; g < groups.Length; g++) s.Output[n * groups.Length + g] = AxisReductionReference.Value<T>(Kind, Values(s, n, groups[g]));
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        int[][] groups = Groups(s.InputShape(0), s.Node.Shape);
        int each = (int)s.InputShape(0).Count;
        for (int n = 0; n < s.Batch; n++)
            for (int g = 0; g < groups.Length; g++)
            {
                T[] x = Values(s, n, groups[g]);
                for (int i = 0; i < x.Length; i++)
                    s.InputGradients[0][n * each + groups[g][i]] += s.OutputGradient[n * groups.Length + g] * AxisReductionReference.Derivative(Kind, x, s.Output[n * groups.Length + g], x[i]);
            }
    }

    // For each number of the output the indices of those it is made of.
    private static int[][] Groups(Shape x, Shape y)
    {
        int[] map = Stretching.Map(y, x);
        return [.. Enumerable.Range(0, map.Length).GroupBy(i => map[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];
    }

    private static T[] Values<T>(ReferenceStage<T> s, int n, int[] group) where T : struct, System.Numerics.IFloatingPointIeee754<T>
        => Array.ConvertAll(group, i => s.Inputs[0][n * (int)s.InputShape(0).Count + i]);

    internal override void Compile(Stage s) => s.Emit(new ReduceForward($"{s.Name} {this}", Kind, s.Input(0), s.Output));

    internal override void CompileBackward(Stage s)
    {
        if (!s.NeedsInputGradient(0)) return;
        Maps x = (BackwardReads & BackwardReads.Inputs) != 0 ? s.Input(0) : s.InputGradient(0), y = (BackwardReads & BackwardReads.Output) != 0 ? s.Output : s.OutputGradient;
        s.Emit(new ReduceBackward($"{s.Name} {this} backward", Kind, x, y, s.OutputGradient, s.InputGradient(0), s.Accumulate(0)));
    }

    internal static Reduce Read(OpArguments a)
    {
        string kind = a.Word("kind such as mean"), axes = a.Word("axes such as hw");
        if (!Enum.GetValues<ReduceKind>().Any(k => Word(k) == kind))
            throw new DeclarationException($"reduce: '{kind}' is no reduction", string.Join(", ", Enum.GetValues<ReduceKind>().Select(Word)));
        if (axes.Any(c => !Axes.Letters.Contains(c)) || axes.Distinct().Count() != axes.Length) throw new DeclarationException($"reduce: '{axes}' names no axes", "h, w and c, each at most once");
        return new(Enum.GetValues<ReduceKind>().First(k => Word(k) == kind), axes.Contains('h'), axes.Contains('w'), axes.Contains('c'));
    }

    private static string Word(ReduceKind kind) => kind.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => $"{Stem} {Word(Kind)} {(Height ? "h" : "")}{(Width ? "w" : "")}{(Channels ? "c" : "")}";
}

/// <summary>The layer method of <see cref="Fovea.Reduce"/>.</summary>
public static class ReduceLayer
{
    /// <summary>One number for many along some of the axes, which stay with size 1.</summary>
    /// <param name="x">H×W×C or a vector.</param>
    /// <param name="kind">What is made of them.</param>
    /// <param name="height">Along the rows.</param>
    /// <param name="width">Along the columns.</param>
    /// <param name="channels">Along the channels.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">No axis, or rows or columns of a vector.</exception>
    public static Node Reduce(this Node x, ReduceKind kind, bool height = false, bool width = false, bool channels = false, string? name = null,
        [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Then(new Reduce(kind, height, width, channels), name, new SourceLine(file, line));
}
