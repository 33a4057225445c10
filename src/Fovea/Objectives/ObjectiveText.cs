using System.Globalization;

namespace Fovea;

/// <summary>Objectives as words, as the command line takes them and explanations print them.</summary>
/// <remarks>
/// <code>
/// logit:CLASS              the logit of a class, by name or number
/// probability:CLASS        its softmax probability
/// difference:CLASS:CLASS   a logit less another: why the one and not the other
/// channel:NODE:K           the mean of channel K of a node
/// pixel:NODE:ROW:COLUMN    the sum of the channels of a pixel of a node
/// unit:NODE:ROW:COLUMN:K   one value of a node
/// </code>
/// </remarks>
public static class ObjectiveText
{
    private static readonly string[] Forms = ["logit:CLASS", "probability:CLASS", "difference:CLASS:CLASS", "channel:NODE:K", "pixel:NODE:ROW:COLUMN", "unit:NODE:ROW:COLUMN:K"];

    /// <summary>Reads an objective.</summary>
    /// <exception cref="ArgumentException">The words are no objective, or there is no such class, node or place; the message says what there is.</exception>
    public static Objective Parse(Model model, string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? text : text[..colon], rest = colon < 0 ? "" : text[(colon + 1)..];
        string[] parts = rest.Split(':');
        Objective? objective = (kind, parts.Length) switch
        {
            ("logit", _) when rest.Length > 0 => Objective.Logit(model.IndexOf(rest)),
            ("probability", _) when rest.Length > 0 => Objective.Probability(model.IndexOf(rest)),
            ("difference", 2) => Objective.Difference(model.IndexOf(parts[0]), model.IndexOf(parts[1])),
            ("channel", 2) when Numbers(parts) is [var k] => Objective.ChannelMean(NodeOf(model, parts[0]), k),
            ("pixel", 3) when Numbers(parts) is [var row, var column] => Objective.PixelSum(NodeOf(model, parts[0]), row, column),
            ("unit", 4) when Numbers(parts) is [var row, var column, var k] => Objective.Unit(NodeOf(model, parts[0]), row, column, k),
            _ => null,
        };
        if (objective is null)
        {
            string near = Forms.Any(f => f.StartsWith(kind + ":", StringComparison.Ordinal)) ? "" : Spelling.DidYouMean(kind, Forms.Select(f => f[..f.IndexOf(':', StringComparison.Ordinal)]));
            throw new ArgumentException($"'{text}' is no objective{near}\n  rule  an objective is one of {string.Join(", ", Forms)}");
        }
        objective.Check(model.Graph);
        return objective;
    }

    private static int[]? Numbers(string[] parts)
    {
        var numbers = new int[parts.Length - 1];
        for (int i = 0; i < numbers.Length; i++)
            if (!int.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return null;
        return numbers;
    }

    private static string NodeOf(Model model, string name) => model.Graph.Contains(name)
        ? name
        : throw new ArgumentException($"there is no node '{name}'{Spelling.DidYouMean(name, model.Graph.Nodes.Select(n => n.Name))}; the nodes are {Spelling.List(model.Graph.Nodes.Select(n => n.Name))}");
}
