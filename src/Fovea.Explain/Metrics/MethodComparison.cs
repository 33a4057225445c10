using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fovea.Explain;

/// <summary>Methods of explanation measured on the same images, beside controls that know nothing of the network.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Rows">The methods, then the controls.</param>
public sealed record MethodComparison(int Images, IReadOnlyList<MethodRow> Rows)
{
    /// <summary>Every metric, in the order of a table; those that need regions are left out without them.</summary>
    public static IReadOnlyList<ExplanationMetric> AllMetrics { get; } =
        [new Insertion(), new Deletion(), new Road(), new AverageDrop(), new AverageIncrease(), new Infidelity(), new MaxSensitivity(), new RandomisationCorrelation(), new Sparseness(), new PointingGame(), new EnergyShare()];

    /// <summary>The methods that every comparison has beside: random numbers, the image's edges, its middle.</summary>
    public static IReadOnlyList<ExplanationMethod> Controls { get; } = [new RandomMap(), new SobelEdges(), new CentreGaussian()];

    /// <summary>Explains and measures.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Preprocessed images of the input's shape.</param>
    /// <param name="classes">The class to explain, for each image.</param>
    /// <param name="methods">The methods.</param>
    /// <param name="metrics">The metrics; null takes all that can be measured.</param>
    /// <param name="regions">For each image which pixels belong to the object, or null.</param>
    /// <param name="seed">Decides every random draw of the metrics.</param>
    /// <param name="work">Batch, threads, progress, cancellation.</param>
    public static MethodComparison Of(Model model, Tensor images, IReadOnlyList<int> classes, IReadOnlyList<ExplanationMethod> methods,
        IReadOnlyList<ExplanationMetric>? metrics = null, IReadOnlyList<bool[]?>? regions = null, ulong seed = 0, ExplainWork? work = null)
    {
        if (methods.Count == 0) throw new ArgumentException("a comparison needs a method to compare");
        work ??= new ExplainWork();
        metrics ??= [.. AllMetrics.Where(m => regions is not null || !m.NeedsRegions)];
        ExplanationMethod[] all = [.. methods, .. Controls];
        double part = 1.0 / (all.Length * (metrics.Count + 1));
        var rows = new List<(ExplanationMethod Method, MetricResult[] Results)>();
        for (int m = 0; m < all.Length; m++)
        {
            double start = (double)m / all.Length;
            MetricSubject subject = MetricSubject.Of(model, images, classes, all[m], work.Part(start, part)) with { Regions = regions, Seed = seed };
            rows.Add((all[m], [.. metrics.Select((metric, i) => MetricResult.Of(metric, subject with { Work = work.Part(start + (i + 1) * part, part) }))]));
        }
        MetricResult[] random = rows.First(r => r.Method is RandomMap).Results;
        return new MethodComparison(images.Batch, [.. rows.Select(r => new MethodRow(r.Method.Name, Controls.Contains(r.Method), r.Results,
            [.. r.Results.Select((result, i) => result.Against(random[i], seed) * (result.Metric.HigherIsBetter ? 1 : -1))]))]);
    }

    /// <summary>A table: means with 95 % intervals; ≈ where a method cannot be told from random numbers, ✗ where it is worse.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int width = Rows.Max(r => r.Method.Length);
        IReadOnlyList<MetricResult> first = Rows[0].Results;
        for (int i = 0; i < first.Count; i++)
        {
            text.Append(i > 0 ? "\n" : "").Append(first[i].Metric.Name).Append(first[i].Metric.HigherIsBetter ? ", higher is better" : ", lower is better");
            if (first[i].Chance is { } chance) text.Append(CultureInfo.InvariantCulture, $", chance {chance:F3}");
            text.Append('\n');
            foreach (MethodRow row in Rows)
            {
                MetricResult r = row.Results[i];
                string mark = row.Method == Controls[0].Name ? "" : row.AgainstRandom[i] switch { > 0 => "", 0 => "  ≈ random", _ => "  worse than random" };
                text.Append(r.Count == 0 ? $"  {row.Method.PadRight(width)}  not defined"
                    : string.Create(CultureInfo.InvariantCulture, $"  {row.Method.PadRight(width)}  {r.Mean,7:F3}  (95 %: {r.Low95:F3} … {r.High95:F3}){(r.Count < Images ? $"  of {r.Count} images" : "")}{mark}")).Append('\n');
            }
        }
        return text.ToString().TrimEnd();
    }

    /// <summary>As JSON.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (MethodRow row in Rows)
        {
            json.WriteStartObject();
            json.WriteString("method", row.Method);
            json.WriteBoolean("control", row.IsControl);
            json.WriteStartArray("metrics");
            for (int i = 0; i < row.Results.Count; i++)
            {
                MetricResult r = row.Results[i];
                json.WriteStartObject();
                json.WriteString("metric", r.Metric.Name);
                json.WriteBoolean("higherIsBetter", r.Metric.HigherIsBetter);
                json.WriteNumber("count", r.Count);
                Number(json, "mean", r.Mean);
                Number(json, "low95", r.Low95);
                Number(json, "high95", r.High95);
                Number(json, "chance", r.Chance ?? double.NaN);
                json.WriteString("againstRandom", row.AgainstRandom[i] switch { > 0 => "better", 0 => "not distinguishable", _ => "worse" });
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, Math.Round(value, 6));
        else json.WriteNull(name);
    }
}

/// <summary>A method's line in a comparison.</summary>
/// <param name="Method">Its name.</param>
/// <param name="IsControl">Whether it knows nothing of the network.</param>
/// <param name="Results">One for each metric.</param>
/// <param name="AgainstRandom">For each metric 1 better than random numbers, −1 worse, 0 where the paired 95 % interval holds zero.</param>
public sealed record MethodRow(string Method, bool IsControl, IReadOnlyList<MetricResult> Results, IReadOnlyList<int> AgainstRandom);
