using System.Globalization;

namespace Fovea.Analysis;

/// <summary>Cells and closing lines that the table and the page have in common.</summary>
internal static class SummaryText
{
    public static readonly string[] Heads = ["node", "layer", "output", "parameters", "share", "MACs", "share", "field", "jump", "used"];

    /// <summary>One row, without its mark; empty where there is nothing to say.</summary>
    public static string[] Row(Summary summary, SummaryNode n) =>
    [
        n.Name, n.Op, n.Output.ToString(), Number(n.Parameters), Share(n.Parameters, summary.Parameters), Number(n.Macs), Share(n.Macs, summary.Macs),
        n.ReceptiveField.ToString(), n.ReceptiveField.IsWhole ? "" : Jump(n.ReceptiveField), n.MapUse is { } use ? Percent(use) : "",
    ];

    /// <summary>Totals, memory, what adds nothing and what lint says.</summary>
    public static IEnumerable<string> Totals(Summary s)
    {
        string padding = s.PaddingShare >= 0.0005 ? $", {Percent(s.PaddingShare)} of them on padding" : "";
        yield return $"{s.Parameters:N0} parameters ({Bytes(s.Parameters * sizeof(float))}), {s.Macs:N0} MACs an image{padding}";
        yield return $"activations at batch {s.Batch}: {Bytes(s.InferenceBytes)} in inference, {Bytes(s.TrainingBytes)} in training with gradients";
        if (s.Border.Border.Count > 0)
            yield return $"{s.Border.Border.Count} of {s.Border.Convolutions} convolutions add no context at this input size ({Percent(s.Border.ParameterShare)} of the convolutions' "
                + $"parameters, {Percent(s.Border.MacShare)} of their MACs): {Spelling.List(s.Border.Border.Select(n => n.Name), 8)}";
        int grave = s.Lint.Findings.Count(f => f.Severity >= Severity.Warning);
        if (grave > 0) yield return $"! lint has {grave} warning{(grave == 1 ? "" : "s")}: fovea lint says what, why and what helps";
    }

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    private static string Share(long part, long whole) => part == 0 || whole == 0 ? "" : Percent((double)part / whole);

    private static string Number(long n) => n == 0 ? "" : n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Jump(ReceptiveField f) => f.JumpHeight == f.JumpWidth ? $"{f.JumpHeight}" : $"{f.JumpHeight}×{f.JumpWidth}";

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:F1} GB"),
    };
}
