using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The sum of two or more values: the end of a residual block.</summary>
/// <remarks>
/// Formula: <c>y = x₁ + x₂ + …</c>.
/// Shapes: all alike, or with axes of size 1, which stretch: H×W×C and 1×1×C (or a vector C) → H×W×C.
/// Gradients: dY to every term, summed over the axes along which it was stretched.
/// Source: He, Zhang, Ren, Sun, "Deep residual learning", 2015.
/// </remarks>
public sealed record Add : Op
{
    /// <inheritdoc/>
    public override string Stem => "add";

    internal override bool JoinsBranches => true;

    internal override bool Fuses(Clamp clamp) => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count < 2) throw new DeclarationException($"add joins two values or more, got {inputs.Count}");
        return Stretching.Join(inputs, Stem, "give the shortcut a 1×1 convolution with the same stride and channels: residual(… ; conv C 1x1 stride S nobias | bn)");
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count * (inputs.Count - 1));

    internal override void Reference<T>(ReferenceStage<T> s) => Each(s, (input, from, to) => s.Output[to] += s.Inputs[input][from]);

    internal override void ReferenceBackward<T>(ReferenceStage<T> s) => Each(s, (input, to, from) => s.InputGradients[input][to] += s.OutputGradient[from]);

    // Calls back for each input and element: input, index there, index in the output.
    private static void Each<T>(ReferenceStage<T> s, Action<int, int, int> term) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        for (int i = 0; i < s.Inputs.Length; i++)
        {
            int[] map = Stretching.Map(s.InputShape(i), s.Node.Shape);
            for (int n = 0, own = (int)s.InputShape(i).Count; n < s.Batch; n++)
                for (int e = 0; e < map.Length; e++) term(i, n * own + map[e], n * map.Length + e);
        }
    }

    internal override void Compile(Stage s)
    {
        string name = $"{s.Name} add{(s.IsClamped ? $"+{s.Clamp.ToString().ToLowerInvariant()}" : "")}";
        if (Stretching.IsPlain(s.Node)) s.Emit(new SumForward(name, [.. Enumerable.Range(0, s.Inputs).Select(s.Input)], s.Output, s.Clamp));
        else
            for (int i = 1; i < s.Inputs; i++)
                s.Emit(new BinaryForward(name, BinaryKind.Add, i == 1 ? s.Input(0) : s.Output, s.Input(i), s.Output, i == s.Inputs - 1 ? s.Clamp : Clamp.None));
    }

    internal override void CompileBackward(Stage s)
    {
        for (int i = 0; i < s.Inputs; i++)
        {
            if (!s.NeedsInputGradient(i) || s.SharesGradient(i)) continue;
            Maps dy = s.OutputGradient, dx = s.InputGradient(i);
            s.Emit((dx.H, dx.W, dx.C) == (dy.H, dy.W, dy.C)
                ? new CopyCall($"{s.Name} add backward", dy, dx, accumulate: s.Accumulate(i))
                : new BinaryBackward($"{s.Name} add backward", BinaryKind.Add, false, dy, dy, dy, dx, s.Accumulate(i)));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Add"/>.</summary>
public static class AddLayer
{
    /// <summary>The sum of two values; an axis of size 1 stretches.</summary>
    /// <param name="x">One term.</param>
    /// <param name="other">The other.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The shapes differ along an axis where neither has size 1.</exception>
    public static Node Add(this Node x, Node other, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Add(), [x, other], name, new SourceLine(file, line));
}
