using System.Text.RegularExpressions;

namespace Fovea.Analysis;

/// <summary>Suppressions in the text notation: <c># lint: off SHP004 because inputs are always 225×225</c>.</summary>
/// <remarks>
/// Behind a declaration the comment is about the nodes of that line; on the line of the input size also about the network as a whole.
/// On a line of its own it is about the whole network.
/// </remarks>
public static partial class LintComments
{
    /// <summary>All suppressions of a text.</summary>
    /// <param name="text">A network in the text notation; it need not be valid.</param>
    /// <param name="file">Shown in errors.</param>
    /// <param name="line">Line of the text's first line in that file.</param>
    /// <exception cref="LintConfigException">A comment begins with <c>lint:</c> and cannot be read, names no rule, or gives no reason.</exception>
    public static IReadOnlyList<Suppression> Read(string text, string file = "net", int line = 1)
    {
        var found = new List<Suppression>();
        foreach (string row in text.ReplaceLineEndings("\n").Split('\n'))
        {
            int hash = row.IndexOf('#', StringComparison.Ordinal);
            if (hash >= 0 && row[(hash + 1)..].TrimStart() is var comment && comment.StartsWith("lint:", StringComparison.OrdinalIgnoreCase))
                found.AddRange(Read(comment, file, line, alone: row[..hash].Trim().Length == 0));
            line++;
        }
        return found;
    }

    private static IEnumerable<Suppression> Read(string comment, string file, int line, bool alone)
    {
        Match match = Form().Match(comment);
        if (!match.Success)
            throw new LintConfigException(file, line, $"'# {comment.Trim()}' is not understood", "# lint: off RULE because REASON", "several rules are separated by commas: # lint: off SHP004, ACT003 because …");
        string reason = match.Groups["reason"].Value.Trim();
        if (reason.Length == 0)
            throw new LintConfigException(file, line, $"'# {comment.Trim()}' gives no reason", "nothing is suppressed without a reason", $"# lint: off {match.Groups["rules"].Value.Trim()} because …");
        foreach (string id in match.Groups["rules"].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            yield return new Suppression(LintConfigException.Rule(id, file, line).Id, null, reason) { Line = alone ? 0 : line, IsInSource = true, Source = new SourceLine(file, line) };
    }

    [GeneratedRegex(@"^lint:\s*off\s+(?<rules>[A-Za-z0-9]+(\s*,\s*[A-Za-z0-9]+)*)\s*(because\b(?<reason>.*))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
