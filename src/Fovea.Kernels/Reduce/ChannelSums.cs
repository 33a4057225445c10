using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>What is summed for each channel: Σ a and Σ a·b. Offsets count floats from the start of the current run.</summary>
internal unsafe interface IChannelTerms
{
    /// <summary>True when Σ a·b is wanted too.</summary>
    static abstract bool Product { get; }

    /// <summary>Turns to the run that begins at this offset of every map.</summary>
    void Seek(in ChunkRun run);

    /// <summary>Eight floats; <paramref name="phase"/> is their place in the period of the channels.</summary>
    (Vector256<float> A, Vector256<float> B) Load(nint offset, int phase, int lanes);

    /// <summary>Asks for the cache line at this offset of every map; it may lie beyond the run.</summary>
    void Prefetch(nint offset);
}

/// <summary>Where a run of a chunk lies.</summary>
internal readonly record struct ChunkRun(int Image, int Row);

/// <summary>
/// Sums over all pixels for each channel, in one sweep. Rows are cut into chunks whose number depends on the sizes only; each chunk
/// is summed in double by one worker, and the chunks are added in order: bits do not depend on the split.
/// </summary>
/// <remarks>
/// The product of two floats is exact in double, so Σx² − (Σx)²/n loses nothing that matters. Lanes are consecutive floats of a
/// row; since a row begins with channel 0, lane i always meets channel i mod C within a period that is a multiple of 8 and of C.
/// </remarks>
internal static unsafe class ChannelSums
{
    private const int MaxChunks = 64, ChunkFloats = 16384;

    /// <summary>Floats after which lanes meet the same channels again: a multiple of C and of 8, at least 32.</summary>
    public static int Period(int channels)
    {
        int period = channels;
        while (period % Lanes.Width != 0) period *= 2;
        int least = period;
        while (period < 32) period += least;
        return period;
    }

    /// <summary>Number of chunks for a batch.</summary>
    public static int Chunks(in Maps maps, int batch)
        => (int)Math.Min((long)batch * maps.H, Math.Clamp((long)batch * maps.PixelFloats / ChunkFloats, 1, MaxChunks));

    /// <summary>Floats of scratch for the partial sums of the largest batch.</summary>
    public static long ScratchFloats(in Maps maps) => (long)Chunks(maps, maps.N) * Period(maps.C) * 4;

    /// <summary>Computes this worker's chunks into scratch: for each chunk a period of Σ a, then a period of Σ a·b.</summary>
    public static void Partial<T>(in Step step, T terms, in Maps maps, bool dense, float* scratch) where T : struct, IChannelTerms
    {
        int chunks = Chunks(maps, step.Batch), rows = step.Batch * maps.H;
        (int first, int end) = step.Share(chunks);
        for (int chunk = first; chunk < end; chunk++)
            Rows(terms, maps, dense, (int)((long)rows * chunk / chunks), (int)((long)rows * (chunk + 1) / chunks), scratch, chunk);
    }

    /// <summary>The same for each image on its own: <see cref="ChunksOfImage"/> chunks of the first image, then those of the second, ….</summary>
    public static void PartialByImage<T>(in Step step, T terms, in Maps maps, bool dense, float* scratch) where T : struct, IChannelTerms
    {
        int chunks = ChunksOfImage(maps);
        (int first, int end) = step.Share(step.Batch * chunks);
        for (int unit = first; unit < end; unit++)
        {
            (int n, int chunk) = Math.DivRem(unit, chunks);
            Rows(terms, maps, dense, n * maps.H + maps.H * chunk / chunks, n * maps.H + maps.H * (chunk + 1) / chunks, scratch, unit);
        }
    }

    /// <summary>Number of chunks of one image.</summary>
    public static int ChunksOfImage(in Maps maps) => Chunks(maps, 1);

    /// <summary>Floats of scratch for the partial sums of each image of the largest batch.</summary>
    public static long ScratchFloatsByImage(in Maps maps) => (long)maps.N * ChunksOfImage(maps) * Period(maps.C) * 4;

    /// <summary>Σ a and Σ a·b of one channel of one image.</summary>
    public static (double A, double AB) TotalOfImage(float* scratch, in Maps maps, int image, int channel)
    {
        int chunks = ChunksOfImage(maps);
        return Total(scratch + (long)image * chunks * Period(maps.C) * 4, chunks, maps.C, channel);
    }

    private static void Rows<T>(T terms, in Maps maps, bool dense, int from, int to, float* scratch, int chunk) where T : struct, IChannelTerms
    {
        int period = Period(maps.C), row = maps.W * maps.C;
        double* sums = (double*)scratch + (long)chunk * 2 * period;
        new Span<double>(sums, 2 * period).Clear();
        if (dense)
        {
            terms.Seek(new ChunkRun(from / maps.H, from % maps.H));
            Sum(terms, sums, (nint)(to - from) * row, period);
            return;
        }
        for (; from < to; from++)
        {
            terms.Seek(new ChunkRun(from / maps.H, from % maps.H));
            Sum(terms, sums, row, period);
        }
    }

    /// <summary>Σ a and Σ a·b of one channel over all chunks.</summary>
    public static (double A, double AB) Total(float* scratch, int chunks, int channels, int channel)
    {
        int period = Period(channels);
        double a = 0, ab = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            double* sums = (double*)scratch + (long)chunk * 2 * period;
            for (int i = channel; i < period; i += channels)
            {
                a += sums[i];
                ab += sums[period + i];
            }
        }
        return (a, ab);
    }

    private static void Sum<T>(T terms, double* sums, nint length, int period) where T : struct, IChannelTerms
    {
        nint at = 0;
        // Four interleaved pixels of 1 KB and more are no stream to the hardware's prefetcher: 8 GB/s without the hints, C = 256.
        bool hint = Sse.IsSupported && period >= 128;
        for (; at <= length - 4 * period; at += 4 * period)
            for (int j = 0; j < period; j += Lanes.Width)
            {
                if (hint && (j & 8) == 0)
                    for (nint k = at + j + 4 * period, end = at + j + 8 * period; k < end; k += period) terms.Prefetch(k);
                Vector256<double> lo = default, hi = default, lo2 = default, hi2 = default;
                nint i = at + j;
                Add<T>(terms.Load(i, j, Lanes.Width), ref lo, ref hi, ref lo2, ref hi2);
                Add<T>(terms.Load(i + period, j, Lanes.Width), ref lo, ref hi, ref lo2, ref hi2);
                Add<T>(terms.Load(i + 2 * period, j, Lanes.Width), ref lo, ref hi, ref lo2, ref hi2);
                Add<T>(terms.Load(i + 3 * period, j, Lanes.Width), ref lo, ref hi, ref lo2, ref hi2);
                Flush<T>(sums + j, period, lo, hi, lo2, hi2);
            }
        for (int j = 0; at < length; at += Lanes.Width, j = j + Lanes.Width == period ? 0 : j + Lanes.Width)
        {
            Vector256<double> lo = default, hi = default, lo2 = default, hi2 = default;
            Add<T>(terms.Load(at, j, (int)Math.Min(Lanes.Width, length - at)), ref lo, ref hi, ref lo2, ref hi2);
            Flush<T>(sums + j, period, lo, hi, lo2, hi2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush<T>(double* sums, int period, Vector256<double> lo, Vector256<double> hi, Vector256<double> lo2,
        Vector256<double> hi2) where T : struct, IChannelTerms
    {
        (Vector256.Load(sums) + lo).Store(sums);
        (Vector256.Load(sums + 4) + hi).Store(sums + 4);
        if (!T.Product) return;
        (Vector256.Load(sums + period) + lo2).Store(sums + period);
        (Vector256.Load(sums + period + 4) + hi2).Store(sums + period + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>((Vector256<float> A, Vector256<float> B) terms, ref Vector256<double> lo, ref Vector256<double> hi,
        ref Vector256<double> lo2, ref Vector256<double> hi2) where T : struct, IChannelTerms
    {
        (Vector256<double> aLo, Vector256<double> aHi) = Vector256.Widen(terms.A);
        lo += aLo;
        hi += aHi;
        if (!T.Product) return;
        (Vector256<double> bLo, Vector256<double> bHi) = Vector256.Widen(terms.B);
        lo2 = Vector256.FusedMultiplyAdd(aLo, bLo, lo2);
        hi2 = Vector256.FusedMultiplyAdd(aHi, bHi, hi2);
    }
}
