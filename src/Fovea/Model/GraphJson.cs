using System.Text;
using System.Text.Json;

namespace Fovea;

/// <summary>
/// The part of a model file that is not numbers: network, preprocessing and labels as JSON. Ops are written in the text notation;
/// there is no code in a model file and nothing in it names a type.
/// </summary>
internal static class GraphJson
{
    public const int Version = 1;
    private const int MaxNodes = 10_000;
    private const int MaxLabels = 100_000;

    public static string Write(Model model)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("name", model.Name);
            Array(json, "input", model.Graph.Input.Shape.ToArray(), (j, n) => j.WriteNumberValue(n));
            Array(json, "nodes", model.Graph.Nodes.Skip(1), WriteNode);
            json.WriteString("output", model.Graph.Output.Name);
            json.WriteStartObject("preprocessing");
            json.WriteString("resize", model.Preprocessing.Resize.ToString());
            Array(json, "mean", model.Preprocessing.Mean, (j, v) => j.WriteNumberValue(v));
            Array(json, "std", model.Preprocessing.Std, (j, v) => j.WriteNumberValue(v));
            json.WriteEndObject();
            Array(json, "labels", model.Labels, (j, v) => j.WriteStringValue(v));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteNode(Utf8JsonWriter json, Node node)
    {
        json.WriteStartObject();
        json.WriteString("name", node.Name);
        json.WriteString("op", node.Op.ToString());
        Array(json, "inputs", node.Inputs, (j, i) => j.WriteStringValue(i.Name));
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items) write(json, item);
        json.WriteEndArray();
    }

    /// <summary>The model without its values.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="file">What errors call the file.</param>
    /// <param name="check">Called with the graph before memory for its parameters is taken: a small file must not ask for much.</param>
    public static Model Read(string text, string file, Action<Graph> check)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = json.RootElement;
            int version = root.GetProperty("version").GetInt32();
            if (version != Version) throw Bad(file, $"the network is written in format {version}, this program reads format {Version}", "update Fovea");
            string name = Text(root, "name");
            Graph graph = ReadGraph(root, file);
            Preprocessing preprocessing = ReadPreprocessing(root.GetProperty("preprocessing"));
            preprocessing.Check(graph.Input.Shape.Channels);
            List<string> labels = ReadLabels(root);
            if (labels.Count > 0 && labels.Count != graph.Output.Shape.Count)
                throw Bad(file, $"the network has {graph.Output.Shape.Count} outputs and {labels.Count} labels");
            check(graph);
            return new Model(name, graph, preprocessing, labels);
        }
        catch (Exception e) when (e is not ModelFileException && e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or DeclarationException or OverflowException)
        {
            throw Bad(file, $"its network cannot be read: {e.Message}", null, e);
        }
    }

    private static Graph ReadGraph(JsonElement root, string file)
    {
        int[] input = [.. root.GetProperty("input").EnumerateArray().Select(e => e.GetInt32())];
        if (input.Length is not (1 or 3) || input.Any(n => n is < 1 or > 65536)) throw Bad(file, $"the input {string.Join('×', input)} is no image size");
        var builder = new GraphBuilder(Shape.Of(input));
        var nodes = new Dictionary<string, Node> { ["input"] = builder.Input };
        foreach (JsonElement e in root.GetProperty("nodes").EnumerateArray())
        {
            if (nodes.Count > MaxNodes) throw Bad(file, $"the network has more than {MaxNodes:N0} nodes");
            string name = Text(e, "name"), op = Text(e, "op");
            string[] words = op.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) throw Bad(file, $"node {name} has no op");
            Node[] inputs = [.. e.GetProperty("inputs").EnumerateArray().Select(i => nodes.TryGetValue(i.GetString() ?? "", out Node? n)
                ? n
                : throw Bad(file, $"node {name} reads '{i.GetString()}', which is no earlier node"))];
            if (inputs.Length == 0) throw Bad(file, $"node {name} reads nothing");
            nodes[name] = builder.Add(OpText.Read(words), inputs, name, new SourceLine(file, 0));
        }
        string output = Text(root, "output");
        return nodes.TryGetValue(output, out Node? end) ? builder.Build(end) : throw Bad(file, $"the output '{output}' is no node");
    }

    private static Preprocessing ReadPreprocessing(JsonElement e)
    {
        string resize = Text(e, "resize");
        ResizeRule rule = Enum.GetValues<ResizeRule>().FirstOrDefault(r => r.ToString() == resize, (ResizeRule)(-1));
        if (rule < 0) throw new FormatException($"'{resize}' is no resize rule");
        float[] mean = [.. e.GetProperty("mean").EnumerateArray().Select(v => v.GetSingle())];
        float[] std = [.. e.GetProperty("std").EnumerateArray().Select(v => v.GetSingle())];
        return mean.Length == 0 || std.Length == 0 ? throw new FormatException("preprocessing lacks its mean or deviation") : new Preprocessing(rule, mean, std);
    }

    private static List<string> ReadLabels(JsonElement root)
    {
        JsonElement labels = root.GetProperty("labels");
        if (labels.GetArrayLength() > MaxLabels) throw new FormatException($"{labels.GetArrayLength():N0} labels");
        return [.. labels.EnumerateArray().Select(e => e.GetString() ?? "")];
    }

    private static string Text(JsonElement e, string property)
        => e.GetProperty(property).GetString() ?? throw new FormatException($"{property} is no text");

    private static ModelFileException Bad(string file, string problem, string? help = null, Exception? inner = null)
        => new(file, problem, null, help, inner);
}
