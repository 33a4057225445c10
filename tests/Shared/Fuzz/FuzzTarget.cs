using Fovea.Onnx;

namespace Fovea.Fuzz;

/// <summary>A reader under attack.</summary>
/// <param name="Name">As the command line and the corpus folder name it.</param>
/// <param name="Read">Reads the input wholly; throws a <see cref="FormatException"/> where it refuses.</param>
/// <param name="Check">Throws where what was read is wrong; its time and memory are its own.</param>
/// <param name="Mutate">Makes an input from one or two others.</param>
/// <param name="Allowance">Bytes that reading may allocate beside 400 for each byte of input.</param>
/// <param name="Seeds">Folder of the corpus, when it is another's.</param>
internal sealed record FuzzTarget(string Name, Func<byte[], object> Read, Action<byte[], object> Check, Func<FuzzRandom, byte[], byte[], byte[]> Mutate, long Allowance = 1 << 20, string? Seeds = null)
{
    // What is computed while a file is read goes through doubles and lists of places: garbage, 16 bytes for each of the result.
    private const long ConstantBytes = 4 << 20, Constants = 16 * ConstantBytes;

    /// <summary>Its folder of the corpus.</summary>
    public string Corpus => Seeds ?? Name;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("onnx-read", bytes => OnnxReader.Read(bytes, "input.onnx"), (bytes, graph) => ProtobufOracle.Check(bytes, (OnnxGraph)graph), WireMutator.Mutate),
        new("onnx-import", bytes => Import(bytes), (_, _) => { }, WireMutator.Mutate, Constants),
        new("onnx-run", bytes => Run(bytes), (_, _) => { }, WireMutator.Mutate, Constants, "onnx-import"),
        new("safetensors-read", bytes => ReadSafetensors(bytes), (_, _) => { }, HeaderMutator.Mutate),
    ];

    private static OnnxImport Accepted(byte[] bytes) => Importer.Run(OnnxReader.Read(bytes, "input.onnx"), new OnnxImportOptions { ConstantBytes = ConstantBytes });

    private static string Import(byte[] bytes)
    {
        OnnxImport import = Accepted(bytes);
        using Model model = import.Model;
        _ = import.Report.ToString();
        return Kind(model);
    }

    // What was accepted runs: once forward, where it is small.
    private static string Run(byte[] bytes)
    {
        const long mostMacs = 20_000_000, mostFloats = 1 << 20;
        using Model model = Accepted(bytes).Model;
        if (model.Graph.Cost.Macs > mostMacs || model.Graph.Cost.Elementary > mostMacs || model.Graph.ParameterCount > mostFloats || model.Graph.Nodes.Sum(n => (double)n.Shape.Count) > mostFloats) return "too large to run";
        using Plan plan = model.Compile(new PlanOptions { Threads = 1 });
        plan.Load(new float[model.Graph.Input.Shape.Count]);
        plan.Run();
        using Tensor values = plan.Read(model.Graph.Output.Name);
        return Kind(model);
    }

    // By it the fuzzer knows networks apart.
    private static string Kind(Model model) => string.Join(' ', model.Graph.Nodes.Select(n => n.Op.GetType().Name).Distinct().Order(StringComparer.Ordinal));

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
