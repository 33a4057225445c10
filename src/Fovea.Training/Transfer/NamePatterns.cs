using System.IO.Enumeration;

namespace Fovea.Training;

/// <summary>
/// Globs over the names of nodes and parameters: <c>*</c> stands for any characters, the point too, <c>?</c> for one. <c>..NODE</c> is everything up to and
/// with that node in the order of declaration. A pattern that begins with <c>!</c> takes back what earlier ones chose.
/// </summary>
internal static class NamePatterns
{
    /// <summary>The parameters that a list of patterns chooses.</summary>
    /// <param name="model">Whose.</param>
    /// <param name="patterns">In the order given.</param>
    /// <param name="option">What errors call the list.</param>
    /// <exception cref="ArgumentException">A pattern that nothing is named after; the message names the nearest.</exception>
    public static HashSet<Parameter> Choose(Model model, IReadOnlyList<string> patterns, string option)
    {
        var chosen = new HashSet<Parameter>();
        foreach (string pattern in patterns)
        {
            bool takesBack = pattern.StartsWith('!');
            Parameter[] found = [.. Find(model, takesBack ? pattern[1..] : pattern)];
            if (found.Length == 0) throw Unknown(model, pattern, option);
            if (takesBack) chosen.ExceptWith(found);
            else chosen.UnionWith(found);
        }
        return chosen;
    }

    private static IEnumerable<Parameter> Find(Model model, string pattern)
    {
        if (pattern.StartsWith("..", StringComparison.Ordinal))
        {
            int last = model.Graph.Contains(pattern[2..]) ? model.Graph[pattern[2..]].Index : -1;
            return model.Parameters.All.Where(p => p.Node.Index <= last);
        }
        return model.Parameters.All.Where(p => FileSystemName.MatchesSimpleExpression(pattern, p.Node.Name, ignoreCase: false) || FileSystemName.MatchesSimpleExpression(pattern, p.Name, ignoreCase: false));
    }

    private static ArgumentException Unknown(Model model, string pattern, string option)
    {
        string word = pattern.TrimStart('!', '.');
        // Blocks too: somebody who writes stage1.* means one.
        string[] nodes = [.. model.Graph.Nodes.Where(n => n.Parameters.Count > 0).Select(n => n.Name)];
        string[] blocks = [.. nodes.Where(n => n.Contains('.', StringComparison.Ordinal)).Select(n => n[..n.IndexOf('.', StringComparison.Ordinal)] + ".*").Distinct()];
        string[] names = [.. blocks, .. model.Graph.Nodes.Skip(1).Select(n => n.Name), .. model.Parameters.All.Select(p => p.Name)];
        return new ArgumentException($"{option} '{pattern}' chooses nothing in {model.Name}{Spelling.DidYouMean(word, names)}\n"
            + "  rule  a pattern is a name of a node or parameter, with * for any characters; ..NODE is everything up to that node; !PATTERN takes back\n"
            + $"  help  {(blocks.Length > 0 ? $"the blocks are {Spelling.List(blocks, 8)}; " : "")}the nodes with weights are {Spelling.List(nodes, 8)}");
    }
}
