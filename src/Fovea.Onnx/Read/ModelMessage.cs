namespace Fovea.Onnx;

/// <summary>The outermost message of a file: versions, metadata, local functions and the graph.</summary>
internal static class ModelMessage
{
    private const int OldestIr = 3, NewestIr = 13;

    /// <summary>Field numbers of <c>ModelProto</c>.</summary>
    private const int IrVersion = 1, Graph = 7, OpsetImport = 8, MetadataProps = 14, Functions = 25;

    /// <summary>Reads the whole file.</summary>
    public static OnnxGraph Read(OnnxSource source)
    {
        WireMessage model = source.Whole("model");
        WireMessage? graph = null;
        long? ir = null, opset = null;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var functions = new HashSet<(string, string)>();
        var domains = new HashSet<string>(StringComparer.Ordinal);
        while (model.Next())
        {
            switch (model.Field)
            {
                case IrVersion: ir = model.Integer(); break;
                case Graph: graph = model.Child("graph"); break;
                case OpsetImport:
                    (string domain, long version) = Opset(source, model.Child("opset import", repeated: true));
                    if (!domains.Add(domain)) source.Errors.Refuse($"imports the ops of {Domain(domain)} twice", "one version for each domain");
                    if (domain.Length == 0) opset = version;
                    break;
                case MetadataProps:
                    (string key, string value) = Pair(source, model.Child("metadata", repeated: true));
                    if (!metadata.TryAdd(key, value)) source.Errors.Refuse($"the metadata key {Spelling.Quoted(key)} is there twice", "keys are unique");
                    break;
                case Functions: functions.Add(Function(source, model.Child("local function", repeated: true))); break;
            }
        }
        CheckVersions(source.Errors, ir, opset, graph is not null);
        return OldOpset.Raise(source.Errors, GraphMessage.Read(source, graph!.Value, new GraphHead((int)opset!.Value, metadata, functions)));
    }

    private static void CheckVersions(OnnxErrors errors, long? ir, long? opset, bool graph)
    {
        if (ir is null && !graph) errors.Refuse("this is no ONNX file: it names no IR version and holds no graph", "a model has an IR version, an opset and a graph");
        if (ir is null) errors.Refuse("the file names no IR version", $"the IR version is {OldestIr} … {NewestIr}");
        if (ir < OldestIr)
            errors.Refuse(OnnxErrors.Text($"IR version {ir}"), $"Fovea reads IR versions {OldestIr} … {NewestIr}", "export the model again with a current version of the onnx package");
        if (ir > NewestIr)
            errors.Refuse(OnnxErrors.Text($"IR version {ir}"), $"Fovea reads IR versions {OldestIr} … {NewestIr}",
                "lower it in Python: m = onnx.load(path); m.ir_version = 10; onnx.save(m, path)");
        if (!graph) errors.Refuse("the file holds no graph", "a model has one graph");
        if (opset is null) errors.Refuse("the file does not say which version of ONNX's ops it uses", $"one opset import of the domain \"\" or \"ai.onnx\", {OnnxReader.OldestOpset} … {OnnxReader.NewestOpset}");
        if (opset is < 1 or > OnnxReader.NewestOpset)
            errors.Refuse(OnnxErrors.Text($"opset {opset} is {(opset < 1 ? "none" : "too new")}"), $"Fovea reads opsets {OnnxReader.OldestOpset} … {OnnxReader.NewestOpset}",
                "export with an older one: torch.onnx.export(…, opset_version=18), or onnx.version_converter.convert_version(model, 18)");
    }

    private static (string Domain, long Version) Opset(OnnxSource source, WireMessage message)
    {
        source.Budget.Entry();
        string domain = "";
        long version = 0;
        while (message.Next())
        {
            if (message.Field == 1) domain = Canonical(message.Name());
            else if (message.Field == 2) version = message.Integer();
        }
        return (domain, version);
    }

    private static (string Key, string Value) Pair(OnnxSource source, WireMessage message)
    {
        source.Budget.Entry();
        string key = "", value = "";
        while (message.Next())
        {
            if (message.Field == 1) key = message.Name();
            if (message.Field != 2) continue;
            message.Once();
            source.Budget.Metadata(message.Length);
            value = message.Words();
        }
        return (key, value);
    }

    // Only its name: the body is never read.
    private static (string Domain, string Name) Function(OnnxSource source, WireMessage message)
    {
        source.Budget.Entry();
        string domain = "", name = "";
        while (message.Next())
        {
            if (message.Field == 1) name = message.Name();
            else if (message.Field == 10) domain = Canonical(message.Name());
        }
        return (domain, name);
    }

    /// <summary>ONNX's own domain has two spellings.</summary>
    public static string Canonical(string domain) => domain == "ai.onnx" ? "" : domain;

    private static string Domain(string domain) => domain.Length == 0 ? "ONNX itself" : $"the domain {Spelling.Quoted(domain)}";
}
