namespace Fovea;

/// <summary>What another library calls the parameters of one network.</summary>
internal sealed class NameMap
{
    private readonly Dictionary<string, string[]> names = [];

    /// <summary>Every name that may stand in a file.</summary>
    public IEnumerable<string> Candidates => names.Values.SelectMany(n => n);

    /// <summary>The names that a parameter may have there, the usual one first.</summary>
    public IReadOnlyList<string> Of(string parameter) => names[parameter];

    /// <summary>Names the parameters of a node: <c>module.weight</c>, <c>module.bias</c>, …</summary>
    /// <param name="node">The node.</param>
    /// <param name="modules">What the module may be called, the usual name first.</param>
    public void Module(Node node, params string[] modules)
    {
        foreach (ParameterSpec spec in node.Parameters) names[node.ParameterName(spec)] = [.. modules.Select(m => $"{m}.{spec.Suffix}")];
    }

    /// <summary>Names one parameter.</summary>
    public void Tensor(Node node, string suffix, params string[] tensors) => names[$"{node.Name}.{suffix}"] = tensors;

    /// <summary>True when every parameter of the network has a name.</summary>
    public bool Covers(Graph graph) => graph.Nodes.All(n => n.Parameters.All(p => names.ContainsKey(n.ParameterName(p))));
}
