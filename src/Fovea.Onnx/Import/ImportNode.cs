namespace Fovea.Onnx;

/// <summary>A node of the network to be: like a <see cref="Node"/>, but its name and its op may still change.</summary>
internal sealed class ImportNode
{
    /// <summary>What it computes.</summary>
    public required Op Op { get; set; }

    /// <summary>What it reads.</summary>
    public required IReadOnlyList<ImportNode> Inputs { get; init; }

    /// <summary>Shape of its activation.</summary>
    public required Shape Shape { get; init; }

    /// <summary>The name it would like to have, as the file writes it.</summary>
    public required string Name { get; set; }

    /// <summary>True when its name is that of its weights, which no other name replaces.</summary>
    public bool IsNamedByWeight { get; set; }

    /// <summary>How many nodes of the file have yet to read it, under all of its names there.</summary>
    public int Readers { get; set; }

    /// <summary>Values of its parameters by suffix, in the order of memory.</summary>
    public Dictionary<string, float[]> Parameters { get; } = [];
}

/// <summary>An activation of the file: a node and what its axes mean.</summary>
/// <param name="Node">The node.</param>
/// <param name="Layout">Which ONNX axis is which of the node's.</param>
internal sealed record ImportValue(ImportNode Node, Layout Layout)
{
    /// <summary>Sizes as the file has them.</summary>
    public int[] Dims => Layout.Dims;

    /// <summary>Number of axes as the file has them.</summary>
    public int Rank => Layout.Rank;
}
