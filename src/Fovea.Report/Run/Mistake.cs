namespace Fovea.Report;

/// <summary>A wrong answer and how sure the network was of it.</summary>
/// <param name="Image">The image, before preprocessing.</param>
/// <param name="Actual">Its label.</param>
/// <param name="Predicted">The network's answer.</param>
/// <param name="Probability">Softmax probability of the answer, 0…1.</param>
/// <param name="ActualProbability">Softmax probability of the label, 0…1.</param>
/// <param name="Name">Where it comes from: a file name or <c>test #1234</c>.</param>
public sealed record Mistake(
    PixelImage Image, string Actual, string Predicted, double Probability, double ActualProbability, string Name);
