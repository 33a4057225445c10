namespace Fovea.Explain;

/// <summary>A class activation map without gradients: each channel is weighed by what the scalar loses when the channel is set to zero.</summary>
/// <remarks>
/// Formula: <c>w_k = (S − S_{A_k = 0}) / |S|</c>, <c>map = Σ_k w_k·A_k</c>; the paper divides by S, which turns the sign where the logit is
/// negative. Its final ReLU is left to <see cref="Explanation.Positive"/>.
/// Shapes: the map has the resolution of the node. One forward pass for each channel, from the node on: its activation is fed.
/// Source: Desai, Ramaswamy, "Ablation-CAM", WACV 2020.
/// </remarks>
/// <param name="Node">The feature maps to weigh; null takes <see cref="GradCam.DefaultNode"/>.</param>
public sealed record AblationCam(string? Node = null) : PerturbationMethod
{
    /// <inheritdoc/>
    public override string Name => "Ablation-CAM";

    private protected override string Units(string scalar) => $"activation, weighed by shares of the {scalar}";

    private protected override Scorer NewScorer(Model model, Objective objective, ExplainWork work)
    {
        Node node = FeatureLayer.Choose(model.Graph, Node, Name).Node;
        if (node.Op is Input) throw new ArgumentException($"{Name} sets feature maps to zero, input is the image; occlusion does that to pixels");
        return new Scorer(model, objective, work, Removal, fed: node.Name, capture: node.Name);
    }

    private protected override Explanation One(Scorer s, Objective objective)
    {
        FeatureLayer layer = FeatureLayer.Choose(s.Model.Graph, Node, Name);
        Node node = layer.Node;
        int channels = node.Shape.Channels, pixels = node.Shape.Height * node.Shape.Width;
        float[] scores = s.Scores(channels, (k, copy) =>
        {
            s.Activation.CopyTo(copy);
            for (int p = 0; p < pixels; p++) copy[p * channels + k] = 0;
        });
        double size = s.Score == 0 ? 1 : Math.Abs((double)s.Score);
        var map = new float[pixels];
        for (int p = 0; p < pixels; p++)
        {
            double sum = 0;
            for (int k = 0; k < channels; k++) sum += ((double)s.Score - scores[k]) / size * s.Activation[p * channels + k];
            map[p] = (float)sum;
        }
        return Made(s, objective, map, FeatureMaps.Warning(map, node, s.Shape), layer);
    }
}
