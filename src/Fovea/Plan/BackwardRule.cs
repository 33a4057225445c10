namespace Fovea;

/// <summary>
/// Replaces the gradient of some nodes on the way back: guided backpropagation, DeepLIFT and layer-wise relevance propagation are gradients with
/// other rules. The model is not touched, and nodes that a rule does not replace keep their gradient. A plan with rules computes every node on its own.
/// </summary>
/// <remarks>What a rule computes may allocate and takes its own time; a plan without rules does not know of them.</remarks>
public abstract record BackwardRule
{
    /// <summary>True where this rule takes the place of the node's gradient.</summary>
    public abstract bool Replaces(Node node);

    /// <summary>Adds to <see cref="RuleStage.InputGradients"/> what takes the place of the gradient of the inputs.</summary>
    public abstract void Propagate(RuleStage s);
}

/// <summary>What a rule sees at one node: dense N H W C arrays of the images in this run.</summary>
public sealed class RuleStage
{
    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>The network.</summary>
    public required Graph Graph { get; init; }

    /// <summary>The model's values.</summary>
    public required Parameters Parameters { get; init; }

    /// <summary>Images of the run.</summary>
    public required int Batch { get; init; }

    /// <summary>Most threads that it may use.</summary>
    public required int Threads { get; init; }

    /// <summary>The inputs' activations.</summary>
    public required IReadOnlyList<float[]> Inputs { get; init; }

    /// <summary>The node's activation.</summary>
    public required float[] Output { get; init; }

    /// <summary>What has come back to the output: a gradient, or what the rules make of it.</summary>
    public required float[] OutputGradient { get; init; }

    /// <summary>What goes back to the inputs, all zero at first; empty where nobody wants it.</summary>
    public required IReadOnlyList<float[]> InputGradients { get; init; }

    /// <summary>A parameter of the node by its suffix; empty when it has none.</summary>
    public ReadOnlySpan<float> Parameter(string suffix) => ParameterOf(Node, suffix);

    /// <summary>A parameter of another node by its suffix; empty when it has none.</summary>
    public ReadOnlySpan<float> ParameterOf(Node node, string suffix)
        => Parameters.Contains($"{node.Name}.{suffix}") ? Parameters[$"{node.Name}.{suffix}"] : default;
}
