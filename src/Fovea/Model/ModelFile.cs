namespace Fovea;

/// <summary>
/// Models on disk: a <c>.safetensors</c> file with PyTorch's parameter names and layouts, and the network, preprocessing and labels
/// as JSON in its metadata. PyTorch loads the numbers; Fovea loads PyTorch's numbers into a declared network.
/// </summary>
public static class ModelFile
{
    /// <summary>Metadata key of the network.</summary>
    public const string NetworkKey = "fovea";

    /// <summary>Writes a model; the file is either complete or untouched.</summary>
    /// <exception cref="DiskFullException">The disk is full; the former file is still there.</exception>
    public static void Save(this Model model, string path) => AtomicFile.Write(path, stream => Save(model, stream));

    /// <summary>Writes a model to a stream: the same model gives the same bytes.</summary>
    public static void Save(this Model model, Stream stream)
        => SafetensorsFile.Write(stream, new Dictionary<string, string> { ["format"] = "pt", [NetworkKey] = GraphJson.Write(model) }, Tensors(model));

    /// <summary>Reads a model that <see cref="Save(Model, string)"/> wrote.</summary>
    /// <exception cref="ModelFileException">The file is damaged, foreign, or holds numbers without a network.</exception>
    public static Model Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Load(file);
    }

    /// <summary>Reads a model from an open file.</summary>
    /// <exception cref="ModelFileException">As <see cref="Load(string)"/>.</exception>
    public static Model Load(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(NetworkKey, out string? network))
            throw new ModelFileException(file.Name, "it holds numbers but no network", "a model file carries its network in the metadata 'fovea'",
                $"give them to a network: fovea convert NET --weights {file.Name} --to model.safetensors");
        Model model = GraphJson.Read(network, file.Name, graph => Check(graph, file));
        try
        {
            LoadWeights(model, file);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Reads the parameters of a declared network from a file with PyTorch's names and layouts.</summary>
    /// <exception cref="ModelFileException">A parameter is missing or has another shape.</exception>
    public static void LoadWeights(this Model model, string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        LoadWeights(model, file);
    }

    /// <summary>Reads the parameters of a declared network from an open file.</summary>
    /// <exception cref="ModelFileException">A parameter is missing or has another shape.</exception>
    public static void LoadWeights(this Model model, SafetensorsFile file)
    {
        Check(model.Graph, file);
        foreach (Parameter p in model.Parameters.All)
            ParameterLayout.FromFile(p, file.ReadFloats(p.Name), model.Parameters.Values(p).Span);
        model.Parameters.MarkChanged();
    }

    // Every parameter is there in its shape.
    private static void Check(Graph graph, SafetensorsFile file)
    {
        foreach (Node node in graph.Nodes)
            foreach (ParameterSpec spec in node.Parameters)
            {
                string name = node.ParameterName(spec);
                SafetensorsEntry entry = file.Find(name)
                    ?? throw new ModelFileException(file.Name, $"{name} is missing{Spelling.DidYouMean(name, file.Entries.Select(e => e.Name))}");
                long[] shape = ParameterLayout.FileShape(spec);
                if (!entry.Shape.SequenceEqual(shape))
                    throw new ModelFileException(file.Name, $"{name} is {string.Join('×', entry.Shape)}, the network needs {string.Join('×', shape)}");
            }
    }

    /// <summary>The parameters as tensors in file layout.</summary>
    public static IEnumerable<SafetensorsTensor> Tensors(Model model)
        => model.Parameters.All.Select(p => SafetensorsTensor.Of(p.Name, ParameterLayout.FileShape(p.Spec), ParameterLayout.ToFile(p, model.Parameters.Values(p).Span)));
}
