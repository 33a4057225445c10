using Fovea.Kernels;

namespace Fovea;

/// <summary>What a plan chose for one computation of a convolution, and the calls that came of it.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Geometry">Its sizes.</param>
/// <param name="Direction">What is computed.</param>
/// <param name="Algorithm">By which algorithm.</param>
/// <param name="Measured">The measurement that decided; null when the table did.</param>
internal sealed record ChosenAlgorithm(Node Node, ConvGeometry Geometry, ConvDirection Direction, ConvAlgorithm Algorithm, AlgorithmChoice? Measured)
{
    /// <summary>The calls of a run, those included that bring changed weights into order.</summary>
    public List<Call> Calls { get; } = [];
}
