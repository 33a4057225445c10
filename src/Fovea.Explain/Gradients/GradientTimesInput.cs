namespace Fovea.Explain;

/// <summary>What each pixel contributes to the scalar's first-order approximation around a black preprocessed image.</summary>
/// <remarks>
/// Formula: <c>map[i,j] = Σ_c x[i,j,c]·∂s/∂x[i,j,c]</c>.
/// Shapes: the map has the resolution of the image.
/// Source: Shrikumar, Greenside, Shcherbina, Kundaje, "Not just a black box", 2016. Equals integrated gradients from zero, and LRP with ε → 0,
/// in networks of ReLUs without biases (Ancona et al., ICLR 2018), where the map sums to the scalar. The factor x makes maps of random
/// networks look alike (Adebayo et al. 2018).
/// </remarks>
public sealed record GradientTimesInput : PixelMethod
{
    /// <inheritdoc/>
    public override string Name => "Gradient × input";

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        string input = model.Graph.Input.Name + ".grad";
        using Plan plan = Run(model, images, objective, labels, [], input);
        using Tensor gradient = plan.Read(input);
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            Span<float> product = gradient.Image(n);
            ReadOnlySpan<float> x = images.Image(n);
            for (int i = 0; i < x.Length; i++) product[i] *= x[i];
            explanations[n] = Make(model, objective, plan.Values[n], product, UnitsOf(objective), null, [Completeness(Sum(product), plan.Values[n], "the scalar")]);
        }
        return explanations;
    }
}
