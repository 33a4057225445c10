namespace Fovea.Report;

/// <summary>What one image did to the network: its activation in each captured node, before training and after.</summary>
public sealed record ImageMaps
{
    /// <summary>The image, before preprocessing.</summary>
    public required PixelImage Image { get; init; }

    /// <summary>Where it comes from: <c>test #17</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its label.</summary>
    public required string Actual { get; init; }

    /// <summary>The nodes, from the input to the output.</summary>
    public required IReadOnlyList<LayerMaps> Layers { get; init; }

    /// <summary>Class probabilities of the untrained network, in class order; null when not kept.</summary>
    public float[]? ProbabilitiesBefore { get; init; }

    /// <summary>Class probabilities of the trained network, in class order; null when not kept.</summary>
    public float[]? ProbabilitiesAfter { get; init; }
}

/// <summary>The activation of one node for one image.</summary>
public sealed record LayerMaps
{
    /// <summary>Wraps activations without copying them.</summary>
    /// <param name="name">The node: <c>relu1</c>.</param>
    /// <param name="height">H; 1 for a dense layer.</param>
    /// <param name="width">W; 1 for a dense layer.</param>
    /// <param name="channels">C.</param>
    /// <param name="after">H W C values of the trained network.</param>
    /// <param name="before">H W C values of the untrained network, or null.</param>
    /// <exception cref="ArgumentException">An array does not have H·W·C values.</exception>
    public LayerMaps(string name, int height, int width, int channels, float[] after, float[]? before = null)
    {
        int expected = height * width * channels;
        if (expected < 1 || after.Length != expected || (before is not null && before.Length != expected))
            throw new ArgumentException(
                $"{name}: maps of {height}×{width}×{channels} need {expected} values, " +
                $"got {after.Length} after training{(before is null ? "" : $" and {before.Length} before")}");
        (Name, Height, Width, Channels, After, Before) = (name, height, width, channels, after, before);
    }

    /// <summary>The node.</summary>
    public string Name { get; }

    /// <summary>H.</summary>
    public int Height { get; }

    /// <summary>W.</summary>
    public int Width { get; }

    /// <summary>C.</summary>
    public int Channels { get; }

    /// <summary>H W C, trained.</summary>
    public float[] After { get; }

    /// <summary>H W C, untrained, or null.</summary>
    public float[]? Before { get; }

    /// <summary><c>14×14×32</c>.</summary>
    public string Shape => $"{Height}×{Width}×{Channels}";
}
