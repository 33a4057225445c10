using System.Text;

namespace Fovea.Analysis;

/// <summary>A summary for a page of Markdown.</summary>
internal static class SummaryMarkdown
{
    public static string Of(Summary s)
    {
        var text = new StringBuilder($"## {s.Name}: {s.Nodes[0].Output} → {s.Nodes[^1].Output}\n\n");
        text.Append("| | ").AppendJoin(" | ", SummaryText.Heads).Append(" |\n|---|---|---|---|--:|--:|--:|--:|---|--:|--:|\n");
        foreach (SummaryNode n in s.Nodes)
        {
            string[] cells = SummaryText.Row(s, n);
            (cells[0], cells[1]) = ($"`{cells[0]}`", $"`{cells[1]}`");
            text.Append(n.IsMarked ? "| ! | " : "| | ").AppendJoin(" | ", cells).Append(" |\n");
        }
        text.Append('\n').AppendJoin("  \n", SummaryText.Totals(s)).Append('\n');
        return text.ToString();
    }
}
