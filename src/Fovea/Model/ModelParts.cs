namespace Fovea;

/// <summary>Parts of trained networks for other uses.</summary>
public static class ModelParts
{
    /// <summary>The network from its input to a node: what computes that node's features. The values are copied.</summary>
    /// <param name="model">The whole.</param>
    /// <param name="node">The last node of the part.</param>
    /// <exception cref="KeyNotFoundException">There is no such node; the message names the nearest.</exception>
    /// <example><code>using Model features = resnet.UpTo("globalavgpool1");</code></example>
    public static Model UpTo(this Model model, string node)
    {
        var part = new Model($"{model.Name} up to {node}", model.Graph.UpTo(model.Graph[node]), model.Preprocessing, []);
        CopyValues(model, part, _ => true);
        return part;
    }

    /// <summary>
    /// The same network for other classes: its last dense layer or 1×1 convolution is replaced by one with that many outputs and new first weights. All
    /// other values are copied.
    /// </summary>
    /// <param name="model">A classifier.</param>
    /// <param name="outputs">Classes from now on.</param>
    /// <param name="seed">Seed of the new weights.</param>
    /// <param name="labels">Names of the classes.</param>
    /// <exception cref="ArgumentException">The network ends in something else.</exception>
    /// <example><code>using Model pets = resnet.WithHead(5);</code></example>
    public static Model WithHead(this Model model, int outputs, ulong seed = 0, IReadOnlyList<string>? labels = null)
    {
        if (outputs < 1) throw new ArgumentException($"a head with {outputs} outputs\n  rule  a classifier has at least one");
        Node head = HeadOf(model);
        Graph graph = model.Graph.Edit(n => n == head ? [Widened(head.Op, outputs)] : null);
        if (graph.Output.Shape.Count != outputs) throw NoHead(model, $"{head.Name} with {outputs} outputs makes {graph.Output.Name} {graph.Output.Shape}");
        var changed = new Model(model.Name, graph, model.Preprocessing, labels ?? []);
        Init.Reset(graph, changed.Parameters, seed);
        CopyValues(model, changed, p => p.Node.Name != head.Name);
        return changed;
    }

    /// <summary>The layer that makes the classes' values: the last dense layer or 1×1 convolution, with nothing behind it that has weights.</summary>
    /// <param name="model">A classifier.</param>
    /// <exception cref="ArgumentException">The network ends in something else.</exception>
    public static Node HeadOf(Model model)
    {
        Node node = model.Graph.Output;
        while (node.Parameters.Count == 0 && node.Inputs.Count == 1) node = node.Inputs[0];
        return node.Op is Dense or Conv2d { KernelHeight: 1, KernelWidth: 1, Groups: 1 } ? node : throw NoHead(model, $"{node.Name} is {(node.Parameters.Count == 0 ? node.Op.Stem : node.Op)}");
    }

    private static Op Widened(Op op, int outputs) => op is Dense dense ? dense with { Outputs = outputs } : (Conv2d)op with { OutChannels = outputs };

    private static void CopyValues(Model from, Model to, Func<Parameter, bool> which)
    {
        foreach (Parameter p in to.Parameters.All.Where(which)) from.Parameters[p.Name].CopyTo(to.Parameters.Values(p).Span);
        to.Parameters.MarkChanged();
    }

    private static ArgumentException NoHead(Model model, string why)
        => new($"{model.Name} has no head that can be replaced: behind its last weights, {why}\n"
            + "  rule  the head is a dense layer or a 1×1 convolution, and nothing behind it has weights or joins branches\n"
            + "  help  declare the network with the right number of outputs and load its weights in part (WeightOptions.Partial, --partial)");
}
