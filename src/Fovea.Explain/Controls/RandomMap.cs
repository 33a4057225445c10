using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>A control: random numbers. A method that does no better explains nothing.</summary>
/// <remarks>
/// Formula: <c>map[i,j] ~ U(0, 1)</c>, other numbers for each image.
/// Shapes: the map has the resolution of the image.
/// Source: as RandomCAM in the pytorch-grad-cam package.
/// </remarks>
public sealed record RandomMap : PerturbationMethod
{
    /// <inheritdoc/>
    public override string Name => "Random (control)";

    private protected override string Units(string scalar) => "no unit: a control";

    private protected override Explanation One(Scorer s, Objective objective)
    {
        // The stream follows from the pixels, so that a map does not depend on the batch the image came in.
        uint image = 0;
        foreach (float v in s.Image) image = image * 16777619 ^ BitConverter.SingleToUInt32Bits(v);
        uint stream = CounterRandom.Stream("random map");
        return Made(s, objective, [.. Enumerable.Range(0, s.Shape.Height * s.Shape.Width).Select(p => CounterRandom.Uniform(Seed, stream, image, (uint)p))]);
    }
}
