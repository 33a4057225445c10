namespace Fovea;

/// <summary>The nodes of a network in declaration order: acyclic by construction, never changed; an edit makes a new graph.</summary>
public sealed class Graph
{
    private readonly Dictionary<string, Node> byName;
    private readonly Dictionary<Node, IReadOnlyList<Node>> consumers;

    internal Graph(IReadOnlyList<Node> nodes, Node output)
    {
        Nodes = nodes;
        Output = output;
        byName = nodes.ToDictionary(n => n.Name);
        var lists = nodes.ToDictionary(n => n, _ => new List<Node>());
        foreach (Node n in nodes)
            foreach (Node i in n.Inputs) lists[i].Add(n);
        consumers = lists.ToDictionary(p => p.Key, p => (IReadOnlyList<Node>)p.Value);
    }

    /// <summary>All nodes; inputs come before their consumers.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The image that goes in.</summary>
    public Node Input => Nodes[0];

    /// <summary>What comes out: the logits of a classifier.</summary>
    public Node Output { get; }

    /// <summary>The node of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names the nearest.</exception>
    public Node this[string name] => byName.TryGetValue(name, out Node? node)
        ? node
        : throw new KeyNotFoundException($"there is no node '{name}'{Spelling.DidYouMean(name, byName.Keys)}; the nodes are {Spelling.List(Nodes.Select(n => n.Name))}");

    /// <summary>True when a node has that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>The nodes that read this one, in declaration order; a node that reads it twice stands here twice.</summary>
    public IReadOnlyList<Node> Consumers(Node node) => consumers[node];

    /// <summary>The same layers, names and places of declaration on an input of another size. Dense layers behind a flatten get other parameters.</summary>
    /// <exception cref="DeclarationException">A layer does not fit that size; the message names it.</exception>
    public Graph WithInput(Shape input)
    {
        var builder = new GraphBuilder(input);
        var copies = new Dictionary<Node, Node> { [Input] = builder.Input };
        foreach (Node node in Nodes.Skip(1)) copies[node] = builder.Add(node.Op, [.. node.Inputs.Select(i => copies[i])], node.Name, node.Source);
        return builder.Build(copies[Output]);
    }

    /// <summary>Trainable values.</summary>
    public long ParameterCount => Nodes.Sum(n => n.ParameterCount);

    /// <summary>Cost of a forward pass for one image.</summary>
    public Cost Cost => Nodes.Aggregate(default(Cost), (sum, n) => sum + n.Cost);
}
