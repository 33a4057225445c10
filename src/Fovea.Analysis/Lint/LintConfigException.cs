namespace Fovea.Analysis;

/// <summary>A lint configuration, or a comment about lint in a net file, that cannot be meant: says where, the rule and what helps.</summary>
public sealed class LintConfigException : FormatException
{
    internal LintConfigException(string file, int line, string problem, string? rule = null, string? help = null)
        : base($"{Path.GetFileName(file)}{(line > 0 ? $":{line}" : "")}: {problem}" + (rule is null ? "" : $"\n  rule  {rule}") + (help is null ? "" : $"\n  help  {help}"))
        => (File, Line) = (file, line);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Its line, from 1; 0 when the problem has none.</summary>
    public int Line { get; }

    /// <summary>The rule of that id, however its letters are written.</summary>
    internal static Rule Rule(string id, string file, int line)
        => Linter.Rules.FirstOrDefault(r => string.Equals(r.Id, id, StringComparison.OrdinalIgnoreCase))
            ?? throw new LintConfigException(file, line, $"there is no rule '{id}'{Spelling.DidYouMean(id, Linter.Rules.Select(r => r.Id))}", null,
                $"the rules are {Spelling.List(Linter.Rules.Select(r => r.Id), 200)}");
}
