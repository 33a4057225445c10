namespace Fovea.Kernels;

/// <summary>What a call has to do at least: the multiply-accumulates it is declared as, and each byte it reads or writes counted once.</summary>
/// <remarks>
/// Nothing an implementation adds is counted: packed and transformed copies, partial sums, halos. Winograd's algorithm counts as the sums
/// it replaces, so that its rate may exceed the processor's peak.
/// </remarks>
/// <param name="ImageMacs">Multiply-accumulates for each image; 1 MAC = 2 FLOP, padding counts as work.</param>
/// <param name="ImageBytes">Bytes read and written for each image.</param>
/// <param name="FixedBytes">Bytes read and written whatever the batch: weights, statistics.</param>
/// <param name="Kernel">The algorithm, where there is a choice: <c>direct</c>, <c>winograd4</c>; null where there is none.</param>
/// <param name="Why">The facts that the choice was made by; null without a choice.</param>
public readonly record struct Work(long ImageMacs, long ImageBytes, long FixedBytes, string? Kernel = null, string? Why = null)
{
    // A barrier of two workers costs 0.2 to 0.3 µs on Zen 4; in a microsecond one of them multiplies 50,000 times or moves 50 KB.
    private const long SmallMacs = 16_000, SmallBytes = 24_000;

    /// <summary>Work without multiply-accumulates over maps; name one twice that is read and written. Maps that do not exist count nothing.</summary>
    public static Work Over(params ReadOnlySpan<Maps> maps)
    {
        long floats = 0;
        foreach (Maps m in maps) floats += m.PixelFloats;
        return new Work(0, floats * sizeof(float), 0);
    }

    /// <summary>Work without multiply-accumulates over a number of floats that does not depend on the batch.</summary>
    public static Work Floats(long count) => new(0, 0, count * sizeof(float));

    /// <summary>This and as many more floats that do not depend on the batch.</summary>
    public Work And(long floats) => this with { FixedBytes = FixedBytes + floats * sizeof(float) };

    /// <summary>This and maps that are read or written besides.</summary>
    public Work And(Maps maps) => this with { ImageBytes = ImageBytes + (long)maps.PixelFloats * sizeof(float) };

    /// <summary>Whether splitting a batch's work costs more than it saves: less than about a microsecond for one worker. Not where nothing is known.</summary>
    public bool IsSmall(int batch) => Bytes(batch) is > 0 and < SmallBytes && Macs(batch) < SmallMacs;

    /// <summary>About how many microseconds one worker of an ordinary processor takes: to decide whether it is worth cutting, no more.</summary>
    public long Microseconds(int batch) => Macs(batch) / 50_000 + Bytes(batch) / 20_000;

    /// <summary>Multiply-accumulates of a batch.</summary>
    public long Macs(int batch) => batch * ImageMacs;

    /// <summary>Bytes of a batch.</summary>
    public long Bytes(int batch) => batch * ImageBytes + FixedBytes;
}
