namespace Fovea.Onnx;

/// <summary>How an ONNX file becomes a model; what the file itself says need not be said.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>Everything at its default.</summary>
    public static OnnxImportOptions Default { get; } = new();

    /// <summary>The output that the network computes; null is the file's first.</summary>
    public string? Output { get; init; }

    /// <summary>Height × width × channels of the image, for a file that leaves them open.</summary>
    public Shape? Size { get; init; }

    /// <summary>What happens to an image before the network sees it; null is what the file's metadata say, or pixels on the scale 0 … 1.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Bytes that values which are computed while a file is read may take together, weights made by a node among them; computing them takes at most a step for two of these bytes.</summary>
    public long ConstantBytes { get; init; } = 2_000_000_000;

    /// <summary>Names of the classes; null is what the file's metadata say.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
