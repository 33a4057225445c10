namespace Fovea.Analysis;

/// <summary>SHP010: the text of a network cannot be read to its end.</summary>
internal sealed class UnreadableText : Rule
{
    public override string Id => "SHP010";

    public override string Title => "a declaration that cannot be read";

    public override Severity Severity => Severity.Error;

    public override string Why => "A word that is no layer, a value that is missing or a parenthesis that is left open ends the network there. What stands before it has been checked all the same.";

    public override string Source => "docs/guide/net-text.md";

    public override string Help => "write it as the guide shows; 'did you mean' names the nearest word";

    public override RuleExample Fires { get; } = new("28x28x1 | conv 8 3x3 | rleu | maxpool 2 | flatten | dense 10");

    public override RuleExample Silent { get; } = new("28x28x1 | conv 8 3x3 | relu | maxpool 2 | flatten | dense 10");

    public override IEnumerable<Finding> Check(LintSubject net, LintSettings settings)
    {
        if (net.Broken is not { } e || (e.Op is not null && e.Inputs.Count > 0)) yield break;
        int behind = net.Graph.Nodes.Count - 1;
        string? node = e.Node is { } name && net.Graph.Contains(name) ? name : null;
        yield return new Finding(Id, Severity.Error, node, e.DeclaredAt, $"{e.Problem}; {(behind == 0 ? "no layer" : Amount.Count(behind, "layer"))} could be read before it",
            [new Evidence("layers", behind)], Fix(e));
    }

    private static string? Fix(DeclarationException e)
    {
        const string Meant = "did you mean '";
        int at = e.Problem.IndexOf(Meant, StringComparison.Ordinal);
        return at < 0 ? e.Help ?? e.Rule : $"write '{e.Problem[(at + Meant.Length)..].Split('\'')[0]}'";
    }
}
