using System.Globalization;

namespace Fovea.Cli;

/// <summary>Reads PLACE: <c>conv2[5,7,12]</c>, <c>dense1[3]</c>, or <c>dense1[boot]</c> for an output by its class.</summary>
internal sealed record PlaceArgument(string Node, int Row, int Column, int Channel)
{
    public const string Rule = "a place is NODE[row,column,channel] in feature maps and NODE[number] in a vector, counted from 0; an output may go by its class";

    /// <summary>Reads it.</summary>
    /// <param name="text">As it was typed.</param>
    /// <param name="model">The model whose nodes it names.</param>
    /// <param name="typed">How the model was typed, for help.</param>
    public static PlaceArgument Read(string text, Model model, string typed)
    {
        int open = text.IndexOf('[', StringComparison.Ordinal);
        string name = open < 0 ? text : text[..open];
        if (!model.Graph.Contains(name))
            throw new UsageException($"--at '{text}': {model.Name} has no node '{name}'{Spelling.DidYouMean(name, model.Graph.Nodes.Select(n => n.Name))}", Rule, $"fovea summary {typed}");
        Node node = model.Graph[name];
        if (open < 0 || !text.EndsWith(']')) throw Wrong(text, node);
        string inside = text[(open + 1)..^1];
        if (!node.Shape.IsImage) return new PlaceArgument(name, 0, 0, Number(inside) ?? Class(inside, model, node) ?? throw Wrong(text, node));
        string[] parts = inside.Split(',');
        return parts.Length == 3 && Number(parts[0]) is { } row && Number(parts[1]) is { } column && Number(parts[2]) is { } channel
            ? new PlaceArgument(name, row, column, channel)
            : throw Wrong(text, node);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int n) ? n : null;

    private static int? Class(string text, Model model, Node node)
        => node.Shape == model.Graph.Output.Shape && model.Labels.Contains(text) ? model.IndexOf(text) : null;

    private static UsageException Wrong(string text, Node node) => new($"--at '{text}'", Rule,
        node.Shape.IsImage
            ? $"{node.Name} has {node.Shape.Height} rows, {node.Shape.Width} columns and {node.Shape.Channels} channels: {node.Name}[{node.Shape.Height / 2},{node.Shape.Width / 2},0]"
            : $"{node.Name} has {node.Shape.Channels} numbers: {node.Name}[0]");
}
