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

    /// <summary>Images to train on; null when nobody said.</summary>
    public long? TrainingImages { get; init; }

    /// <summary>True when the rest that fills no batch is left out of an epoch.</summary>
    public bool DropsLast { get; init; }

    /// <summary>Classes of the data; null when nobody said.</summary>
    public int? Classes { get; init; }

    /// <summary>True when images are changed at random while training; null when nobody said.</summary>
    public bool? Augmented { get; init; }

    /// <summary>Weight decay of the training; null when nobody said.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>For each measured node the share, in (0, 1], of its channels' directions that hold 99 % of the variance; null when not measured.</summary>
    public IReadOnlyDictionary<string, double>? Saturation { get; init; }

    /// <summary>Why the network could not be built to its end; null when it could.</summary>
    public DeclarationException? Broken { get; init; }

    /// <summary>The receptive field of every node.</summary>
    public IReadOnlyDictionary<Node, ReceptiveField> Fields => fields ??= ReceptiveField.Of(Graph);
}
