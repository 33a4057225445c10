using System.Runtime.InteropServices;

namespace Fovea.Kernels;

/// <summary>A block of floats outside the managed heap, aligned to 64 bytes (2 MiB when large, for huge pages) and zeroed.</summary>
/// <remarks>Guard floats before and after the block let tests see a kernel that writes out of bounds.</remarks>
public sealed unsafe class NativeBuffer : IDisposable
{
    private const int GuardFloats = 64;
    private const float GuardValue = -1.2345678e30f;
    private byte* block;
    private readonly float* start;

    /// <summary>Allocates <paramref name="length"/> zeroed floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        nuint bytes = checked((nuint)(length + 2 * GuardFloats) * sizeof(float));
        nuint alignment = bytes >= HugePages.Least ? HugePages.Bytes : 64u;
        // A huge page is whole or none: what is left over would lie in small ones.
        nuint whole = (bytes + alignment - 1) / alignment * alignment;
        block = (byte*)NativeMemory.AlignedAlloc(whole, alignment);
        if (alignment > 64) HugePages.Advise(block, whole);
        NativeMemory.Clear(block, bytes);
        start = (float*)block + GuardFloats;
        for (int i = 0; i < GuardFloats; i++)
        {
            start[-1 - i] = GuardValue;
            start[length + i] = GuardValue;
        }
    }

    /// <summary>Releases the block when nobody disposed of it.</summary>
    ~NativeBuffer() => Release();

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>The first float. Valid until <see cref="Dispose"/>.</summary>
    public float* Pointer => block is null ? throw new ObjectDisposedException(nameof(NativeBuffer)) : start;

    /// <summary>True while no kernel has written just before or after the block.</summary>
    public bool GuardsIntact
    {
        get
        {
            for (int i = 0; i < GuardFloats; i++)
                if (Pointer[-1 - i] != GuardValue || Pointer[Length + i] != GuardValue) return false;
            return true;
        }
    }

    /// <summary>A part of the block as a span of at most 2^31 − 1 floats.</summary>
    public Span<float> Span(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset + length > Length) throw new ArgumentOutOfRangeException(nameof(offset));
        return new Span<float>(Pointer + offset, length);
    }

    /// <summary>Releases the block; pointers and spans into it are dead from here on.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (block is not null) NativeMemory.AlignedFree(block);
        block = null;
    }
}
