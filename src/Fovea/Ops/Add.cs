using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>The sum of two or more values: the end of a residual block.</summary>
/// <remarks>
/// Formula: <c>y = x₁ + x₂ + …</c>.
/// Shapes: all alike.
/// Gradients: dY to every term.
/// Source: He, Zhang, Ren, Sun, "Deep residual learning", 2015.
/// </remarks>
public sealed record Add : Op
{
    /// <inheritdoc/>
    public override string Stem => "add";

    internal override bool Fuses(Clamp clamp) => true;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count < 2) throw new DeclarationException($"add joins two values or more, got {inputs.Count}");
        if (inputs.Any(s => s != inputs[0]))
            throw new DeclarationException($"add cannot join {string.Join(" and ", inputs)}", "all shapes are alike",
                "give the shortcut a 1×1 convolution with the same stride and channels: residual(… ; conv C 1x1 stride S nobias | bn)");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output) => new(0, output.Count * (inputs.Count - 1));

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        foreach (T[] x in s.Inputs)
            for (int i = 0; i < x.Length; i++) s.Output[i] += x[i];
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        for (int i = 0; i < s.Inputs.Length; i++) s.AddInputGradient(i, s.OutputGradient);
    }

    internal override void Compile(Stage s)
        => s.Emit(new SumForward($"{s.Name} add{(s.IsClamped ? $"+{s.Clamp.ToString().ToLowerInvariant()}" : "")}", [.. Enumerable.Range(0, s.Inputs).Select(s.Input)], s.Output, s.Clamp));

    internal override void CompileBackward(Stage s)
    {
        for (int i = 0; i < s.Inputs; i++)
            if (s.NeedsInputGradient(i) && !s.SharesGradient(i))
                s.Emit(new CopyCall($"{s.Name} add backward", s.OutputGradient, s.InputGradient(i), accumulate: s.Accumulate(i)));
    }

    /// <inheritdoc/>
    public override string ToString() => Stem;
}

/// <summary>The layer method of <see cref="Fovea.Add"/>.</summary>
public static class AddLayer
{
    /// <summary>The sum of two values of the same shape.</summary>
    /// <param name="x">One term.</param>
    /// <param name="other">The other.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The shapes differ.</exception>
    public static Node Add(this Node x, Node other, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => x.Builder.Add(new Add(), [x, other], name, new SourceLine(file, line));
}
