namespace Fovea;

/// <summary>A network that cannot be: says which node, where it was declared, the numbers, the rule and what helps.</summary>
/// <remarks>
/// <code>
/// conv2 (Program.cs:58): a 7×7 window does not fit input 3×3×8
///   rule  H + padding ≥ dilation·(kernel − 1) + 1
///   help  set padding: 3, or drop a pooling layer before this one
/// </code>
/// </remarks>
public sealed class DeclarationException : Exception
{
    /// <summary>A problem whose place is not known yet; <see cref="At"/> adds it.</summary>
    public DeclarationException(string problem, string? rule = null, string? help = null)
        : this(null, null, problem, rule, help) { }

    private DeclarationException(string? node, string? source, string problem, string? rule, string? help)
        : base(Format(node, source, problem, rule, help))
        => (Node, Location, Problem, Rule, Help) = (node, source, problem, rule, help);

    /// <summary>The node, when known.</summary>
    public string? Node { get; }

    /// <summary>File and line of the declaration, when known.</summary>
    public string? Location { get; }

    /// <summary>What is wrong, with its numbers.</summary>
    public string Problem { get; }

    /// <summary>The rule it breaks.</summary>
    public string? Rule { get; }

    /// <summary>What to do.</summary>
    public string? Help { get; }

    /// <summary>The same problem with its place.</summary>
    public DeclarationException At(string node, SourceLine source) => new(node, source.ToString(), Problem, Rule, Help);

    private static string Format(string? node, string? source, string problem, string? rule, string? help)
    {
        string where = (node, source) switch
        {
            (null, _) => "",
            (_, null or "") => node + ": ",
            _ => $"{node} ({source}): ",
        };
        return where + problem + (rule is null ? "" : "\n  rule  " + rule) + (help is null ? "" : "\n  help  " + help);
    }
}
