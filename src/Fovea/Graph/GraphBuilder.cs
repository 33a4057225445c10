namespace Fovea;

/// <summary>Collects nodes while a network is being declared and gives them names.</summary>
internal sealed class GraphBuilder
{
    // 2^31 − 1, less room for the gaps that align parameters.
    private const int MaxValues = 2_000_000_000;
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, int> counters = [];
    private readonly HashSet<string> names = [];

    public GraphBuilder(Shape input, SourceLine source = default)
    {
        CheckSize(input);
        Input = new Node(this, 0, "input", new Input(input), [], input, source);
        nodes.Add(Input);
        names.Add("input");
    }

    public Node Input { get; }

    /// <summary>Prefix of new names, as <c>stage1.</c>; blocks set and restore it.</summary>
    public string Prefix { get; set; } = "";

    public Node Add(Op op, IReadOnlyList<Node> inputs, string? name, SourceLine source)
    {
        string full = name is null ? NextName(op.Stem) : Prefix + name;
        try
        {
            CheckName(full);
            foreach (Node input in inputs)
                if (input.Builder != this)
                    throw new DeclarationException($"its input {input.Name} belongs to another network", null, "declare all nodes of a network in one Define");
            Shape shape = op.OutputShape([.. inputs.Select(i => i.Shape)]);
            CheckSize(shape);
            var node = new Node(this, nodes.Count, full, op, inputs, shape, source);
            nodes.Add(node);
            return node;
        }
        catch (DeclarationException e) when (e.Node is null)
        {
            throw e.At(full, source, op, inputs);
        }
    }

    /// <summary>The part of the declared nodes that leads to the output, in declaration order.</summary>
    public Graph Build(Node output)
    {
        if (output.Builder != this) throw new DeclarationException($"the output {output.Name} belongs to another network");
        var needed = new bool[nodes.Count];
        needed[0] = true;
        needed[output.Index] = true;
        for (int i = output.Index; i >= 0; i--)
            if (needed[i])
                foreach (Node input in nodes[i].Inputs) needed[input.Index] = true;
        Node[] kept = [.. nodes.Where((_, i) => needed[i])];
        long values = kept.Sum(n => n.Parameters.Sum(p => p.Shape.Count));
        if (values > MaxValues)
            throw new DeclarationException($"the network has {values:N0} parameters", $"a network has at most {MaxValues:N0}",
                "put globalavgpool or pooling before the largest layer");
        return new Graph(kept, output);
    }

    /// <summary>All nodes that were declared so far, whether they lead anywhere or not.</summary>
    public Graph BuildPartial() => new([.. nodes], nodes[^1]);

    // Indices inside an image and inside the block of parameters are 32-bit.
    private static void CheckSize(Shape shape)
    {
        if ((Int128)shape.Height * shape.Width * shape.Channels > MaxValues)
            throw new DeclarationException($"an activation of {shape} is too large", $"height · width · channels ≤ {MaxValues:N0}");
    }

    private string NextName(string stem)
    {
        string name;
        do
        {
            string key = Prefix + stem;
            counters[key] = counters.GetValueOrDefault(key) + 1;
            name = key + counters[key];
        }
        while (names.Contains(name));
        return name;
    }

    private void CheckName(string name)
    {
        if (name.Length is 0 or > 200 || name.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')))
            throw new DeclarationException($"'{name}' is no name for a node", "letters, digits, '.', '_' and '-', at most 200 of them");
        if (name.EndsWith(".grad", StringComparison.Ordinal))
            throw new DeclarationException($"'{name}' is no name for a node", "names ending in .grad mean gradients");
        if (!names.Add(name))
            throw new DeclarationException($"there is a node named {name} already", "a node's name is its activation's name, so it is unique", "leave the name out, or choose another");
    }
}
