using System.Runtime.CompilerServices;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Multi-head scaled dot-product attention: every token gathers from all tokens, weighted by how its query meets their keys.</summary>
/// <remarks>
/// Formula: for each head of d channels <c>y = softmax(q·kᵀ / √d)·v</c>. The projections around it are 1×1 convolutions.
/// Shapes: q L×1×D, k and v M×1×D → L×1×D; D is a multiple of the heads.
/// Gradients: q, k and v; scores are computed again from the inputs.
/// Source: Vaswani et al., "Attention is all you need", 2017; computed block by block as in Dao et al., "FlashAttention", 2022.
/// </remarks>
/// <param name="Heads">Heads.</param>
public sealed record Attention(int Heads) : Op
{
    /// <inheritdoc/>
    public override string Stem => "attention";

    internal override bool JoinsBranches => true;

    /// <inheritdoc/>
    public override BackwardReads BackwardReads => BackwardReads.Inputs | BackwardReads.Output;

    /// <inheritdoc/>
    public override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count != 3) throw new DeclarationException($"attention joins queries, keys and values, got {inputs.Count} values", null, $"write {this}(q ; k ; v); an empty branch is the input");
        foreach (Shape x in inputs) _ = Sizes.Tokens([x], Stem);
        int channels = inputs[0].Channels;
        if (inputs.Any(x => x.Channels != channels) || inputs[1] != inputs[2])
            throw new DeclarationException($"attention cannot join {string.Join(" and ", inputs)}", "queries L×1×D, keys and values M×1×D");
        if (Heads < 1 || channels % Heads != 0) throw new DeclarationException($"{Heads} heads of {channels} channels", "the channels are a multiple of the heads");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Cost Cost(IReadOnlyList<Shape> inputs, Shape output)
        => new(2L * inputs[0].Height * inputs[1].Height * output.Channels, 3L * Heads * inputs[0].Height * inputs[1].Height);

    internal override void Reference<T>(ReferenceStage<T> s)
    {
        for (int n = 0; n < s.Batch; n++)
            AttentionReference.Forward<T>(Heads, s.Node.Shape.Channels, One(s, s.Inputs[0], n), One(s, s.Inputs[1], n), One(s, s.Inputs[2], n), One(s, s.Output, n));
    }

    internal override void ReferenceBackward<T>(ReferenceStage<T> s)
    {
        for (int n = 0; n < s.Batch; n++)
            AttentionReference.Backward<T>(Heads, s.Node.Shape.Channels, One(s, s.Inputs[0], n), One(s, s.Inputs[1], n), One(s, s.Inputs[2], n), One(s, s.OutputGradient, n),
                One(s, s.InputGradients[0], n), One(s, s.InputGradients[1], n), One(s, s.InputGradients[2], n));
    }

    private static Span<T> One<T>(ReferenceStage<T> s, T[] all, int n) where T : struct, System.Numerics.IFloatingPointIeee754<T>
        => all.AsSpan(n * (all.Length / s.Batch), all.Length / s.Batch);

    internal override void Compile(Stage s)
    {
        AttentionGeometry g = Geometry(s);
        s.Emit(new AttentionForward($"{s.Name} {this} {g.Queries}×{g.Keys}×{g.Channels}", g, s.Input(0), s.Input(1), s.Input(2), s.Output,
            s.Options.Objective is null ? default : LogSums(s, g), s.Scratch(s.Workers * AttentionForward.ScratchFloats(g)), s.Workers, s.Variant));
    }

    internal override void CompileBackward(Stage s)
    {
        AttentionGeometry g = Geometry(s);
        var gradients = new AttentionBackward.Gradient[3];
        for (int i = 0; i < 3; i++)
            if (s.NeedsInputGradient(i)) gradients[i] = new(s.InputGradient(i), s.Accumulate(i));
        s.Emit(new AttentionBackward($"{s.Name} {this} backward", g, s.Input(0), s.Input(1), s.Input(2), s.Output, s.OutputGradient, LogSums(s, g),
            gradients[0], gradients[1], gradients[2], s.Scratch(s.Workers * AttentionBackward.ScratchFloats(g)), s.Workers, s.Variant));
    }

    private AttentionGeometry Geometry(Stage s) => new(Heads, s.InputShape(0).Height, s.InputShape(1).Height, s.Node.Shape.Channels);

    private FloatBlock LogSums(Stage s, AttentionGeometry g) => s.Keep("log sums", (long)s.MaxBatch * Heads * g.Queries);

    internal static Attention Read(OpArguments a) => new(a.Number("number of heads"));

    /// <inheritdoc/>
    public override string ToString() => $"{Stem} {Heads}";
}

/// <summary>The layer method of <see cref="Fovea.Attention"/>.</summary>
public static class AttentionLayer
{
    /// <summary>Multi-head scaled dot-product attention; the queries are the receiver.</summary>
    /// <param name="queries">L×1×D.</param>
    /// <param name="keys">M×1×D.</param>
    /// <param name="values">M×1×D.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="name">Name of the node; null counts.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="DeclarationException">The values are no tokens, or their channels no multiple of the heads.</exception>
    public static Node Attention(this Node queries, Node keys, Node values, int heads, string? name = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => queries.Builder.Add(new Attention(heads), [queries, keys, values], name, new SourceLine(file, line));
}
