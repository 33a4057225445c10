namespace Fovea;

/// <summary>
/// A named application of an <see cref="Fovea.Op"/> to earlier nodes. One node, one output, so its name is the activation's name.
/// </summary>
public sealed class Node
{
    internal Node(GraphBuilder builder, int index, string name, Op op, IReadOnlyList<Node> inputs, Shape shape, SourceLine source)
    {
        Builder = builder;
        Index = index;
        Name = name;
        Op = op;
        Inputs = inputs;
        Shape = shape;
        Source = source;
        Parameters = op.Parameters([.. inputs.Select(i => i.Shape)]);
    }

    /// <summary>Position in the order of declaration.</summary>
    public int Index { get; }

    /// <summary>Unique in its graph: <c>conv1</c>, in a block <c>stage1.conv1</c>.</summary>
    public string Name { get; }

    /// <summary>What it computes.</summary>
    public Op Op { get; }

    /// <summary>What it reads, in order.</summary>
    public IReadOnlyList<Node> Inputs { get; }

    /// <summary>Shape of its activation for one image.</summary>
    public Shape Shape { get; }

    /// <summary>Where it was declared.</summary>
    public SourceLine Source { get; }

    /// <summary>What it owns.</summary>
    public IReadOnlyList<ParameterSpec> Parameters { get; }

    /// <summary>Number of trainable values.</summary>
    public long ParameterCount => Parameters.Where(p => p.IsTrainable).Sum(p => p.Shape.Count);

    /// <summary>What it costs for one image.</summary>
    public Cost Cost => Op.Cost([.. Inputs.Select(i => i.Shape)], Shape);

    internal GraphBuilder Builder { get; }

    /// <summary>Full name of one of its parameters: <c>conv1.weight</c>.</summary>
    public string ParameterName(ParameterSpec spec) => $"{Name}.{spec.Suffix}";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Op} → {Shape}";

    internal Node Then(Op op, string? name, SourceLine source) => Builder.Add(op, [this], name, source);
}
