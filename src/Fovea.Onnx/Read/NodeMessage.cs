namespace Fovea.Onnx;

/// <summary>One node of a file.</summary>
internal static class NodeMessage
{
    /// <summary>Field numbers of <c>NodeProto</c>.</summary>
    private const int Input = 1, Output = 2, Name = 3, OpType = 4, Attribute = 5, Domain = 7;

    /// <summary>Reads a node: first what it is, then its attributes, so that their errors can name it.</summary>
    public static OnnxNode Read(OnnxSource source, WireMessage message, int index, IReadOnlySet<(string, string)> functions)
    {
        WireMessage again = message;
        List<string> inputs = [], outputs = [];
        string name = "", op = "", domain = "";
        int attributes = 0;
        while (message.Next())
        {
            switch (message.Field)
            {
                case Input: Link(source, inputs, ref message); break;
                case Output: Link(source, outputs, ref message); break;
                case Name: name = message.Name(); break;
                case OpType: op = message.Name(); break;
                case Domain: domain = ModelMessage.Canonical(message.Name()); break;
                case Attribute: attributes++; break;
            }
        }
        if (name.Length == 0) name = outputs.Find(o => o.Length > 0) ?? $"#{index}";
        if (op.Length == 0) source.Errors.Refuse($"node {Spelling.Quoted(name)} has no op", "a node names its op in op_type");
        var node = new OnnxNode(name, op, domain, inputs.Count == 0 ? [] : inputs.ToArray(), outputs.Count == 0 ? [] : outputs.ToArray(), OnnxAttributes.None);
        if (functions.Contains((domain, op)))
            source.Errors.Refuse($"{node} calls a local function of the file", "Fovea reads graphs whose functions are written out",
                "write them out in Python: onnx.save(onnx.inliner.inline_local_functions(onnx.load(path)), path)");
        return attributes == 0 ? node : node with { Attributes = Attributes(source, again, node) };
    }

    private static void Link(OnnxSource source, List<string> links, ref WireMessage message)
    {
        source.Budget.Link();
        links.Add(message.Name(repeated: true));
    }

    private static OnnxAttributes Attributes(OnnxSource source, WireMessage message, OnnxNode node)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        while (message.Next())
        {
            if (message.Field != Attribute) continue;
            source.Budget.Attribute();
            (string name, object value) = AttributeMessage.Read(source, message.Child("attribute", repeated: true), node);
            if (!values.TryAdd(name, value)) source.Errors.Refuse($"{node}: attribute {Spelling.Quoted(name)} is there twice", "the attributes of a node have unique names");
        }
        return new OnnxAttributes(values);
    }
}
