using Fovea.Kernels;

namespace Fovea;

/// <summary>One named block of a model's values.</summary>
/// <param name="Name"><c>conv1.weight</c>.</param>
/// <param name="Node">The node it belongs to.</param>
/// <param name="Spec">Its shape and what it is for.</param>
/// <param name="Offset">Where it starts in the trainable block or in the statistics block.</param>
public sealed record Parameter(string Name, Node Node, ParameterSpec Spec, long Offset)
{
    /// <summary>Number of values.</summary>
    public int Count => (int)Spec.Shape.Count;
}

/// <summary>
/// The values of a model: trainable ones in one contiguous block, running statistics in another. A plan reads them in place, so a
/// change is seen by every plan at its next run.
/// </summary>
public sealed class Parameters : IDisposable
{
    private const int Alignment = 16;
    private readonly Dictionary<string, Parameter> byName = [];
    private readonly NativeBuffer trainable;
    private readonly NativeBuffer statistics;

    internal Parameters(Graph graph)
    {
        var all = new List<Parameter>();
        long weights = 0, running = 0;
        foreach (Node node in graph.Nodes)
            foreach (ParameterSpec spec in node.Parameters)
            {
                var p = new Parameter(node.ParameterName(spec), node, spec, spec.IsTrainable ? weights : running);
                all.Add(p);
                byName.Add(p.Name, p);
                long end = (p.Offset + spec.Shape.Count + Alignment - 1) / Alignment * Alignment;
                if (spec.IsTrainable) weights = end;
                else running = end;
            }
        All = all;
        trainable = new NativeBuffer(weights);
        statistics = new NativeBuffer(running);
    }

    /// <summary>Every block, in the order of the graph.</summary>
    public IReadOnlyList<Parameter> All { get; }

    /// <summary>Floats of the trainable block, with the gaps that align each parameter.</summary>
    public long TrainableLength => trainable.Length;

    /// <summary>The trainable block; gaps between parameters are zero and stay zero.</summary>
    public FloatBlock Trainable => new(trainable, 0, trainable.Length);

    /// <summary>The running statistics.</summary>
    public FloatBlock Statistics => new(statistics, 0, statistics.Length);

    /// <summary>Counts changes; plans that pack weights compare it.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>Says that values have been written, so that plans pack them again.</summary>
    public void MarkChanged() => Version++;

    /// <summary>The values of a parameter, in the layout of its spec. Call <see cref="MarkChanged"/> after writing.</summary>
    public Span<float> this[string name] => Values(Find(name)).Span;

    /// <summary>The parameter of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names the nearest.</exception>
    public Parameter Find(string name) => byName.TryGetValue(name, out Parameter? p)
        ? p
        : throw new KeyNotFoundException($"there is no parameter '{name}'{Spelling.DidYouMean(name, byName.Keys)}; the parameters are {Spelling.List(byName.Keys)}");

    /// <summary>True when there is a parameter of that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>Where a parameter's values are.</summary>
    public FloatBlock Values(Parameter p) => new(p.Spec.IsTrainable ? trainable : statistics, p.Offset, p.Count);

    /// <summary>Overwrites all values with another model's of the same graph.</summary>
    internal void CopyFrom(Parameters other)
    {
        other.Trainable.Span.CopyTo(Trainable.Span);
        other.Statistics.Span.CopyTo(Statistics.Span);
        MarkChanged();
    }

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        trainable.Dispose();
        statistics.Dispose();
    }
}
