using System.Text;

namespace Fovea.Onnx.Tests;

/// <summary><c>docs/onnx.md</c> is made from the run of ONNX's tests. Set FOVEA_UPDATE_DOCS=1 to write what it gives now.</summary>
[Collection(nameof(ConformanceFixture))]
public sealed class ConformanceDocumentTests(ConformanceFixture suite)
{
    private static readonly (string Tier, string Meaning)[] Tiers =
    [
        ("1", "what networks of images are made of"),
        ("2", "tensors at large: arithmetic, reductions, gathering, losses, quantised ops"),
        ("E", "ops written out in other ops"),
        ("P", "networks and ops as PyTorch exported them, most with opset 6"),
        ("X", "outside Fovea's aim: recurrent ops, control flow, sequences, words, signals, optimisers"),
    ];

    /// <summary>Why a test cannot hold, where its own difference does not say.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["test_training_dropout"] = "NumPy's random numbers are in the outputs",
        ["test_training_dropout_default"] = "NumPy's random numbers are in the outputs",
        ["test_training_dropout_default_mask"] = "NumPy's random numbers are in the outputs",
        ["test_training_dropout_mask"] = "NumPy's random numbers are in the outputs",
        ["test_cast_FLOAT_to_BFLOAT16"] = "the outputs are cut off to bfloat16; Fovea rounds, as ONNX does since 1.13",
        ["test_castlike_FLOAT_to_BFLOAT16"] = "the outputs are cut off to bfloat16; Fovea rounds, as ONNX does since 1.13",
        ["test_castlike_FLOAT_to_BFLOAT16_expanded"] = "the outputs are cut off to bfloat16; Fovea rounds, as ONNX does since 1.13",
    };

    [Fact]
    public void The_table_says_what_the_tests_gave()
    {
        string path = Path.Combine(Root(), "docs", "onnx.md"), now = Text();
        if (Environment.GetEnvironmentVariable("FOVEA_UPDATE_DOCS") == "1") File.WriteAllText(path, now);
        Assert.Equal(now, File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "");
    }

    private string Text()
    {
        string[] ways = [.. suite.Results.Keys];
        var text = new StringBuilder("""
            # ONNX: what is understood

            Made by a test from a run of ONNX's own 1,072 tests of its ops (1.12, Debian's `libonnx-testdata`). A test passes when every output
            has the type and the sizes asked for and its values lie within 10⁻³ of them, ONNX's own bound. *Evaluated* is by plain loops, for
            ops of any opset from 6 to 22.

            | suite | tier | tests |
            """);
        text.Append(string.Concat(ways.Select(w => $" {w} |"))).Append("\n|---|---|--:|").Append(string.Concat(ways.Select(_ => "--:|"))).Append('\n');
        foreach (var group in suite.Cases.GroupBy(c => (c.Suite, c.Tier)).OrderBy(g => Order(g.Key.Tier)).ThenBy(g => g.Key.Suite, StringComparer.Ordinal))
            Row(text, $"{group.Key.Suite} | {group.Key.Tier}", c => (c.Suite, c.Tier) == group.Key);
        text.Append('\n').Append(string.Join("\n", Tiers.Select(t => $"- **{t.Tier}**: {t.Meaning}"))).Append('\n');

        text.Append("\n## By op\n\nTests of tiers 1, 2 and P in which the op appears.\n\n| op | tests |").Append(string.Concat(ways.Select(w => $" {w} |")));
        text.Append("\n|---|--:|").Append(string.Concat(ways.Select(_ => "--:|"))).Append('\n');
        foreach (string op in suite.Cases.Where(c => c.Tier is "1" or "2" or "P").SelectMany(c => c.Ops).Distinct().Order(StringComparer.Ordinal))
            Row(text, op, c => c.Tier is "1" or "2" or "P" && c.Ops.Contains(op));

        string[] untested = [.. EvaluateOps.All.Keys.Except(suite.Cases.SelectMany(c => c.Ops)).Order(StringComparer.Ordinal)];
        text.Append($"\nEvaluated too, and held against ONNX Runtime alone: {string.Join(", ", untested)}.\n");

        foreach (string way in ways)
        {
            text.Append($"\n## Not {way}\n\n| tier | tests | reason |\n|---|---|---|\n");
            foreach (var group in suite.Results[way].Where(r => !r.Passed).GroupBy(r => (r.Case.Tier, Reason: Reason(r))).OrderBy(g => Order(g.Key.Tier)).ThenBy(g => g.Key.Reason, StringComparer.Ordinal))
                text.Append($"| {group.Key.Tier} | {Names([.. group.Select(r => r.Case.Name["test_".Length..])])} | {group.Key.Reason} |\n");
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    private void Row(StringBuilder text, string head, Func<ConformanceCase, bool> belongs)
        => text.Append($"| {head} | {suite.Cases.Count(belongs)} |").Append(string.Concat(suite.Results.Values.Select(r => $" {r.Count(x => x.Passed && belongs(x.Case))} |"))).Append('\n');

    private static string Reason(ConformanceResult result)
    {
        if (Known.TryGetValue(result.Case.Name, out string? known)) return known;
        string[] unknown = [.. result.Case.Ops.Where(o => !EvaluateOps.All.ContainsKey(o)).Select(o => o.Split("::")[^1])];
        return unknown.Length > 0 ? $"no {string.Join(", ", unknown)}" : result.Reason.Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Names(string[] names)
        => string.Join(", ", names.Take(names.Length > 8 ? 6 : 8).Select(n => $"`{n}`")) + (names.Length > 8 ? $" and {names.Length - 6} more" : "");

    private static int Order(string tier) => Array.FindIndex(Tiers, t => t.Tier == tier);

    // Not from the caller's file: builds for release name sources independently of where they lie.
    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Fovea.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no Fovea.slnx above {AppContext.BaseDirectory}");
    }
}
