namespace Fovea.Kernels;

/// <summary>A contiguous run of floats in native memory: parameters, gradients, optimiser state, scratch. It owns nothing.</summary>
/// <remarks>Lets code outside this project hand memory to kernels without pointers of its own.</remarks>
public readonly unsafe struct FloatBlock
{
    /// <summary>A view over <paramref name="length"/> floats at a pointer.</summary>
    public FloatBlock(float* pointer, long length)
    {
        Pointer = pointer;
        Length = length;
    }

    /// <summary>A view over a part of a buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond the buffer.</exception>
    public FloatBlock(NativeBuffer buffer, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset + length > buffer.Length) throw new ArgumentOutOfRangeException(nameof(offset));
        Pointer = buffer.Pointer + offset;
        Length = length;
    }

    /// <summary>The first float.</summary>
    public float* Pointer { get; }

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>True when this view points at memory.</summary>
    public bool Exists => Pointer is not null;

    /// <summary>The floats as a span; needs at most 2^31 − 1 of them.</summary>
    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <summary>The same memory as 32-bit integers: class labels.</summary>
    public Span<int> Ints => new(Pointer, checked((int)Length));

    /// <summary>A part of this block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond the block.</exception>
    public FloatBlock Slice(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset + length > Length) throw new ArgumentOutOfRangeException(nameof(offset));
        return new FloatBlock(Pointer + offset, length);
    }
}
