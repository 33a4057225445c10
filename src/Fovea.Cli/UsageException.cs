namespace Fovea.Cli;

/// <summary>What was typed cannot be meant: says what, the rule and what helps.</summary>
internal sealed class UsageException(string problem, string? rule = null, string? help = null)
    : Exception(problem + (rule is null ? "" : $"\n  rule  {rule}") + (help is null ? "" : $"\n  help  {help}"));
