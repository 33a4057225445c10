using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>How much the scalar changes when a pixel changes a little.</summary>
/// <remarks>
/// Formula: <c>map[i,j] = max_c |∂s/∂x[i,j,c]|</c>, or the signed sum <c>Σ_c ∂s/∂x[i,j,c]</c>, in the units of the preprocessed image.
/// Shapes: the map has the resolution of the image.
/// Source: Simonyan, Vedaldi, Zisserman 2013; with <see cref="Rule"/> guided: Springenberg et al. 2015, deconvnet: Zeiler, Fergus 2014.
/// Plain gradients pass the sanity checks of Adebayo et al. 2018; guided backprop does not depend much on the weights and fails them.
/// </remarks>
public sealed record Saliency : PixelMethod
{
    /// <summary>The largest magnitude of a pixel's channels, by default.</summary>
    /// <param name="rule">What ReLU lets through on the way back.</param>
    public Saliency(ReluRule rule = ReluRule.Standard)
    {
        Rule = rule;
        Channels = ChannelReduction.MaxAbsolute;
    }

    /// <summary>What ReLU lets through on the way back.</summary>
    public ReluRule Rule { get; init; }

    /// <inheritdoc/>
    public override string Name => Rule switch
    {
        ReluRule.Guided => "Guided backprop",
        ReluRule.Deconvnet => "Deconvnet",
        _ => Channels == ChannelReduction.Sum ? "Gradient" : "Saliency",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        string input = model.Graph.Input.Name + ".grad";
        using Plan plan = Run(model, images, objective, labels, Rule == ReluRule.Standard ? [] : [new ReluBackward(Rule)], input);
        using Tensor gradient = plan.Read(input);
        string? warning = Rule switch
        {
            ReluRule.Guided => "this method fails the model-randomisation check (Adebayo et al. 2018): it shows edges of the image more than reasons of the network",
            ReluRule.Deconvnet => "the deconvnet ignores later layers (Sixt et al. 2020): it shows edges of the image more than reasons of the network",
            _ => null,
        };
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
            explanations[n] = Make(model, objective, plan.Values[n], gradient.Image(n), PerPixel(objective), warning, []);
        return explanations;
    }
}
