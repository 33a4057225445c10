namespace Fovea.Onnx;

/// <summary>What the model says beside its graph.</summary>
/// <param name="Opset">Version of ONNX's own ops.</param>
/// <param name="Metadata">Key-value pairs.</param>
/// <param name="Functions">Local functions by domain and name.</param>
internal sealed record GraphHead(int Opset, IReadOnlyDictionary<string, string> Metadata, IReadOnlySet<(string Domain, string Name)> Functions);

/// <summary>The graph of a file: its nodes, initializers, inputs and outputs.</summary>
internal static class GraphMessage
{
    /// <summary>Field numbers of <c>GraphProto</c>.</summary>
    private const int Node = 1, Name = 2, Initializer = 5, Input = 11, Output = 12, SparseInitializer = 15;

    /// <summary>Reads and checks the graph.</summary>
    public static OnnxGraph Read(OnnxSource source, WireMessage message, GraphHead head)
    {
        List<OnnxNode> nodes = [];
        List<OnnxValueInfo> inputs = [], outputs = [];
        var initializers = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        string graphName = "";
        while (message.Next())
        {
            switch (message.Field)
            {
                case Name: graphName = message.Name(); break;
                case Node:
                    source.Budget.Node();
                    nodes.Add(NodeMessage.Read(source, message.Child("node", repeated: true), nodes.Count, head.Functions));
                    break;
                case Initializer:
                    source.Budget.Initializer();
                    (string name, OnnxTensor tensor) = TensorMessage.Read(source, message.Child("initializer", repeated: true), new TensorPlace("initializer"));
                    Add(source.Errors, initializers, name, tensor);
                    break;
                case Input:
                    source.Budget.Value();
                    inputs.Add(ValueInfoMessage.Read(source, message.Child("input", repeated: true), "input"));
                    break;
                case Output:
                    source.Budget.Value();
                    outputs.Add(ValueInfoMessage.Read(source, message.Child("output", repeated: true), "output"));
                    break;
                case SparseInitializer:
                    source.Errors.Refuse($"initializer {Spelling.Quoted(SparseName(source, message.Child("sparse initializer", repeated: true)))} is a sparse tensor",
                        "Fovea reads dense tensors", "export the model again with dense weights");
                    break;
            }
        }
        return GraphCheck.Check(source.Errors, new OnnxGraph(source.Errors.File, head.Opset, inputs, outputs, nodes, initializers, head.Metadata) { Name = graphName });
    }

    private static void Add(OnnxErrors errors, Dictionary<string, OnnxTensor> initializers, string name, OnnxTensor tensor)
    {
        if (name.Length == 0) errors.Refuse($"initializer {initializers.Count + 1} has no name", "an initializer is found by its name");
        if (tensor.Type == OnnxType.String)
            errors.Refuse($"initializer {Spelling.Quoted(name)} holds texts", "weights and constants are numbers", "cut the steps that handle text out of the model");
        if (!initializers.TryAdd(name, tensor)) errors.Refuse($"initializer {Spelling.Quoted(name)} is there twice", "the names of initializers are unique");
    }

    // A sparse tensor is named by its values, a tensor.
    private static string SparseName(OnnxSource source, WireMessage sparse)
    {
        string name = "";
        while (sparse.Next())
        {
            if (sparse.Field != 1) continue;
            WireMessage values = sparse.Child("sparse initializer's values");
            while (values.Next())
                if (values.Field == 8) name = values.Name();
        }
        return name;
    }
}
