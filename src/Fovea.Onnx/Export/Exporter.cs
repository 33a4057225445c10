using Fovea.Onnx.Proto;

namespace Fovea.Onnx;

/// <summary>Writes a model's graph node by node.</summary>
internal sealed class Exporter
{
    private readonly Model model;
    private readonly Folding folding;
    private readonly HashSet<Node> reordered = [];

    private Exporter(Model model, OnnxExportOptions options)
    {
        this.model = model;
        Options = options;
        Weights = Weight.All(model);
        folding = options.FoldBatchNorm ? Folding.Apply(model.Graph, Weights) : Folding.None;
    }

    /// <summary>How.</summary>
    public OnnxExportOptions Options { get; }

    /// <summary>The parameters in the layout of files, by name.</summary>
    public Dictionary<string, Weight> Weights { get; }

    /// <summary>What has been written.</summary>
    public GraphProto Graph { get; } = new();

    /// <summary>The whole file as a message.</summary>
    /// <exception cref="OnnxLimitException">It is too large.</exception>
    public static ModelProto Export(Model model, OnnxExportOptions options)
    {
        options.Check();
        FileSize.Check(model.Name, model.Graph);
        var exporter = new Exporter(model, options);
        exporter.Run();
        var proto = new ModelProto
        {
            IrVersion = IrVersion(options.Opset),
            ProducerName = "Fovea",
            ProducerVersion = typeof(Exporter).Assembly.GetName().Version!.ToString(3),
            DocString = model.ToString(),
            Graph = exporter.Graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = options.Opset } },
            MetadataProps = { Metadata.Of(model, options) },
        };
        FileSize.Check(model.Name, proto);
        return proto;
    }

    // The format of the file itself; the versions came out together.
    private static int IrVersion(int opset) => opset switch { <= 18 => 8, <= 20 => 9, _ => 10 };

    private void Run()
    {
        Node input = model.Graph.Input, output = model.Graph.Output;
        Graph.Name = model.Name;
        Graph.Input.Add(Tensors.Value(input.Name, input.Shape));
        if (Options.IncludePreprocessing) PixelScale.Export(this, model);
        foreach (Node node in model.Graph.Nodes.Where(n => n != input && !folding.IsFolded(n)))
        {
            if (OnnxOps.NoNode.TryGetValue(node.Op.GetType(), out string? why)) throw new OnnxExportException(node, why);
            OnnxOps.Exporters[node.Op.GetType()](new ExportStage(this, node));
            if (folding.Output(node) != output) Graph.ValueInfo.Add(Tensors.Value(Written(node), node.Shape));
        }
        if (ChannelsFirst.Of(output) is { } maps) Reorder(output, maps, output.Name);
        Graph.Output.Add(Tensors.Value(output.Name, output.Shape));
    }

    /// <summary>Name of the value that a node's ONNX node writes.</summary>
    public string Written(Node node)
    {
        Node value = folding.Output(node);
        if (value == model.Graph.Input) return Options.IncludePreprocessing ? PixelScale.Output : value.Name;
        return value == model.Graph.Output && ChannelsFirst.Of(value) is not null ? value.Name + "/flat" : value.Name;
    }

    /// <summary>Name of a value in the order in which the reader takes it.</summary>
    public string Read(Node reader, Node node)
    {
        if (ChannelsFirst.MayRead(reader.Op) || ChannelsFirst.Of(node) is not { } maps) return Written(node);
        string name = node.Name + "/hwc";
        if (reordered.Add(node)) Reorder(node, maps, name);
        return name;
    }

    /// <summary>The nodes that read a node.</summary>
    public IReadOnlyList<Node> Consumers(Node node) => model.Graph.Consumers(node);

    /// <summary>Writes an ONNX node.</summary>
    public void Emit(string op, string name, string[] inputs, string output, params AttributeProto[] attributes)
        => Graph.Node.Add(new NodeProto { OpType = op, Name = name, Input = { inputs }, Output = { output }, Attribute = { attributes } });

    // C H W order to H W C order.
    private void Reorder(Node node, Shape maps, string name)
    {
        string shape = name + "/shape", chw = name + "/maps", hwc = name + "/transpose";
        Graph.Initializer.Add(Tensors.Integers(shape, [0, maps.Channels, maps.Height, maps.Width]));
        Emit("Reshape", chw, [Written(node), shape], chw);
        Emit("Transpose", hwc, [chw], hwc, Tensors.Ints("perm", 0, 2, 3, 1));
        Emit("Flatten", name + "/flatten", [hwc], name);
    }
}
