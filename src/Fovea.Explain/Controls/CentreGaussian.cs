namespace Fovea.Explain;

/// <summary>A control: the middle of the image. Photographers put objects there, so it does well where a method should be measured.</summary>
/// <remarks>
/// Formula: <c>exp(−½·((i − H/2)² / (H/4)² + (j − W/2)² / (W/4)²))</c> at pixel centres.
/// Shapes: the map has the resolution of the image.
/// Source: as the centre baseline of the pointing game (Zhang et al., IJCV 2018); the width is ours.
/// </remarks>
public sealed record CentreGaussian : PerturbationMethod
{
    /// <inheritdoc/>
    public override string Name => "Centre (control)";

    private protected override string Units(string scalar) => "no unit: a control";

    private protected override Explanation One(Scorer s, Objective objective)
    {
        int height = s.Shape.Height, width = s.Shape.Width;
        return Made(s, objective, [.. Enumerable.Range(0, height * width).Select(p =>
            (float)Math.Exp(-0.5 * (Math.Pow((p / width + 0.5 - height / 2.0) / (height / 4.0), 2) + Math.Pow((p % width + 0.5 - width / 2.0) / (width / 4.0), 2))))]);
    }
}
