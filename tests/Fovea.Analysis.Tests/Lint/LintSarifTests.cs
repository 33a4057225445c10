using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Fovea.Analysis.Tests;

public sealed class LintSarifTests
{
    // The schema is of draft 4; nothing in it but the name of its id differs from draft 6, which the validator knows.
    private static readonly JsonSchema Schema = Read();

    public static TheoryData<string> Nets => [.. Zoo.Nets.Keys];

    [Theory]
    [MemberData(nameof(Nets))]
    public void A_report_on_any_zoo_net_validates_against_the_schema(string name)
        => Validate(LintSarif.Write(Linter.Run(new LintSubject(NetText.Parse(Zoo.Nets[name], $"nets/{name}.net.txt"), name))));

    [Fact]
    public void Findings_of_every_rule_validate_against_the_schema()
    {
        foreach (Rule rule in Linter.Rules) Validate(LintSarif.Write(Linter.Run(rule.Fires.Subject())));
    }

    [Fact]
    public void The_schema_finds_fault_with_what_is_no_sarif()
    {
        JsonNode log = JsonNode.Parse(LintSarif.Write(Report("nets/a b.net.txt")))!;
        log["runs"]![0]!["results"]![0]!["level"] = "terrible";
        Assert.False(Schema.Evaluate(JsonSerializer.SerializeToElement(log)).IsValid);
    }

    [Fact]
    public void A_result_has_file_line_node_level_and_rule()
    {
        using JsonDocument log = JsonDocument.Parse(LintSarif.Write(Report("nets/a b.net.txt")));
        JsonElement run = log.RootElement.GetProperty("runs")[0], result = run.GetProperty("results")[0];
        JsonElement place = result.GetProperty("locations")[0];
        Assert.Equal("nets/a%20b.net.txt", place.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(2, place.GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal("conv2", place.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString());
        Assert.Equal("SHP005", result.GetProperty("ruleId").GetString());
        Assert.Equal("warning", result.GetProperty("level").GetString());
        JsonElement rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()];
        Assert.Equal("SHP005", rule.GetProperty("id").GetString());
        Assert.Equal("warning", rule.GetProperty("defaultConfiguration").GetProperty("level").GetString());
        Assert.Contains("Bag of tricks", rule.GetProperty("help").GetProperty("text").GetString());
        Assert.Equal(75, result.GetProperty("properties").GetProperty("evidence").GetProperty("skipped").GetDouble());
    }

    [Fact]
    public void Paths_are_relative_to_the_root_that_is_given()
    {
        using JsonDocument log = JsonDocument.Parse(LintSarif.Write(Report("/home/me/project/nets/net.txt"), "/home/me/project"));
        Assert.Contains("\"uri\": \"nets/net.txt\"", log.RootElement.GetRawText());
    }

    [Fact]
    public void A_net_without_a_file_has_no_physical_location()
    {
        string log = LintSarif.Write(Report("resnet20"));
        Validate(log);
        Assert.DoesNotContain("physicalLocation", log);
        Assert.Contains("conv2", log);
    }

    [Fact]
    public void What_is_suppressed_carries_its_reason()
    {
        var settings = new LintSettings { Suppressions = [new("SHP005", "conv2", "measured: no loss"), new("NRM001", null, "ported") { IsInSource = true }] };
        string log = LintSarif.Write(Report("a.net.txt", settings));
        Validate(log);
        using JsonDocument json = JsonDocument.Parse(log);
        JsonElement suppression = json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
            .Single(r => r.GetProperty("ruleId").GetString() == "SHP005").GetProperty("suppressions")[0];
        Assert.Equal(("external", "measured: no loss"), (suppression.GetProperty("kind").GetString(), suppression.GetProperty("justification").GetString()));
    }

    private static LintReport Report(string file, LintSettings? settings = null)
        => Linter.Run(new LintSubject(NetText.Parse("32x32x3 | conv 16 3x3 | relu\n | conv 32 1x1 stride 2 | relu | globalavgpool | dense 10", file), "net"), settings);

    internal static void Validate(string log)
    {
        using JsonDocument json = JsonDocument.Parse(log);
        EvaluationResults results = Schema.Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        Assert.True(results.IsValid, string.Join("\n", (results.Details ?? []).Where(d => d.Errors is { Count: > 0 })
            .Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Select(e => e.Value))}")));
    }

    private static JsonSchema Read()
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Schemas", "sarif-2.1.0-rtm.5.json")))!;
        schema["$schema"] = "http://json-schema.org/draft-06/schema#";
        schema.AsObject().Remove("id");
        return JsonSchema.FromText(schema.ToJsonString());
    }
}
