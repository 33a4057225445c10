using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Maps whose three axes lie any number of floats apart: transposed, or every so many places only.</summary>
internal readonly unsafe record struct Strided(nint Origin, nint Image, nint H, nint W, nint C)
{
    public static Strided Of(in Maps maps) => new((nint)maps.Origin, maps.ImageStride, maps.RowStride, maps.C, 1);

    /// <summary>The same places, axes in another order.</summary>
    public Strided Ordered(int first, int second, int third) => new(Origin, Image, Along(first), Along(second), Along(third));

    /// <summary>Every so many places along an axis, from a first one on.</summary>
    public Strided Sliced(int axis, int start, int step)
    {
        Strided s = this with { Origin = Origin + start * Along(axis) * sizeof(float) };
        return axis switch { 0 => s with { H = H * step }, 1 => s with { W = W * step }, _ => s with { C = C * step } };
    }

    public float* At(int n, nint h, nint w) => (float*)Origin + n * Image + h * H + w * W;

    private nint Along(int axis) => axis switch { 0 => H, 1 => W, _ => C };
}

/// <summary>target = source, or target += source, for H × W × C places that lie anyhow.</summary>
/// <remarks>
/// Where channels lie together on both sides they are copied in runs; where they do on one side and another axis does on the other,
/// 8×8 floats are turned in registers; what is left goes float by float.
/// </remarks>
internal sealed unsafe class StridedCopy : Call
{
    private const int Block = 32;
    private readonly Strided source, target;
    private readonly int h, w, c;
    private readonly bool accumulate;

    public StridedCopy(string name, Strided source, Strided target, int h, int w, int c, bool accumulate, Work work) : base(name, work)
    {
        // A single channel: let the columns be channels.
        if (c == 1)
        {
            source = source with { C = source.W };
            target = target with { C = target.W };
            (w, c) = (1, w);
        }
        (this.source, this.target, this.h, this.w, this.c, this.accumulate) = (source, target, h, w, c, accumulate);
    }

    public override void Run(in Step step)
    {
        if (source.C == 1 && target.C == 1) Runs(step);
        else if (target.C == 1 && Avx.IsSupported && source.H == 1 && h > 1) Turn(step, h, target.H, w, source.W, target.W);
        else if (target.C == 1 && Avx.IsSupported && source.W == 1 && w > 1) Turn(step, w, target.W, h, source.H, target.H);
        else Each(step);
    }

    private void Runs(in Step step)
    {
        bool whole = source.W == c && target.W == c;
        int count = whole ? 1 : w;
        nint length = whole ? (nint)w * c : c;
        (int first, int end) = step.Share(step.Batch * h);
        for (int row = first; row < end; row++)
        {
            (int n, int i) = Math.DivRem(row, h);
            for (int j = 0; j < count; j++) MapsCopy.Row(source.At(n, i, j), target.At(n, i, j), length, 1, accumulate);
        }
    }

    // An axis of p places is contiguous on the one side, the channels are on the other.
    private void Turn(in Step step, int p, nint toP, int q, nint fromQ, nint toQ)
    {
        float* tile = stackalloc float[64];
        int blocks = (p + Block - 1) / Block;
        (int first, int end) = step.Share(checked(step.Batch * q * blocks));
        for (int unit = first; unit < end; unit++)
        {
            int start = unit % blocks * Block, last = Math.Min(p, start + Block), row = unit / blocks;
            float* x = source.At(row / q, 0, 0) + row % q * fromQ, y = target.At(row / q, 0, 0) + row % q * toQ;
            for (int i = start; i < last; i += 8)
                for (int k = 0; k < c; k += 8)
                {
                    float* a = x + i + k * source.C, b = y + i * toP + k;
                    if (last - i < 8 || c - k < 8) Corner(a, b, toP, Math.Min(8, last - i), Math.Min(8, c - k));
                    else if (!accumulate) Panel.Transpose8x8(a, source.C, b, toP);
                    else
                    {
                        Panel.Transpose8x8(a, source.C, tile, 8);
                        for (int r = 0; r < 8; r++) MapsCopy.Row(tile + 8 * r, b + r * toP, 8, 1, true);
                    }
                }
        }
    }

    private void Corner(float* x, float* y, nint toP, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < columns; k++) y[r * toP + k] = (accumulate ? y[r * toP + k] : 0) + x[r + k * source.C];
    }

    private void Each(in Step step)
    {
        (int first, int end) = step.Share(step.Batch * h);
        for (int row = first; row < end; row++)
        {
            (int n, int i) = Math.DivRem(row, h);
            for (int j = 0; j < w; j++)
            {
                float* x = source.At(n, i, j), y = target.At(n, i, j);
                for (int k = 0; k < c; k++) y[k * target.C] = (accumulate ? y[k * target.C] : 0) + x[k * source.C];
            }
        }
    }
}
