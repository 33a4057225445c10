namespace Fovea;

/// <summary>What one run left behind, by name: <c>conv2</c> the activation, <c>conv2.grad</c> its gradient, <c>conv2.weight.grad</c>.</summary>
public sealed class Trace : IDisposable
{
    private readonly Dictionary<string, Tensor> values = [];

    private Trace(float[] objectiveValues) => ObjectiveValues = objectiveValues;

    /// <summary>The objective's value for each image; empty without an objective.</summary>
    public IReadOnlyList<float> ObjectiveValues { get; }

    /// <summary>Every name it holds, in the order of the network, gradients last.</summary>
    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>One value.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message names the nearest.</exception>
    public Tensor this[string name] => values.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new KeyNotFoundException($"the trace holds no '{name}'{Spelling.DidYouMean(name, values.Keys)}; it holds {Spelling.List(values.Keys)}");

    /// <summary>The first value with a NaN or an infinity in the order of computation, or null.</summary>
    public string? FirstNonFinite
    {
        get
        {
            foreach (var (name, tensor) in values)
                foreach (float v in tensor.Values)
                    if (!float.IsFinite(v)) return name;
            return null;
        }
    }

    /// <summary>Runs a model and keeps everything.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Preprocessed images of the input's shape.</param>
    /// <param name="objective">What to differentiate; null keeps activations only.</param>
    /// <param name="labels">A label for each image, where the objective reads them.</param>
    /// <param name="training">Batch statistics and dropout, as in a training step; running statistics are left alone.</param>
    /// <param name="seed">Seed of dropout.</param>
    /// <param name="step">Number of the training step.</param>
    /// <param name="variant">Which kernels to use.</param>
    public static Trace Run(Model model, Tensor images, Objective? objective = null, ReadOnlySpan<int> labels = default, bool training = false,
        ulong seed = 0, long step = 0, Kernels.KernelVariant variant = Kernels.KernelVariant.Auto)
    {
        IEnumerable<Node> nodes = model.Graph.Nodes;
        string[] activations = [.. nodes.Select(n => n.Name)];
        string[] gradients = objective is null ? [] : [.. Reached(model.Graph, objective).Select(n => n.Name + ".grad")];
        float[] statistics = model.Parameters.Statistics.Span.ToArray();
        using Plan plan = model.Compile(new PlanOptions
        {
            MaxBatch = images.Batch,
            Training = training,
            Objective = objective,
            ParameterGradients = objective is not null,
            Capture = [.. activations, .. gradients],
            Variant = variant,
        });
        plan.Load(images.Values);
        labels.CopyTo(plan.Labels);
        plan.Run(seed, step);
        if (training) statistics.CopyTo(model.Parameters.Statistics.Span);

        var trace = new Trace(objective is null ? [] : plan.Values.ToArray());
        foreach (string name in activations.Where(plan.Readable.Contains)) trace.values[name] = plan.Read(name);
        foreach (string name in gradients.Reverse()) trace.values[name] = plan.Read(name);
        if (objective is null) return trace;
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable))
            trace.values[p.Name + ".grad"] = new Tensor(p.Spec.Shape, plan.Gradient(p.Name));
        return trace;
    }

    /// <summary>Releases every value.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in values.Values) tensor.Dispose();
    }

    private static IEnumerable<Node> Reached(Graph graph, Objective objective)
    {
        var reached = new HashSet<Node> { objective.Target(graph) };
        foreach (Node node in graph.Nodes.Reverse())
            if (reached.Contains(node)) reached.UnionWith(node.Inputs);
        return graph.Nodes.Where(reached.Contains);
    }
}

/// <summary>Running a model and keeping everything.</summary>
public static class TraceExtensions
{
    /// <inheritdoc cref="Fovea.Trace.Run"/>
    public static Trace Trace(this Model model, Tensor images, Objective? objective = null, ReadOnlySpan<int> labels = default)
        => Fovea.Trace.Run(model, images, objective, labels);
}
