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

    /// <summary>The layer that does not fit, when there is one.</summary>
    public Op? Op { get; private init; }

    /// <summary>What that layer was to read; empty when no layer got so far.</summary>
    public IReadOnlyList<Node> Inputs { get; private init; } = [];

    /// <summary>The line as it was given to <see cref="At"/>.</summary>
    public SourceLine DeclaredAt { get; private init; }

    /// <summary>The same problem with its place.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="source">Where it was declared.</param>
    /// <param name="op">Its layer, when it could be read.</param>
    /// <param name="inputs">What it was to read.</param>
    public DeclarationException At(string node, SourceLine source, Op? op = null, IReadOnlyList<Node>? inputs = null)
        => new(node, source.ToString(), Problem, Rule, Help) { Op = op, Inputs = inputs ?? [], DeclaredAt = source };

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
