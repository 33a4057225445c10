using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fovea.Analysis;

/// <summary>A lint configuration as it stands in the file.</summary>
internal sealed record LintConfigFile
{
    public Dictionary<string, double>? Thresholds { get; init; }

    public List<SuppressEntry>? Suppress { get; init; }

    public string? FailOn { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>One entry of <c>suppress</c>.</summary>
internal sealed record SuppressEntry
{
    public string? Rule { get; init; }

    public string? Node { get; init; }

    public string? Reason { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(LintConfigFile))]
internal sealed partial class LintConfigJson : JsonSerializerContext;
