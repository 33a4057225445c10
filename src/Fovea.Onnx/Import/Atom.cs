namespace Fovea.Onnx;

/// <summary>A factor of an axis: what reshapes split and transpositions move as a whole. Two atoms are the same only if they are one object.</summary>
/// <param name="size">At least 2, or 1 for the batch.</param>
/// <param name="isBatch">True for the axis of the images: it has no place in memory, since a network is the function of one image.</param>
internal sealed class Atom(int size, bool isBatch = false)
{
    /// <summary>How many.</summary>
    public int Size => size;

    /// <summary>True for the axis of the images.</summary>
    public bool IsBatch => isBatch;
}
