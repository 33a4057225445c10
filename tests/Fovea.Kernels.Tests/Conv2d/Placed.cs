namespace Fovea.Kernels.Tests;

/// <summary>Maps in a buffer of their own, with a border whose value is checked afterwards.</summary>
internal sealed class Placed : IDisposable
{
    private readonly float border;

    public Placed(int n, int h, int w, int c, Halo halo, float border = 0)
    {
        this.border = border;
        Buffer = new NativeBuffer(Maps.Length(n, h, w, c, halo));
        Buffer.Span(0, (int)Buffer.Length).Fill(border);
        Maps = new Maps(Buffer, 0, n, h, w, c, halo);
    }

    public NativeBuffer Buffer { get; }

    public Maps Maps { get; }

    public void Fill(float[] dense, int n)
    {
        int row = Maps.W * Maps.C;
        for (int i = 0; i < n * Maps.H; i++) dense.AsSpan(i * row, row).CopyTo(Maps.RowSpan(i / Maps.H, i % Maps.H));
    }

    public float[] Read(int n)
    {
        int row = Maps.W * Maps.C;
        var dense = new float[n * Maps.H * row];
        for (int i = 0; i < n * Maps.H; i++) Maps.RowSpan(i / Maps.H, i % Maps.H).CopyTo(dense.AsSpan(i * row, row));
        return dense;
    }

    public bool BorderIntact(int n)
    {
        float[] all = Buffer.Span(0, (int)Buffer.Length).ToArray();
        for (int i = 0; i < n * Maps.H; i++)
        {
            unsafe
            {
                int start = (int)(Maps.Row(i / Maps.H, i % Maps.H) - Buffer.Pointer);
                all.AsSpan(start, Maps.W * Maps.C).Fill(border);
            }
        }
        return all.All(v => v == border);
    }

    public void Dispose() => Buffer.Dispose();
}
