namespace Fovea.Explain;

/// <summary>Runs the network once, with what the account needs captured, and one backward pass for where it looked.</summary>
internal static class ProvenanceReader
{
    public static Provenance Read(Model model, Tensor image, Node node, int row, int column, int channel, int threads)
    {
        Shape input = model.Graph.Input.Shape;
        if (image.Batch != 1 || image.Shape != input) throw new ArgumentException($"{image} for a network that takes one image of {input}", nameof(image));
        List<Node> then = Then(model.Graph, node);
        bool looks = input.IsImage && node.Op is not Input;
        Node[] kept = [.. node.Inputs.Concat(node.Inputs.Select(ProvenanceSite.SourceOf)).Append(ProvenanceSite.SourceOf(node)).Append(node).Concat(then).Distinct()];
        using Plan plan = model.Compile(new PlanOptions
        {
            Threads = threads,
            Objective = Objective.Unit(node.Name, row, column, channel),
            Capture = [.. kept.Where(n => n.Op is not Input).Select(n => n.Name), .. looks ? ["input.grad"] : Array.Empty<string>()],
        });
        plan.Load(image.Values);
        plan.Run();
        var values = new Dictionary<Node, float[]>();
        foreach (Node n in kept)
        {
            using Tensor tensor = plan.Read(n.Name);
            values[n] = tensor.Values.ToArray();
        }
        var site = new ProvenanceSite(model, node, row, column, channel, n => values[n]);
        Account account = Account.Of(site);
        float activation = site.At(node, row, column, channel);
        double sum = account.Windows.Sum(w => w.Sum) + account.Offset;
        double computed = account.Kind switch
        {
            AccountKind.Maximum => account.Windows[0].Channels[0].Taps.Max(t => t.Value),
            AccountKind.Unknown => activation,
            AccountKind.Function when account.Windows.Count == 0 => activation,
            _ => account.Function is { } f ? f(sum) : sum,
        };
        return new Provenance(node.Name, node.Op.ToString(), node.Shape, row, column, channel, account.Kind, account.Formula, account.Windows,
            account.Offset, account.OffsetName, computed, activation, [.. then.Select(n => new Successor(n.Name, n.Op.ToString(), site.At(n, row, column, channel)))],
            input.Height, input.Width, looks ? Looked(plan, input) : input.IsImage ? Itself(input, row, column) : []);
    }

    // Only places stay what they are: norms and activations of a value that nothing else reads, up to the activation.
    private static List<Node> Then(Graph graph, Node node)
    {
        var then = new List<Node>();
        while (node.Op is not Activation && graph.Consumers(node) is [{ Op: BatchNorm or LayerNorm or Activation } next])
        {
            then.Add(next);
            node = next;
        }
        return then;
    }

    private static float[] Looked(Plan plan, Shape input)
    {
        using Tensor gradient = plan.Read("input.grad");
        var map = new float[input.Height * input.Width];
        for (int i = 0; i < gradient.Values.Length; i++) map[i / input.Channels] += Math.Abs(gradient.Values[i]);
        return map;
    }

    private static float[] Itself(Shape input, int row, int column)
    {
        var map = new float[input.Height * input.Width];
        map[row * input.Width + column] = 1;
        return map;
    }
}
