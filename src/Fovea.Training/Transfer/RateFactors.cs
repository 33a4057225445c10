namespace Fovea.Training;

/// <summary>What the learning rate is multiplied with, parameter by parameter.</summary>
internal static class RateFactors
{
    public static Dictionary<Parameter, float> Of(Model model, TrainOptions options)
    {
        Dictionary<Parameter, float> factors = model.Parameters.All.ToDictionary(p => p, p => 1f);
        if (options.RateDecayByDepth < 1)
        {
            // Layers are counted by what multiplies; a norm belongs to the layer before it. The last layer learns at the full rate.
            int depth = -1;
            var layers = new Dictionary<Node, int>();
            foreach (Node node in model.Graph.Nodes)
                layers[node] = node.Parameters.Any(p => p.IsDecayed) ? ++depth : Math.Max(depth, 0);
            foreach (Parameter p in model.Parameters.All) factors[p] = (float)Math.Pow(options.RateDecayByDepth, depth - layers[p.Node]);
        }
        foreach (RateFactor rate in options.RateFactors)
            foreach (Parameter p in NamePatterns.Choose(model, [rate.Pattern], nameof(TrainOptions.RateFactors))) factors[p] *= (float)rate.Factor;
        return factors;
    }
}
