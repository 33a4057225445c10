namespace Fovea.Explain;

/// <summary>A class activation map without gradients: each channel is weighed by the scalar of the image seen through it.</summary>
/// <remarks>
/// Formula: <c>w = softmax_k(S(x⊙H_k) − S(b))</c> with <c>H_k</c> = channel k enlarged to the image and brought to 0 … 1 by its own minimum
/// and maximum, <c>map = Σ_k w_k·A_k</c>; the paper's final ReLU is left to <see cref="Explanation.Positive"/>. A channel without contrast
/// lets nothing through. S(b), the scalar of the removed image, cancels in the softmax.
/// Shapes: the map has the resolution of the node. One forward pass for each channel.
/// Source: Wang et al., "Score-CAM", CVPR workshops 2020, arXiv:1910.01279.
/// </remarks>
/// <param name="Node">The feature maps to weigh; null takes <see cref="GradCam.DefaultNode"/>.</param>
public sealed record ScoreCam(string? Node = null) : PerturbationMethod
{
    /// <inheritdoc/>
    public override string Name => "Score-CAM";

    private protected override string Units(string scalar) => $"activation, weighed by shares of the {scalar}";

    private protected override Scorer NewScorer(Model model, Objective objective, ExplainWork work)
        => new(model, objective, work, Removal, capture: FeatureLayer.Choose(model.Graph, Node, Name).Node.Name);

    private protected override Explanation One(Scorer s, Objective objective)
    {
        FeatureLayer layer = FeatureLayer.Choose(s.Model.Graph, Node, Name);
        Node node = layer.Node;
        int channels = node.Shape.Channels, pixels = node.Shape.Height * node.Shape.Width;
        float[] channel = new float[pixels], mask = new float[s.Shape.Height * s.Shape.Width];
        float[] scores = s.Scores(channels, (k, copy) =>
        {
            for (int p = 0; p < pixels; p++) channel[p] = s.Activation[p * channels + k];
            Upsample.Bilinear(channel, node.Shape.Height, node.Shape.Width, s.Shape.Height, s.Shape.Width, 0, 0, s.Shape.Height, s.Shape.Width, mask);
            Normalise(mask);
            s.Mix(mask, copy);
        });
        double largest = scores.Max(), total = scores.Sum(v => Math.Exp(v - largest));
        var map = new float[pixels];
        for (int p = 0; p < pixels; p++)
        {
            double sum = 0;
            for (int k = 0; k < channels; k++) sum += Math.Exp(scores[k] - largest) / total * s.Activation[p * channels + k];
            map[p] = (float)sum;
        }
        return Made(s, objective, map, FeatureMaps.Warning(map, node, s.Shape), layer);
    }

    private static void Normalise(Span<float> mask)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float v in mask) (low, high) = (Math.Min(low, v), Math.Max(high, v));
        float range = high - low;
        for (int p = 0; p < mask.Length; p++) mask[p] = range > 0 ? (mask[p] - low) / range : 0;
    }
}

/// <summary>What a class activation map by perturbation says of itself.</summary>
internal static class FeatureMaps
{
    public static string? Warning(float[] map, Node node, Shape image)
    {
        if (map.All(v => v == 0)) return "the map is zero everywhere";
        if (map.All(v => v <= 0)) return "nothing in these feature maps speaks for the scalar; what speaks against it is shown";
        return node.Shape.Height <= 2 && node.Shape.Width <= 2 && image.Height > 2 ? $"the feature maps are only {node.Shape.Height}×{node.Shape.Width}: choose an earlier node for detail" : null;
    }
}
