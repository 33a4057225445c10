namespace Fovea.Report;

/// <summary>An image and the class activation map that explains an answer to it.</summary>
public sealed record CamPicture
{
    /// <summary>The image, before preprocessing.</summary>
    public required PixelImage Image { get; init; }

    /// <summary>H × W values in row order, raw: neither clipped to 0…1 nor divided by their maximum.</summary>
    public required float[] Map { get; init; }

    /// <summary>Rows of the map.</summary>
    public required int MapHeight { get; init; }

    /// <summary>Columns of the map.</summary>
    public required int MapWidth { get; init; }

    /// <summary>The image's label.</summary>
    public required string Actual { get; init; }

    /// <summary>The network's answer.</summary>
    public required string Predicted { get; init; }

    /// <summary>Softmax probability of the answer, 0…1.</summary>
    public required double Probability { get; init; }

    /// <summary>The class whose logit was differentiated; the answer when null.</summary>
    public string? Explains { get; init; }

    /// <summary>The node the map was taken at: <c>relu2</c>.</summary>
    public string Node { get; init; } = "";

    /// <summary>The method: <c>Grad-CAM</c>.</summary>
    public string Method { get; init; } = "Grad-CAM";

    /// <summary>Where the image comes from.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the answer is the label.</summary>
    public bool IsRight => Actual == Predicted;
}
