using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>How much the scalar changes when a pixel changes a little.</summary>
/// <remarks>
/// Formula: <c>map[i,j] = max_c |∂s/∂x[i,j,c]|</c>, in the units of the preprocessed image.
/// Shapes: the map has the resolution of the image.
/// Source: Simonyan, Vedaldi, Zisserman 2013; with <see cref="Rule"/> guided: Springenberg et al. 2015, deconvnet: Zeiler, Fergus 2014.
/// Plain gradients pass the sanity checks of Adebayo et al. 2018; guided backprop does not depend much on the weights and fails them.
/// </remarks>
/// <param name="Rule">What ReLU lets through on the way back.</param>
public sealed record Saliency(ReluRule Rule = ReluRule.Standard) : ExplanationMethod
{
    /// <inheritdoc/>
    public override string Name => Rule switch
    {
        ReluRule.Guided => "Guided backprop",
        ReluRule.Deconvnet => "Deconvnet",
        _ => "Saliency",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        using Plan plan = Run(model, images, objective, labels, Rule, "input.grad");
        using Tensor gradient = plan.Read("input.grad");
        Shape shape = model.Graph.Input.Shape;
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            var map = new float[shape.Height * shape.Width];
            ReadOnlySpan<float> g = gradient.Image(n);
            for (int i = 0; i < g.Length; i++) map[i / shape.Channels] = Math.Max(map[i / shape.Channels], Math.Abs(g[i]));
            string? warning = Rule == ReluRule.Standard ? null : "this method fails the model-randomisation check (Adebayo et al. 2018): it shows edges of the image more than reasons of the network";
            explanations[n] = new Explanation(Name, objective, plan.Values[n], shape.Height, shape.Width, map, SoftmaxWarning(model, objective) ?? warning);
        }
        return explanations;
    }
}
