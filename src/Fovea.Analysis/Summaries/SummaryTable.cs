using System.Text;

namespace Fovea.Analysis;

/// <summary>A summary for a terminal.</summary>
internal static class SummaryTable
{
    private const int MostName = 28, MostLayer = 34;
    private static readonly bool[] Right = [false, false, false, true, true, true, true, false, true, true];

    public static string Of(Summary s)
    {
        string[][] rows = [SummaryText.Heads, .. s.Nodes.Select(n => SummaryText.Row(s, n))];
        foreach (string[] row in rows) (row[0], row[1]) = (Fit(row[0], MostName), Fit(row[1], MostLayer));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        bool marked = s.Nodes.Any(n => n.IsMarked);
        var text = new StringBuilder($"{s.Name}: {s.Nodes[0].Output} → {s.Nodes[^1].Output}\n\n");
        for (int i = 0; i < rows.Length; i++)
        {
            string mark = !marked ? "" : i > 0 && s.Nodes[i - 1].IsMarked ? "! " : "  ";
            text.Append((mark + string.Join("  ", rows[i].Select((cell, c) => Right[c] ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c])))).TrimEnd()).Append('\n');
        }
        text.Append('\n');
        foreach (string line in SummaryText.Totals(s)) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string Fit(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
