namespace Fovea.Onnx;

/// <summary>What an <c>.onnx</c> file may cost before it is refused. Every limit is checked before memory of that size is taken.</summary>
/// <remarks>
/// With the defaults, reading takes at most 256 MB more than three times the size of the file and of the files beside it, whatever
/// they hold. Large networks stay far below: the largest published image classifiers have a few thousand nodes. Depth needs no
/// limit: nothing is read by recursion, and subgraphs are skipped.
/// </remarks>
public sealed record OnnxLimits
{
    /// <summary>Most bytes of the file, without files beside it. 2³¹ − 1, the limit of the format.</summary>
    public long FileBytes { get; init; } = int.MaxValue;

    /// <summary>Most fields of all messages, known or not; those of nodes and tensors are walked twice and count so. 10,000,000.</summary>
    public int Fields { get; init; } = 10_000_000;

    /// <summary>Most nodes. 100,000.</summary>
    public int Nodes { get; init; } = 100_000;

    /// <summary>Most inputs and outputs of all nodes together. 1,000,000.</summary>
    public int Links { get; init; } = 1_000_000;

    /// <summary>Most attributes of all nodes together. 500,000.</summary>
    public int Attributes { get; init; } = 500_000;

    /// <summary>Most numbers in the lists of all attributes together; tensors are not counted here. 1,000,000.</summary>
    public int AttributeNumbers { get; init; } = 1_000_000;

    /// <summary>Most initializers. 100,000.</summary>
    public int Initializers { get; init; } = 100_000;

    /// <summary>Most inputs and outputs of the graph together; old files list every initializer as an input. 110,000.</summary>
    public int Values { get; init; } = 110_000;

    /// <summary>Most axes of a tensor or a value. 8.</summary>
    public int Dimensions { get; init; } = 8;

    /// <summary>Most bytes of a name, as UTF-8. 1,024.</summary>
    public int NameBytes { get; init; } = 1_024;

    /// <summary>Most bytes of all tensors together, as read into memory. 8 GiB.</summary>
    public long TensorBytes { get; init; } = 8L << 30;

    /// <summary>
    /// Most bytes by which tensors kept as lists of numbers may be larger in memory than in the file: a 64-bit number takes as
    /// little as one byte there. 64 MiB.
    /// </summary>
    public long GrowthBytes { get; init; } = 64 << 20;

    /// <summary>Most texts in attributes and string tensors together. 100,000.</summary>
    public int Strings { get; init; } = 100_000;

    /// <summary>Most bytes of all these texts. 16 MiB.</summary>
    public int StringBytes { get; init; } = 16 << 20;

    /// <summary>Most key-value pairs of metadata, imported op sets and local functions, each. 10,000.</summary>
    public int MetadataEntries { get; init; } = 10_000;

    /// <summary>Most bytes of all metadata. 16 MiB.</summary>
    public int MetadataBytes { get; init; } = 16 << 20;
}
