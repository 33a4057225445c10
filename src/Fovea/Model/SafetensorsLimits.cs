namespace Fovea;

/// <summary>What a <c>.safetensors</c> header may cost before it is refused; the data itself is only read on request.</summary>
/// <remarks>
/// The format allows a header of 100 MB, enough for millions of empty tensors; no CNN needs that, and a file from a stranger
/// should not be able to ask for it.
/// </remarks>
public sealed record SafetensorsLimits
{
    /// <summary>Most bytes of the JSON header. 16 MiB.</summary>
    public int HeaderBytes { get; init; } = 16 << 20;

    /// <summary>Most tensors in a file. 65,536.</summary>
    public int Tensors { get; init; } = 65_536;

    /// <summary>Most axes of a tensor. 8.</summary>
    public int Dimensions { get; init; } = 8;

    /// <summary>Most characters of a tensor's name. 1,024.</summary>
    public int NameLength { get; init; } = 1_024;
}
