using System.Text;

namespace Fovea.Onnx;

/// <summary>Names of ONNX values as names of nodes.</summary>
internal static class Names
{
    private const int Longest = 190;
    private const string WeightSuffix = ".weight", BiasSuffix = ".bias";

    /// <summary>
    /// The nearest legal name: <c>/layer1/0/conv1/Conv_output_0</c> is <c>layer1.0.conv1.Conv</c>. Slashes become dots, what else is not
    /// allowed becomes an underscore.
    /// </summary>
    public static string Legal(string name)
    {
        name = name.Replace("_output_0/", "/", StringComparison.Ordinal);
        if (name.EndsWith("_output_0", StringComparison.Ordinal)) name = name[..^"_output_0".Length];
        var text = new StringBuilder(name.Length);
        foreach (char c in name.Trim('/', ':', '.'))
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : c is '/' ? '.' : '_');
        if (text.Length > Longest) text.Remove(0, text.Length - Longest);
        string legal = text.ToString();
        return legal.Length == 0 ? "node" : legal.EndsWith(".grad", StringComparison.Ordinal) ? legal + "_" : legal;
    }

    /// <summary>What a layer is called by a weight or a bias of that name: <c>layer1.0.conv1</c> by <c>layer1.0.conv1.weight</c>; null when it says nothing.</summary>
    public static string? OfLayer(string parameter)
        => parameter.EndsWith(WeightSuffix, StringComparison.Ordinal) && parameter.Length > WeightSuffix.Length ? parameter[..^WeightSuffix.Length]
            : parameter.EndsWith(BiasSuffix, StringComparison.Ordinal) && parameter.Length > BiasSuffix.Length ? parameter[..^BiasSuffix.Length]
            : null;

    /// <summary>Names for nodes, each once: a second <c>conv1</c> is <c>conv1-2</c>.</summary>
    public static Dictionary<ImportNode, string> Unique(ImportNode input, IEnumerable<ImportNode> nodes)
    {
        var names = new Dictionary<ImportNode, string> { [input] = "input" };
        var taken = new HashSet<string> { "input" };
        var next = new Dictionary<string, int>();
        foreach (ImportNode node in nodes)
        {
            string legal = Legal(node.Name), name = legal;
            // Counted on, not anew: ten thousand nodes may want one name.
            int i = next.GetValueOrDefault(legal, 2);
            while (!taken.Add(name)) name = $"{legal}-{i++}";
            next[legal] = i;
            names.Add(node, name);
        }
        return names;
    }
}
