using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Training;

/// <summary>Runs a bad step again with every activation and gradient kept, and finds the first that is not finite.</summary>
internal static class DivergenceSearch
{
    public static Culprit Find(Model model, TrainOptions options, ReadOnlySpan<float> inputs, Batch batch, long step)
    {
        foreach (Parameter p in model.Parameters.All)
            if (Look(DivergedAt.Parameter, p.Name, model.Parameters.Values(p).Span, 0, 0) is { } bad) return bad;
        FrozenPart part = FrozenPart.Of(model, options);
        Node[] nodes = OnThePath(model.Graph, part.Boundary ?? model.Graph.Input);
        string[] gradients = [.. nodes.Skip(1).Select(n => n.Name + ".grad")];
        using Plan plan = model.Compile(TrainStep.PlanFor(options, part) with { MaxBatch = batch.Count, Capture = [.. nodes.Select(n => n.Name), .. gradients] });
        if (part.Boundary is { } boundary) plan.Feed(boundary.Name, inputs);
        else plan.Load(inputs);
        batch.Labels.AsSpan(0, batch.Count).CopyTo(plan.Labels);
        plan.Run(options.Seed, step);
        return Forward(plan, nodes, batch.Count) ?? Statistics(model) ?? Loss(plan, batch.Count) ?? Backward(plan, nodes, model, part, batch.Count)
            ?? new Culprit(DivergedAt.Unknown, "", 0, 0, 0, []);
    }

    private static Culprit? Forward(Plan plan, Node[] nodes, int batch)
    {
        foreach (Node node in nodes)
        {
            using Tensor values = plan.Read(node.Name);
            double before = node == nodes[0] ? 0 : node.Inputs.Max(i => Reach(plan, i.Name));
            if (Look(node.Inputs.Count == 0 ? DivergedAt.Input : DivergedAt.Activation, node.Name, values.Values, batch, before) is { } bad) return bad;
        }
        return null;
    }

    // Finite activations can have a variance that no float holds.
    private static Culprit? Statistics(Model model)
        => model.Parameters.All.Where(p => !p.Spec.IsTrainable).Select(p => Look(DivergedAt.Statistic, p.Name, model.Parameters.Values(p).Span, 0, 0)).FirstOrDefault(c => c is not null);

    private static Culprit? Loss(Plan plan, int batch) => Look(DivergedAt.Loss, "loss", plan.Values, batch, Reach(plan, plan.Model.Graph.Output.Name));

    // A node's own gradients come before the gradients of what it reads.
    private static Culprit? Backward(Plan plan, Node[] nodes, Model model, FrozenPart part, int batch)
    {
        for (int i = nodes.Length - 1; i > 0; i--)
        {
            Node node = nodes[i];
            using (Tensor values = plan.Read(node.Name + ".grad"))
                if (Look(DivergedAt.Gradient, node.Name + ".grad", values.Values, batch, 0) is { } bad) return bad;
            foreach (ParameterSpec spec in node.Parameters.Where(p => p.IsTrainable && !part.Nodes.Contains(node)))
            {
                string name = node.ParameterName(spec);
                if (Look(DivergedAt.ParameterGradient, name + ".grad", plan.Gradient(name), 0, Reach(plan, node.Name + ".grad")) is { } bad) return bad;
            }
        }
        return null;
    }

    private static Culprit? Look(DivergedAt at, string name, ReadOnlySpan<float> values, int batch, double before)
    {
        if (Reduction.FirstNonFinite(values) < 0) return null;
        int bad = 0, each = batch == 0 ? values.Length : values.Length / batch;
        var images = new List<int>();
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            bad++;
            if (batch > 0 && (images.Count == 0 || images[^1] != i / each)) images.Add(i / each);
        }
        return new Culprit(at, name, bad, values.Length, before, images);
    }

    private static double Reach(Plan plan, string name)
    {
        using Tensor values = plan.Read(name);
        return Reduction.MaxAbs(values.Values);
    }

    // The nodes between the first and the output that it depends on, in declaration order.
    private static Node[] OnThePath(Graph graph, Node first)
    {
        var wanted = new HashSet<Node> { graph.Output, first };
        foreach (Node node in graph.Nodes.Reverse())
            if (wanted.Contains(node) && node != first) wanted.UnionWith(node.Inputs);
        return [.. graph.Nodes.Where(wanted.Contains)];
    }
}
