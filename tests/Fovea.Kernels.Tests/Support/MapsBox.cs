namespace Fovea.Kernels.Tests;

/// <summary>Maps with memory of their own. The halo holds a NaN that nobody may overwrite and whose use would show.</summary>
internal sealed class MapsBox : IDisposable
{
    private const int HaloBits = 0x7fc0beef;
    private readonly NativeBuffer buffer;

    public MapsBox(int n, int h, int w, int c, Halo halo = default, float[]? data = null)
    {
        buffer = new NativeBuffer(Maps.Length(n, h, w, c, halo));
        Maps = new Maps(buffer, 0, n, h, w, c, halo);
        buffer.Span(0, (int)buffer.Length).Fill(BitConverter.Int32BitsToSingle(HaloBits));
        MapsCopy.FromDense(data ?? new float[n * h * w * c], Maps, n);
    }

    public Maps Maps { get; }

    public static implicit operator Maps(MapsBox box) => box.Maps;

    public float[] Dense(int batch = -1)
    {
        var data = new float[(batch < 0 ? Maps.N : batch) * Maps.PixelFloats];
        MapsCopy.ToDense(Maps, data, batch < 0 ? Maps.N : batch);
        return data;
    }

    /// <summary>No write outside the block and none to the halo.</summary>
    public void AssertSound()
    {
        Assert.True(buffer.GuardsIntact, "guard floats were overwritten");
        MapsCopy.FromDense(Enumerable.Repeat(BitConverter.Int32BitsToSingle(HaloBits), Maps.N * Maps.PixelFloats).ToArray(), Maps, Maps.N);
        foreach (float v in buffer.Span(0, (int)buffer.Length)) Assert.Equal(HaloBits, BitConverter.SingleToInt32Bits(v));
    }

    public void Dispose() => buffer.Dispose();
}

/// <summary>A block of floats with memory of its own.</summary>
internal sealed class BlockBox : IDisposable
{
    private readonly NativeBuffer buffer;

    public BlockBox(long length)
    {
        buffer = new NativeBuffer(length);
        Block = new FloatBlock(buffer, 0, length);
    }

    public BlockBox(float[] data) : this(data.Length) => data.CopyTo(Block.Span);

    public FloatBlock Block { get; }

    public static implicit operator FloatBlock(BlockBox box) => box.Block;

    public float[] Data => Block.Span.ToArray();

    public void AssertSound() => Assert.True(buffer.GuardsIntact, "guard floats were overwritten");

    public void Dispose() => buffer.Dispose();
}
