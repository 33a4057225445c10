using Fovea.Onnx;

namespace Fovea.Fuzz;

/// <summary>A reader under attack.</summary>
/// <param name="Name">As the command line and the corpus folder name it.</param>
/// <param name="Read">Reads the input wholly; throws a <see cref="FormatException"/> where it refuses.</param>
/// <param name="Check">Throws where what was read is wrong; its time and memory are its own.</param>
/// <param name="Mutate">Makes an input from one or two others.</param>
/// <param name="Allowance">Bytes that reading may allocate beside 400 for each byte of input.</param>
internal sealed record FuzzTarget(string Name, Func<byte[], object> Read, Action<byte[], object> Check, Func<FuzzRandom, byte[], byte[], byte[]> Mutate, long Allowance = 1 << 20)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("onnx-read", bytes => OnnxReader.Read(bytes, "input.onnx"), (bytes, graph) => ProtobufOracle.Check(bytes, (OnnxGraph)graph), WireMutator.Mutate),
        new("onnx-import", bytes => Import(bytes), (_, _) => { }, WireMutator.Mutate, 64 << 20),
        new("safetensors-read", bytes => ReadSafetensors(bytes), (_, _) => { }, HeaderMutator.Mutate),
    ];

    private static string Import(byte[] bytes)
    {
        OnnxImport import = Importer.Run(OnnxReader.Read(bytes, "input.onnx"), new OnnxImportOptions { ConstantBytes = 4 << 20 });
        using Model model = import.Model;
        return import.Report.ToString();
    }

    private static long ReadSafetensors(byte[] bytes)
    {
        using SafetensorsFile file = SafetensorsFile.Read(new MemoryStream(bytes), "input.safetensors");
        long end = 0;
        foreach (SafetensorsEntry entry in file.Entries)
        {
            if (entry.Offset != end || file.ReadBytes(entry.Name).Length != entry.Bytes) throw new InvalidOperationException($"{entry} lies elsewhere than it should");
            end += entry.Bytes;
            if (file.ReadFloats(entry.Name).Length != entry.Length) throw new InvalidOperationException($"{entry} has another number of floats");
        }
        return end;
    }
}
