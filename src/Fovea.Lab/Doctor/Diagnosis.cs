using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fovea.Lab;

/// <summary>What the doctor says about a network and its images.</summary>
public sealed record Diagnosis
{
    /// <summary>The network.</summary>
    public required string Name { get; init; }

    /// <summary>The images, in words.</summary>
    public required string Data { get; init; }

    /// <summary>The gravest outcome.</summary>
    public required Outcome Worst { get; init; }

    /// <summary>One sentence for a beginner.</summary>
    public required string Verdict { get; init; }

    /// <summary>What to do first.</summary>
    public required string First { get; init; }

    /// <summary>The examinations in the order in which faults cause each other.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The learning-rate range test; null when the network cannot be trained.</summary>
    public RateSweep? Rates { get; init; }

    /// <summary>Wall time.</summary>
    public required double Seconds { get; init; }

    /// <summary>The examination of that name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public CheckResult this[string check] => Checks.First(c => c.Check == check);

    /// <summary>The diagnosis as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LabJson.Default.Diagnosis);

    /// <summary>A page of text: each examination, then the verdict.</summary>
    public override string ToString() => ToString(110);

    /// <summary>A page of text for a terminal of that many columns.</summary>
    public string ToString(int width)
    {
        const int margin = 20;
        var text = new StringBuilder($"{Name} on {Data}\n\n");
        foreach (CheckResult c in Checks)
        {
            Wrap(text, $"{Word(c.Outcome),-8}{c.Check,-12}", c.Found, margin, width);
            if (c.Advice is not null && c.Outcome is Outcome.Broken or Outcome.Doubtful) Wrap(text, $"{"",margin - 2}→ ", c.Advice, margin, width);
        }
        text.Append('\n');
        Wrap(text, "verdict  ", Verdict, 9, width);
        Wrap(text, "first    ", First, 9, width);
        return text.ToString();
    }

    /// <summary>How an outcome is called: ok, look, broken, –.</summary>
    public static string Word(Outcome outcome) => outcome switch { Outcome.Broken => "BROKEN", Outcome.Doubtful => "look", Outcome.Sound => "ok", _ => "–" };

    private static void Wrap(StringBuilder text, string head, string words, int margin, int width)
    {
        int column = head.Length;
        text.Append(head);
        foreach (string word in words.Split(' '))
        {
            if (column > margin && column + word.Length > width)
            {
                text.Length--;
                text.Append('\n').Append(' ', margin);
                column = margin;
            }
            text.Append(word).Append(' ');
            column += word.Length + 1;
        }
        text.Length--;
        text.Append('\n');
    }
}

/// <summary>JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Diagnosis))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class LabJson : JsonSerializerContext;
