using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fovea.Data;

namespace Fovea.Training;

/// <summary>JSON of options, results and checkpoints, generated at compile time: no reflection, no type names from files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(TrainOptions))]
[JsonSerializable(typeof(TrainingRun))]
[JsonSerializable(typeof(RunArguments))]
[JsonSerializable(typeof(CheckpointState))]
[JsonSerializable(typeof(EvaluationSummary))]
[JsonSerializable(typeof(Augmentation))]
internal sealed partial class TrainingJson : JsonSerializerContext
{
    /// <summary>For files that people read: indented, and with their own letters.</summary>
    public static TrainingJson Indented() => new(new JsonSerializerOptions(Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
