using Fovea.Keras;

namespace Fovea.Cli;

/// <summary>Reads a file of weights into a network, whatever wrote it.</summary>
internal static class WeightFile
{
    /// <summary>What help pages say about such a file.</summary>
    public const string Help = "a .safetensors of PyTorch (names of torchvision, timm, nn.Sequential or Fovea) or a .weights.h5 of Keras";

    /// <summary>Reads it.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="ModelFileException">It cannot be read, or it does not fit the network.</exception>
    public static WeightReport Load(Model model, string path, WeightOptions options)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file\n  rule  weights are {Help}", path);
        if (KerasWeights.IsHdf5(path)) return KerasWeights.Load(model, path, options);
        NetArgument.RefuseForeign(path);
        if (NetArgument.IsOnnx(path))
            throw new ModelFileException(path, "this is an ONNX file", $"weights are {Help}", "an ONNX file is a model of its own: give it as MODEL, or to train as --from FILE without NET");
        return Weights.Load(model, path, options);
    }

    /// <summary>The report as members of a JSON object.</summary>
    public static void Write(System.Text.Json.Utf8JsonWriter json, WeightReport report)
    {
        json.WriteString("file", report.File);
        json.WriteString("names", report.Names);
        json.WriteNumber("matched", report.Matched.Count);
        Write(json, "missing", report.Missing.Select(m => m.Parameter));
        Write(json, "different", report.Different.Select(d => d.Parameter));
        Write(json, "unknown", report.Unknown.Select(u => u.Tensor));
        json.WriteNumber("ignored", report.Ignored.Count);
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, string member, IEnumerable<string> names)
    {
        json.WriteStartArray(member);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }
}
