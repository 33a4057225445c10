using Fovea.Onnx;

namespace Fovea.Fuzz;

/// <summary>A reader under attack.</summary>
/// <param name="Name">As the command line and the corpus folder name it.</param>
/// <param name="Read">Reads the input wholly; throws a <see cref="FormatException"/> where it refuses, and on a wrong answer anything else.</param>
/// <param name="Mutate">Makes an input from one or two others.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Read, Func<FuzzRandom, byte[], byte[], byte[]> Mutate)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("onnx-read", ReadOnnx, WireMutator.Mutate),
        new("safetensors-read", ReadSafetensors, HeaderMutator.Mutate),
    ];

    private static void ReadOnnx(byte[] bytes)
    {
        OnnxGraph graph = OnnxReader.Read(bytes, "input.onnx");
        ProtobufOracle.Check(bytes, graph);
    }

    private static void ReadSafetensors(byte[] bytes)
    {
        using SafetensorsFile file = SafetensorsFile.Read(new MemoryStream(bytes), "input.safetensors");
        long end = 0;
        foreach (SafetensorsEntry entry in file.Entries)
        {
            if (entry.Offset != end || file.ReadBytes(entry.Name).Length != entry.Bytes) throw new InvalidOperationException($"{entry} lies elsewhere than it should");
            end += entry.Bytes;
            if (file.ReadFloats(entry.Name).Length != entry.Length) throw new InvalidOperationException($"{entry} has another number of floats");
        }
    }
}
