using System.Globalization;

namespace Fovea.Data;

/// <summary>What a classifier says about an image.</summary>
/// <param name="Classes">Every class, the most probable first; equal ones in the model's order.</param>
public sealed record Prediction(IReadOnlyList<ClassProbability> Classes)
{
    /// <summary>The most probable class.</summary>
    public string Label => Classes[0].Label;

    /// <summary>Its number in the model.</summary>
    public int Index => Classes[0].Index;

    /// <summary>Its softmax probability, 0 … 1. A trained network is usually surer than it is right.</summary>
    public double Probability => Classes[0].Probability;

    /// <summary>The first three: <c>Ankle boot 98.7 %, Sneaker 1.1 %, Sandal 0.2 %</c>.</summary>
    public override string ToString() => string.Join(", ", Classes.Take(3));
}

/// <summary>A class and how probable it is.</summary>
/// <param name="Index">Its number in the model.</param>
/// <param name="Label">Its name.</param>
/// <param name="Probability">0 … 1.</param>
public readonly record struct ClassProbability(int Index, string Label, double Probability)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Label} {100 * Probability:F1} %");
}
