namespace Fovea.Analysis;

/// <summary>What the weights of a network look like.</summary>
/// <param name="Nodes">Convolutions and dense layers, in the order of the network.</param>
public sealed record WeightFacts(IReadOnlyList<NodeWeights> Nodes);

/// <summary>The weights of one node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Filters">Output channels or units.</param>
/// <param name="FanIn">Weights of one filter.</param>
/// <param name="Identical">Filters whose cosine with an earlier filter exceeds 0.999; a filter of zeros equals another filter of zeros.</param>
/// <param name="Norm">Euclidean norm of all weights.</param>
public sealed record NodeWeights(string Node, int Filters, int FanIn, int Identical, double Norm)
{
    /// <summary>The cosine from which on two filters count as identical.</summary>
    public const double IdenticalFrom = 0.999;
}
