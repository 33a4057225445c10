using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Explain;

/// <summary>What checks say about one explanation: whether the picture may be believed.</summary>
/// <param name="Verdict">The worst of the checks.</param>
/// <param name="Checks">Each with its number and its threshold.</param>
public sealed record TrustBadge(TrustVerdict Verdict, IReadOnlyList<TrustCheck> Checks)
{
    /// <summary>In one line: <c>fails: weight randomisation 0.83</c>.</summary>
    public string Headline => Verdict switch
    {
        TrustVerdict.Passes => $"passes {Checks.Count(c => c.Verdict == TrustVerdict.Passes)} checks",
        _ => $"{Word(Verdict)}: {string.Join(", ", Checks.Where(c => c.Verdict == Verdict).Select(c => c.Name))}",
    };

    /// <summary>The checks of each explanation of a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images that were explained.</param>
    /// <param name="method">The method that explained them, run again on other weights and on noisy images.</param>
    /// <param name="objective">The scalar that was explained.</param>
    /// <param name="explanations">The maps.</param>
    /// <param name="labels">A label for each image, where the objective reads them.</param>
    /// <param name="options">Draws and thresholds.</param>
    public static IReadOnlyList<TrustBadge> Of(Model model, Tensor images, ExplanationMethod method, Objective objective, IReadOnlyList<Explanation> explanations,
        IReadOnlyList<int>? labels = null, TrustOptions? options = null)
    {
        if (explanations.Count != images.Batch) throw new ArgumentException($"{explanations.Count} explanations for {images.Batch} images", nameof(explanations));
        options ??= new TrustOptions();
        var site = new TrustSite(model, images, method, objective, explanations, [.. labels ?? []], options);
        TrustCheck[] blank = BlankCheck.Of(site), weights = RandomisationCheck.Of(site with { Options = Part(options, 0, 0.55) }), classes = ClassCheck.Of(site with { Options = Part(options, 0.55, 0.05) }), edges = EdgeCheck.Of(site),
            noise = StabilityCheck.Of(site with { Options = Part(options, 0.6, 0.3) }), gain = GainCheck.Of(site with { Options = Part(options, 0.9, 0.1) }), complete = CompletenessCheck.Of(site);
        options.Work.Progress?.Report(1);
        return [.. Enumerable.Range(0, images.Batch).Select(n => Judge([blank[n], weights[n], classes[n], edges[n], complete[n], noise[n], gain[n]]))];
    }

    /// <summary>The verdict of checks: the worst of them.</summary>
    public static TrustBadge Judge(IReadOnlyList<TrustCheck> checks) => new(checks.Max(c => c.Verdict), checks);

    /// <summary>The verdict in a word.</summary>
    public static string Word(TrustVerdict verdict) => verdict switch
    {
        TrustVerdict.Passes => "passes",
        TrustVerdict.Doubtful => "doubtful",
        TrustVerdict.Fails => "fails",
        _ => "–",
    };

    /// <summary>The headline and a line a check.</summary>
    public override string ToString() => $"trust {Headline}{string.Concat(Checks.Where(c => c.Verdict != TrustVerdict.NotApplicable).Select(c => $"\n  {c}"))}";

    /// <summary>As JSON.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("verdict", Name(Verdict));
            json.WriteStartArray("checks");
            foreach (TrustCheck c in Checks)
            {
                json.WriteStartObject();
                json.WriteString("name", c.Name);
                json.WriteString("verdict", Name(c.Verdict));
                if (c.Value is { } v && double.IsFinite(v)) json.WriteNumber("value", Math.Round(v, 6));
                else json.WriteNull("value");
                json.WriteString("rule", c.Rule);
                json.WriteString("source", c.Source);
                json.WriteString("says", c.Says);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Name(TrustVerdict verdict) => verdict == TrustVerdict.NotApplicable ? "not applicable" : Word(verdict);

    private static TrustOptions Part(TrustOptions options, double first, double share) => options with { Work = options.Work.Part(first, share) };
}

/// <summary><c>model.Check(…)</c>.</summary>
public static class TrustExtensions
{
    /// <inheritdoc cref="TrustBadge.Of"/>
    public static IReadOnlyList<TrustBadge> Check(this Model model, Tensor images, ExplanationMethod method, Objective objective, IReadOnlyList<Explanation> explanations,
        IReadOnlyList<int>? labels = null, TrustOptions? options = null)
        => TrustBadge.Of(model, images, method, objective, explanations, labels, options);
}

/// <summary>What the checks look at.</summary>
internal sealed record TrustSite(Model Model, Tensor Images, ExplanationMethod Method, Objective Objective, IReadOnlyList<Explanation> Explanations, int[] Labels, TrustOptions Options)
{
    public TrustCheck[] Each(Func<int, TrustCheck> check) => [.. Enumerable.Range(0, Images.Batch).Select(check)];

    public IReadOnlyList<Explanation> Again(Model model, Tensor images, ExplainWork work) => Explained.Of(model, images, Method, Objective, Labels, work);

    public int Label(int n) => Labels.Length == 0 ? 0 : Labels[n];

    public bool IsBlank(int n) => Explanations[n].Map.Any(v => !float.IsFinite(v)) || Explanations[n].Minimum == Explanations[n].Maximum;
}
