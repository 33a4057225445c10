namespace Fovea;

/// <summary>A declaration as far as it makes sense.</summary>
/// <param name="Graph">
/// The network, or all nodes that were declared before the problem, the last of them as output; null when not even the input is there.
/// </param>
/// <param name="Problem">Why the network does not go on; null when it is whole.</param>
public sealed record PartialNet(Graph? Graph, DeclarationException? Problem);
