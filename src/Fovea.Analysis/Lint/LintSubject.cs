namespace Fovea.Analysis;

/// <summary>
/// What is linted: a declaration, and what is known beyond it. A rule that needs a fact which is not there says nothing. No weights are
/// needed for the declaration alone, so a network of any size can be linted before it is built.
/// </summary>
/// <param name="Graph">The network, as far as it could be built.</param>
/// <param name="Name">What it is called.</param>
public sealed record LintSubject(Graph Graph, string Name)
{
    private IReadOnlyDictionary<Node, ReceptiveField>? fields;

    /// <summary>Images in one training step, for rules about batch norm and memory.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Why the network could not be built to its end; null when it could.</summary>
    public DeclarationException? Broken { get; init; }

    /// <summary>What was measured on the images; null without data.</summary>
    public DataFacts? Data { get; init; }

    /// <summary>What the nodes give on images; null without data.</summary>
    public ActivationFacts? Activations { get; init; }

    /// <summary>What the weights look like; null when only the declaration is known.</summary>
    public WeightFacts? Weights { get; init; }

    /// <summary>What steps of training do to the weights; null without data.</summary>
    public StepFacts? Steps { get; init; }

    /// <summary>What a training run recorded; null without a run.</summary>
    public RunFacts? Run { get; init; }

    /// <summary>What the trained network answers; null for an untrained one.</summary>
    public AnswerFacts? Answers { get; init; }

    /// <summary>How the network begins; null for a trained one.</summary>
    public StartFacts? Start { get; init; }

    /// <summary>The receptive field of every node.</summary>
    public IReadOnlyDictionary<Node, ReceptiveField> Fields => fields ??= ReceptiveField.Of(Graph);
}
