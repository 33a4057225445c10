using System.Text.Json;
using System.Text.Json.Serialization;
using Fovea.Kernels;

namespace Fovea;

/// <summary>Measured choices on disk: JSON that a person can read.</summary>
internal static class ChoicesFile
{
    private const int Format = 1;
    private const long MostBytes = 16 << 20;

    public static void Write(string path, AlgorithmChoices choices)
    {
        var content = new ChoicesContent { Format = Format, Processor = choices.Processor, Variant = choices.Variant, Choices = choices.Choices };
        AtomicFile.Write(path, file => JsonSerializer.Serialize(file, content, ChoicesJson.Default.ChoicesContent));
    }

    public static AlgorithmChoices Read(string path, KernelVariant variant)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: there is no such file\n  rule  it holds measured choices of algorithms\n  help  measure them: fovea tune NET --out {path}", path);
        ChoicesContent content = Parse(path);
        const string rule = "which algorithm is fastest depends on the processor and its kernels";
        string help = "measure here, into another file: fovea tune NET --out FILE";
        if (content.Processor != ProcessorModel.Name) throw new AlgorithmChoicesException(path, $"it was measured on {content.Processor}, this is {ProcessorModel.Name}", rule, help);
        if (content.Variant != variant) throw new AlgorithmChoicesException(path, $"it was measured with {content.Variant} kernels, these are {variant} kernels", rule, help);
        var seen = new HashSet<ChoiceKey>();
        for (int i = 0; i < content.Choices.Count; i++)
            if (Problem(content.Choices[i], variant, seen) is { } problem)
                throw Broken(path, $"choice {i + 1}, {content.Choices[i].Layer}: {problem}");
        return new AlgorithmChoices { Processor = content.Processor, Variant = content.Variant, Choices = content.Choices };
    }

    private static ChoicesContent Parse(string path)
    {
        long bytes = new FileInfo(path).Length;
        if (bytes > MostBytes) throw Broken(path, $"it has {bytes:N0} bytes, at most {MostBytes:N0} are read");
        try
        {
            using FileStream file = File.OpenRead(path);
            ChoicesContent content = JsonSerializer.Deserialize(file, ChoicesJson.Default.ChoicesContent) ?? throw new JsonException("it is null");
            if (content.Format != Format)
                throw new AlgorithmChoicesException(path, $"it is written in format {content.Format}, this program reads format {Format}", "a file says which format it has", "measure again: fovea tune NET --out FILE");
            if (content.Processor is null || content.Choices is null || content.Choices.Any(c => c?.Layer is null || c.Milliseconds is null)) throw new JsonException("a member is null");
            return content;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Broken(path, Plainly(bytes, e as JsonException), e);
        }
    }

    // The reader's own words name types of this program.
    private static string Plainly(long bytes, JsonException? e) => (bytes, e?.LineNumber) switch
    {
        (0, _) => "the file is empty",
        (_, { } line) => $"line {line + 1} cannot be read or misses a member{(e!.Path is { Length: > 1 } at ? $", at {at[2..]}" : "")}",
        _ => "format, processor, variant or choices are missing or null",
    };

    private static string? Problem(AlgorithmChoice choice, KernelVariant variant, HashSet<ChoiceKey> seen)
    {
        if (!LayerText.TryRead(choice.Layer, out ConvGeometry g) || g.OutH < 1 || g.OutW < 1) return "these are no sizes of a convolution";
        if (choice.Batch < 1) return $"a batch of {choice.Batch}";
        if (!ConvCandidates.Of(in g, variant).Contains(choice.Algorithm)) return $"{choice.Algorithm} cannot compute it";
        return seen.Add(choice.Key) ? null : "it is there twice";
    }

    private static AlgorithmChoicesException Broken(string path, string problem, Exception? inner = null)
        => new(path, problem, "the file holds what fovea tune wrote, unchanged", "delete it and measure again: fovea tune NET --out FILE", inner);
}

/// <summary>What the file holds.</summary>
internal sealed record ChoicesContent
{
    public required int Format { get; init; }

    public required string Processor { get; init; }

    public required KernelVariant Variant { get; init; }

    public required IReadOnlyList<AlgorithmChoice> Choices { get; init; }
}

/// <summary>JSON of the file, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(ChoicesContent))]
internal sealed partial class ChoicesJson : JsonSerializerContext;
