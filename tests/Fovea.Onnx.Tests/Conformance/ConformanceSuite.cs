namespace Fovea.Onnx.Tests;

/// <summary>ONNX's own tests of its ops, 1.12: 1,072 models with inputs and outputs, as Debian packs them.</summary>
internal static class ConformanceSuite
{
    private const string Folder = "/usr/share/libonnx-testdata/data";

    /// <summary>Every test with what <c>tiers.tsv</c> says of it.</summary>
    /// <exception cref="DirectoryNotFoundException">The package is not installed.</exception>
    public static IReadOnlyList<ConformanceCase> Load()
    {
        if (!Directory.Exists(Folder)) throw new DirectoryNotFoundException($"{Folder}: ONNX's tests are not installed\n  help  apt-get install libonnx-testdata");
        using var reader = new StreamReader(typeof(ConformanceSuite).Assembly.GetManifestResourceStream("tiers.tsv")!);
        string[][] rows = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split('\t'))];
        return [.. rows.Select(r => new ConformanceCase(r[0], r[1], r[2], r[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), Path.Combine(Folder, r[0], r[1])))];
    }
}

/// <summary>One test.</summary>
/// <param name="Suite">node, pytorch-converted, pytorch-operator or simple.</param>
/// <param name="Name">The folder's name.</param>
/// <param name="Tier">1: what networks of images are made of; 2: tensors at large; E: ops written out in others; P: as PyTorch exported them; X: outside Fovea's aim.</param>
/// <param name="Ops">The ops in it.</param>
/// <param name="Path">The folder.</param>
internal sealed record ConformanceCase(string Suite, string Name, string Tier, IReadOnlyList<string> Ops, string Path)
{
    /// <summary>The model as Fovea reads it.</summary>
    public OnnxGraph Read() => OnnxReader.Read(System.IO.Path.Combine(Path, "model.onnx"));

    /// <summary>Each set of inputs and the outputs they must give.</summary>
    public IEnumerable<(OnnxTensor[] Inputs, OnnxTensor[] Outputs)> Sets()
        => Directory.GetDirectories(Path, "test_data_set_*").Order(StringComparer.Ordinal).Select(d => (Tensors(d, "input"), Tensors(d, "output")));

    private static OnnxTensor[] Tensors(string folder, string kind)
        => [.. Directory.GetFiles(folder, $"{kind}_*.pb").OrderBy(f => int.Parse(System.IO.Path.GetFileNameWithoutExtension(f)[(kind.Length + 1)..]))
            .Select(f => OnnxReader.ReadTensor(File.ReadAllBytes(f), f))];
}
