namespace Fovea.Explain;

/// <summary>A method that weighs feature maps: its map has their resolution.</summary>
/// <param name="Node">The feature maps; null takes the last ones with more than one pixel.</param>
public abstract record CamMethod(string? Node) : ExplanationMethod
{
    /// <summary>The map of one image.</summary>
    /// <param name="activation">Feature maps A, H W C.</param>
    /// <param name="gradient">∂s/∂A, H W C.</param>
    /// <param name="shape">H × W × C.</param>
    private protected abstract float[] Weigh(ReadOnlySpan<float> activation, ReadOnlySpan<float> gradient, Shape shape);

    /// <summary>What the values are measured in, in units of the scalar.</summary>
    private protected abstract string Units(string scalar);

    /// <summary>What can be checked of a map.</summary>
    private protected virtual IReadOnlyList<ExplanationFact> Check(float[] map, float value) => [];

    /// <summary>Why the method may mislead whatever the map is, or null.</summary>
    private protected virtual string? Caution => null;

    /// <inheritdoc/>
    public override IReadOnlyList<Explanation> Explain(Model model, Tensor images, Objective objective, ReadOnlySpan<int> labels = default)
    {
        FeatureLayer layer = FeatureLayer.Choose(model.Graph, Node, Name, objective);
        Node node = layer.Node;
        using Plan plan = Run(model, images, objective, labels, [], node.Name, node.Name + ".grad");
        using Tensor activation = plan.Read(node.Name), gradient = plan.Read(node.Name + ".grad");
        var explanations = new Explanation[images.Batch];
        for (int n = 0; n < explanations.Length; n++)
        {
            float[] map = Weigh(activation.Image(n), gradient.Image(n), node.Shape);
            explanations[n] = new Explanation($"{Name} at {node.Name}", objective, plan.Values[n], node.Shape.Height, node.Shape.Width, map,
                SoftmaxWarning(model, objective) ?? Warning(map, node.Shape, model.Graph.Input.Shape) ?? Caution)
            {
                Node = node.Name,
                Reason = layer.Reason,
                Units = Units(UnitsOf(objective)),
                Facts = Check(map, plan.Values[n]),
            };
        }
        return explanations;
    }

    private protected virtual string? Warning(float[] map, Shape node, Shape image)
    {
        if (map.All(v => v == 0)) return "the map is zero everywhere: the gradient does not reach these feature maps";
        if (map.All(v => v <= 0)) return "nothing in these feature maps speaks for the scalar; what speaks against it is shown";
        if (node.Height <= 2 && node.Width <= 2) return $"the feature maps are only {node.Height}×{node.Width}: choose an earlier node for detail";
        return EarlyWarning(node, image);
    }

    private protected virtual string? EarlyWarning(Shape node, Shape image)
        => node.Height * 2 >= image.Height && image.Height > 32 ? "these are early feature maps: choose a later node for objects" : null;

    // map[p] = Σ_c weights[c]·A[p,c]
    private protected static float[] WeightedSum(ReadOnlySpan<float> activation, double[] weights)
    {
        int channels = weights.Length;
        var map = new float[activation.Length / channels];
        for (int p = 0; p < map.Length; p++)
        {
            double sum = 0;
            for (int c = 0; c < channels; c++) sum += weights[c] * activation[p * channels + c];
            map[p] = (float)sum;
        }
        return map;
    }
}
