namespace Fovea.Onnx;

/// <summary>The values of a graph that are held while it runs, and how much memory they take; each is dropped after its last reader.</summary>
internal sealed class LiveValues
{
    private readonly Dictionary<string, OnnxTensor> _values = [];
    // A reshaped tensor shares its elements, which count once.
    private readonly Dictionary<Array, int> _holders = new(ReferenceEqualityComparer.Instance);
    private readonly ILookup<int, string> _lastRead;
    private readonly long _limit;
    private long _bytes;

    /// <summary>The values before the first node: the initializers.</summary>
    public LiveValues(OnnxGraph graph, long limit)
    {
        _limit = limit;
        var last = new Dictionary<string, int>();
        for (int i = 0; i < graph.Nodes.Count; i++)
            foreach (string name in graph.Nodes[i].Inputs.Concat(graph.Nodes[i].Outputs)) last[name] = i;
        foreach (OnnxValueInfo output in graph.Outputs) last.Remove(output.Name);
        _lastRead = last.ToLookup(p => p.Value, p => p.Key);
        foreach ((string name, OnnxTensor value) in graph.Initializers) Add(name, value);
    }

    /// <summary>The limit, and what is in use.</summary>
    public MemoryBudget Budget => new(_limit, _bytes);

    /// <summary>A value by name.</summary>
    public OnnxTensor this[string name] => _values[name];

    /// <summary>Holds a value.</summary>
    public void Add(string name, OnnxTensor value)
    {
        Drop(name);
        _values[name] = value;
        _holders[value.Data] = _holders.GetValueOrDefault(value.Data) + 1;
        if (_holders[value.Data] == 1) _bytes += MemoryBudget.Bytes(value);
    }

    /// <summary>Drops the values that no node after this one reads.</summary>
    public void DropAfter(int node)
    {
        foreach (string name in _lastRead[node]) Drop(name);
    }

    private void Drop(string name)
    {
        if (!_values.Remove(name, out OnnxTensor? value) || --_holders[value.Data] > 0) return;
        _holders.Remove(value.Data);
        _bytes -= MemoryBudget.Bytes(value);
    }
}
