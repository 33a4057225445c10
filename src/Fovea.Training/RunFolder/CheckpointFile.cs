using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fovea.Training;

/// <summary>
/// A checkpoint on disk: one safetensors file that is a model file too, with the optimiser's blocks as further tensors and the state
/// as JSON. A SHA-256 over names, shapes, numbers and texts is in the metadata: a damaged file is known before it is used.
/// </summary>
internal static class CheckpointFile
{
    public const string StateKey = "fovea.training", HashKey = "fovea.sha256", Prefix = "training/";

    public static void Write(Stream stream, string network, Model model, IReadOnlyList<(string Name, ReadOnlyMemory<float> Values)> blocks, CheckpointState state)
    {
        SafetensorsTensor[] tensors =
        [
            .. ModelFile.Tensors(model),
            .. blocks.Select(b => SafetensorsTensor.Of(Prefix + b.Name, [b.Values.Length], b.Values)),
        ];
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [ModelFile.NetworkKey] = network,
            [StateKey] = JsonSerializer.Serialize(state, TrainingJson.Default.CheckpointState),
        };
        metadata[HashKey] = Hash(metadata, tensors.Select(t => (t.Name, t.Shape, Bytes(t))));
        SafetensorsFile.Write(stream, metadata, tensors);
    }

    /// <summary>Writes the model alone.</summary>
    public static void WriteModel(Stream stream, string network, Model model)
        => SafetensorsFile.Write(stream, new Dictionary<string, string> { ["format"] = "pt", [ModelFile.NetworkKey] = network }, ModelFile.Tensors(model));

    /// <summary>The network as model files hold it, with the classes' names where the model has none.</summary>
    public static string NetworkOf(Model model, IReadOnlyList<string> classes)
    {
        using Model named = model.With(labels: model.Labels.Count > 0 ? null : classes);
        using var stream = new MemoryStream();
        named.Save(stream);
        stream.Position = 0;
        using SafetensorsFile file = SafetensorsFile.Read(stream, model.Name);
        return file.Metadata[ModelFile.NetworkKey];
    }

    /// <summary>Opens a checkpoint and checks every byte of it.</summary>
    /// <exception cref="ModelFileException">It is damaged, or no checkpoint, or of a newer program.</exception>
    public static (SafetensorsFile File, CheckpointState State) Open(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        try
        {
            if (!file.Metadata.TryGetValue(StateKey, out string? json) || !file.Metadata.TryGetValue(HashKey, out string? hash))
                throw new ModelFileException(path, "it is a model file without the state of a training run", "a checkpoint holds weights, optimiser and state",
                    "resume from weights/last.safetensors of a run folder");
            string actual = Hash(file.Metadata.Where(m => m.Key != HashKey), file.Entries.Select(e => (e.Name, e.Shape, file.ReadBytes(e.Name))));
            if (actual != hash)
                throw new ModelFileException(path, "its content does not match its checksum", "SHA-256 of names, shapes, numbers and texts", "the file was damaged after it was written");
            using (JsonDocument version = JsonDocument.Parse(json))
                if (version.RootElement.GetProperty("version").GetInt32() is var v and not CheckpointState.Format)
                    throw new ModelFileException(path, $"it is a checkpoint of format {v}, this program reads format {CheckpointState.Format}", help: "use the version of Fovea that wrote it");
            return (file, JsonSerializer.Deserialize(json, TrainingJson.Default.CheckpointState) ?? throw new JsonException("null"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or NotSupportedException)
        {
            file.Dispose();
            throw new ModelFileException(path, $"its state cannot be read: {e.Message}", inner: e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads one of the flat blocks.</summary>
    public static void ReadBlock(SafetensorsFile file, string name, Span<float> values)
    {
        if (file.Find(Prefix + name) is not { } entry || entry.Length != values.Length)
            throw new ModelFileException(file.Name, $"the block '{name}' of {values.Length:N0} numbers is missing", "a checkpoint holds the state of the optimiser it was trained with");
        file.ReadFloats(Prefix + name, values);
    }

    private static byte[] Bytes(SafetensorsTensor tensor)
    {
        using var stream = new MemoryStream();
        tensor.Write(stream);
        return stream.ToArray();
    }

    private static string Hash(IEnumerable<KeyValuePair<string, string>> metadata, IEnumerable<(string Name, IReadOnlyList<long> Shape, byte[] Bytes)> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) Add($"{key.Length} {key} {value.Length} {value}\n");
        foreach ((string name, IReadOnlyList<long> shape, byte[] bytes) in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            Add($"{name.Length} {name} {string.Join(',', shape)}\n");
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
