namespace Fovea;

/// <summary>Where a tensor lies in a <c>.safetensors</c> file, checked against the file's length.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its axes, outermost first; empty for a scalar.</param>
/// <param name="Offset">Bytes from the start of the data (not of the file).</param>
/// <param name="Bytes">Bytes of data.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Offset, long Bytes)
{
    /// <summary>Number of elements: the product of the axes.</summary>
    public long Length => Bytes / Type.Bytes();

    /// <summary><c>conv1.weight F32 [32, 1, 5, 5]</c>.</summary>
    public override string ToString() => $"{Name} {Type.FileName()} [{string.Join(", ", Shape)}]";
}
