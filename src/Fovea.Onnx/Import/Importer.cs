namespace Fovea.Onnx;

/// <summary>Makes a model of a file's graph, node by node.</summary>
internal sealed class Importer
{
    private const int MostNodes = 10_000;
    private readonly Preparation prepared;
    private readonly Dictionary<string, ImportValue> values = [];
    private readonly Dictionary<string, int> uses = [];
    private readonly List<ImportNode> nodes = [];
    private int folded;
    private long unspent;

    private Importer(OnnxGraph graph, OnnxImportOptions options)
    {
        Graph = graph;
        prepared = Preparation.Of(graph, options.Output, options.ConstantBytes, Notes);
        foreach (string read in prepared.Nodes.SelectMany(n => n.Inputs).Append(prepared.Output)) uses[read] = uses.GetValueOrDefault(read) + 1;
        folded = prepared.Folded;
        // Numbers of the file, as the floats that they become.
        unspent = prepared.Constants.Values.Sum(c => 4L * c.Count);
        IsFoveas = MetadataReader.Preprocessing(graph) is not null;
    }

    /// <summary>The file's graph.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>True when Fovea wrote the file.</summary>
    public bool IsFoveas { get; }

    /// <summary>What a user has to know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Everything that does not depend on the image.</summary>
    public Dictionary<string, OnnxTensor> Constants => prepared.Constants;

    /// <summary>What puts values into the order that an op reads.</summary>
    public Reorder Reorder { get; private set; } = null!;

    /// <summary>Number of images that the file was written for; 1 when it takes any number or one.</summary>
    public int FixedBatch { get; private set; } = 1;

    /// <summary>Reads a graph as a network.</summary>
    /// <exception cref="ModelFileException">It is no network of one image, or holds an op that Fovea has not.</exception>
    public static OnnxImport Run(OnnxGraph graph, OnnxImportOptions options)
    {
        var importer = new Importer(graph, options);
        var input = ImportInput.Of(graph, prepared: importer.prepared, options);
        importer.FixedBatch = input.FixedBatch;
        var first = new ImportNode { Op = new Input(input.Shape), Inputs = [], Shape = input.Shape, Name = "input" };
        importer.Reorder = new Reorder(importer);
        importer.Set(importer.prepared.Input.Name, new ImportValue(first, input.Layout));
        int alone = importer.Walk();
        ImportValue output = importer.Output();
        return new ImportedModel(importer, options, first, output).Make(input.Layout, importer.nodes, importer.Report(output.Node, first, alone));
    }

    private int Walk()
    {
        int producing = 0;
        foreach (OnnxNode node in prepared.Nodes)
        {
            int before = nodes.Count;
            if (node.Inputs.All(i => i.Length == 0 || Constants.ContainsKey(i)))
            {
                Preparation.Compute(Graph, node, Constants, prepared.Memory);
                folded++;
                continue;
            }
            Import(node);
            if (nodes.Count > before) producing++;
            else if (node.Outputs.All(o => o.Length == 0 || Constants.ContainsKey(o))) folded++;
        }
        return producing;
    }

    private void Import(OnnxNode node)
    {
        try
        {
            if (node.Domain.Length > 0 || !OnnxOps.Importers.TryGetValue(node.OpType, out Action<ImportStage>? import)) throw Unknown(node);
            if (node.Outputs[0].Length == 0 && node.OpType != "Split") throw new OnnxNodeException("its first output has no name", "only its first output has a layer");
            int before = nodes.Count;
            ImportNode[] read = [.. node.Inputs.Select(Find).OfType<ImportValue>().Select(v => v.Node)];
            import(new ImportStage(this, node));
            foreach (ImportNode n in read) n.Readers--;
            foreach (ImportNode n in nodes.Skip(before)) CheckParameters(n);
        }
        catch (OnnxNodeException e)
        {
            throw e.At(Graph.File, node, Graph.Opset);
        }
        catch (DeclarationException e)
        {
            throw new OnnxNodeException(e.Problem, e.Rule).At(Graph.File, node, Graph.Opset);
        }
    }

    // An initializer that many nodes read becomes parameters of each.
    private void CheckParameters(ImportNode made)
    {
        long bytes = made.Parameters.Values.Sum(v => 4L * v.Length), fromFile = Math.Min(bytes, unspent);
        unspent -= fromFile;
        prepared.Memory.Take(bytes - fromFile);
    }

    private static OnnxNodeException Unknown(OnnxNode node) => node.OpType switch
    {
        _ when node.Domain.Length > 0 => new($"Fovea knows no ops of the domain '{node.Domain}'", null, "export the network with ONNX's own ops, without a runtime's optimisations"),
        "If" or "Loop" or "Scan" => new("control flow that depends on the image is no network of layers", null, "export the network traced, for one input size"),
        _ => new("no layer of Fovea computes this op", null, "export the network up to this node, or report the op"),
    };

    // A vector comes out in the file's order; other values as their nodes have them.
    private ImportValue Output()
    {
        if (!values.TryGetValue(prepared.Output, out ImportValue? value))
            throw new ModelFileException(Graph.File, $"output '{prepared.Output}' depends on constants alone");
        if (value.Layout.Batch is not null && value.Rank > 0 && !(value.Layout.HasBatch(0) && value.Dims[0] == 1))
            throw new ModelFileException(Graph.File, $"the first axis of output '{prepared.Output}' is not that of the images", "a network is the function of one image");
        if (value.Rank > 2 && IsAsItIs(value)) return value;
        var end = new OnnxNode(prepared.Output, "Output", "", [prepared.Output], [], OnnxAttributes.None);
        try
        {
            return Reorder.As(value, prepared.Output, value.Rank switch { 4 => [[2], [3], [1]], 3 => [[1], [], [2]], _ => [[.. Enumerable.Range(0, value.Rank)]] });
        }
        catch (OnnxNodeException e)
        {
            throw e.At(Graph.File, end, Graph.Opset);
        }
    }

    // Each axis of the node that is larger than 1 is one of the file's.
    private static bool IsAsItIs(ImportValue value)
        => value.Layout.InMemory() is { } order && value.Node.Shape.ToArray().Where(d => d > 1).SequenceEqual(order.Select(a => value.Dims[a]));

    private OnnxImportReport Report(ImportNode output, ImportNode input, int producing)
    {
        HashSet<ImportNode> used = [output, input];
        foreach (ImportNode node in Enumerable.Reverse(nodes))
            if (used.Contains(node)) used.UnionWith(node.Inputs);
        nodes.RemoveAll(n => !used.Contains(n));
        return new OnnxImportReport(Graph.File, Graph.Opset, Graph.Nodes.Count, folded, prepared.Needed - folded - producing, used.Count, [], [.. Graph.Outputs.Select(o => o.Name).Where(n => n != prepared.Output)], []);
    }

    /// <summary>The value of that name; null when it is a constant.</summary>
    public ImportValue? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>For each element along the innermost axes of a value, its index as the file counts it.</summary>
    /// <exception cref="OnnxNodeException">There are too many.</exception>
    public int[] Index(ImportValue value, params int[] axes)
    {
        prepared.Memory.Take(4L * Layout.Size(value.Layout.Order(axes)));
        return value.Layout.Innermost(axes)!;
    }

    /// <summary>As many indices, all zero.</summary>
    /// <exception cref="OnnxNodeException">There are too many.</exception>
    public int[] Zeros(int count)
    {
        prepared.Memory.Take(4L * count);
        return new int[count];
    }

    /// <summary>As many numbers, all the same.</summary>
    /// <exception cref="OnnxNodeException">There are too many.</exception>
    public float[] Fill(float number, int count)
    {
        prepared.Memory.Take(4L * count);
        var values = new float[count];
        Array.Fill(values, number);
        return values;
    }

    /// <summary>True when a node reads the value, or it is what comes out.</summary>
    public bool IsRead(string name) => uses.ContainsKey(name);

    /// <summary>Says what a name of the file stands for.</summary>
    public void Set(string name, ImportValue value)
    {
        // What only renames axes behind a part of a layer carries the layer's name: gap/globalaveragepool, then gap.
        if (!value.Node.IsNamedByWeight && value.Node.Name.StartsWith(name + "/", StringComparison.Ordinal)) value.Node.Name = name;
        values[name] = value;
        value.Node.Readers += uses.GetValueOrDefault(name);
    }

    /// <summary>Adds a node.</summary>
    public ImportNode Add(Op op, IReadOnlyList<ImportNode> inputs, string name)
    {
        if (nodes.Count == MostNodes) throw new OnnxNodeException($"the network has more than {MostNodes:N0} nodes", $"a network has at most {MostNodes:N0}");
        Shape shape = op.OutputShape([.. inputs.Select(i => i.Shape)]);
        if (ImportInput.IsTooLarge(shape)) throw new OnnxNodeException($"it makes {shape}", ImportInput.TooLarge);
        var node = new ImportNode { Op = op, Inputs = inputs, Shape = shape, Name = name };
        nodes.Add(node);
        return node;
    }
}
