namespace Fovea;

/// <summary>
/// Keras: layers of a kind are counted, <c>conv2d conv2d_1 batch_normalization dense</c>, and so are ours, where no branches leave the order open. The
/// reader of the file has already brought the variables' names into the form <c>conv2d_1.kernel</c>.
/// </summary>
/// <remarks>Source: keras/src/saving/saving_lib.py (names by class and count); keras/src/legacy/saving/legacy_h5_format.py.</remarks>
internal static class KerasNames
{
    public static NameRule[] Rules { get; } = [new("Keras", Map), new("Keras, with the layers' names of this network", OwnLayers)];

    /// <summary>PyTorch's word for a variable.</summary>
    public static string Suffix(string variable) => variable switch
    {
        "kernel" or "depthwise_kernel" or "gamma" => "weight",
        "beta" => "bias",
        "moving_mean" => "running_mean",
        "moving_variance" => "running_var",
        _ => variable,
    };

    private static NameMap? Map(Graph graph)
    {
        if (!SequentialNames.IsChain(graph)) return null;
        var counts = new Dictionary<string, int>();
        return Named(graph, node =>
        {
            string kind = node.Op switch
            {
                Conv2d { Groups: > 1 } c when c.Groups == node.Inputs[0].Shape.Channels => "depthwise_conv2d",
                Conv2d => "conv2d",
                BatchNorm => "batch_normalization",
                LayerNorm => "layer_normalization",
                Dense => "dense",
                _ => node.Op.Stem,
            };
            int number = counts[kind] = counts.GetValueOrDefault(kind, -1) + 1;
            return number == 0 ? kind : $"{kind}_{number}";
        });
    }

    private static NameMap OwnLayers(Graph graph) => Named(graph, n => n.Name);

    private static NameMap Named(Graph graph, Func<Node, string> layerOf)
    {
        var map = new NameMap();
        foreach (Node node in graph.Nodes.Where(n => n.Parameters.Count > 0))
        {
            string layer = layerOf(node);
            foreach (ParameterSpec spec in node.Parameters) map.Tensor(node, spec.Suffix, [.. Variables(node, spec).Select(v => $"{layer}.{v}")]);
        }
        return map;
    }

    private static string[] Variables(Node node, ParameterSpec spec) => spec.Kind switch
    {
        ParameterKind.ConvWeight => ["kernel", "depthwise_kernel"],
        ParameterKind.DenseWeight or ParameterKind.LocalWeight => ["kernel"],
        ParameterKind.NormScale => ["gamma"],
        ParameterKind.NormShift => ["beta"],
        ParameterKind.RunningMean => ["moving_mean"],
        ParameterKind.RunningVariance => ["moving_variance"],
        _ => node.Op is BatchNorm or LayerNorm ? ["beta"] : ["bias"],
    };
}
