namespace Fovea.Analysis;

/// <summary>What some steps of training did to the weights.</summary>
/// <param name="Steps">Steps that were measured.</param>
/// <param name="LearningRate">Of these steps.</param>
/// <param name="Nodes">Convolutions and dense layers, in the order of the network.</param>
public sealed record StepFacts(int Steps, double LearningRate, IReadOnlyList<NodeSteps> Nodes);

/// <summary>What the steps did to the weights of one node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="GradientNorm">Euclidean norm of the gradient of its weights at the first step.</param>
/// <param name="UpdateRatio">‖Δw‖ / ‖w‖, the median over the steps.</param>
public sealed record NodeSteps(string Node, double GradientNorm, double UpdateRatio);
