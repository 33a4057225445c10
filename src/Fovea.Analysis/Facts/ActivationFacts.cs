namespace Fovea.Analysis;

/// <summary>What the nodes of a network gave on images.</summary>
public sealed record ActivationFacts
{
    /// <summary>Images that were looked at.</summary>
    public required int Images { get; init; }

    /// <summary>False when the weights were the first ones.</summary>
    public required bool Trained { get; init; }

    /// <summary>Convolutions, dense layers and activations, in the order of the network.</summary>
    public required IReadOnlyList<NodeActivity> Nodes { get; init; }
}

/// <summary>What one node gave.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Units">Channels of feature maps, or elements of a vector.</param>
/// <param name="Dead">Units that were never above 0, on any image and at any place.</param>
/// <param name="Mean">Over images, places and units.</param>
/// <param name="Std">Standard deviation over images, places and units.</param>
/// <param name="Least">The smallest value.</param>
/// <param name="Most">The largest value.</param>
/// <param name="Redundant">Units whose correlation with an earlier unit is beyond ±0.95 over images and places; units that do not vary are left out.</param>
public sealed record NodeActivity(string Node, int Units, int Dead, double Mean, double Std, double Least, double Most, int Redundant = 0)
{
    /// <summary>Magnitude of the correlation from which on a unit counts as redundant.</summary>
    public const double RedundantFrom = 0.95;
}
