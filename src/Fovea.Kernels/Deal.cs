namespace Fovea.Kernels;

/// <summary>
/// The parts of a large call, dealt to the workers of a <see cref="Team"/>: each starts with parts of its own, from the first on, and who is
/// done takes others' from their last. On a processor that is shared with other programs, or whose cores differ, nobody waits for the slowest.
/// </summary>
/// <remarks>What a part computes does not depend on who computes it, so neither do bits. A worker's own parts are the same in every call of a plan: what it wrote is in its cache.</remarks>
internal sealed class Deal
{
    private const int Line = 16;
    private const int MostEach = 4;
    private const int LeastMicroseconds = 20;

    private readonly int workers;

    // For each worker, a cache line apart: the first part that is left in the lower half, the end in the upper.
    private readonly long[] ranges;

    public Deal(int workers)
    {
        this.workers = Parts = workers;
        ranges = new long[(workers + 1) * Line];
    }

    /// <summary>Parts of the call that was begun last; one for each worker where dealing would not pay.</summary>
    public int Parts { get; private set; }

    /// <summary>Lays the parts of a call out. Called by one worker while the others wait.</summary>
    public void Begin(Call call, int batch)
    {
        long each = Math.Min(call.Work.Microseconds(batch) / (LeastMicroseconds * workers), MostEach);
        if (each > 1) each = Math.Min(each, call.MostParts(batch) / workers);
        Parts = workers * (int)Math.Max(1, each);
        if (Parts == workers) return;
        for (int w = 0; w < workers; w++) ranges[(w + 1) * Line] = Range(w * each, (w + 1) * each);
    }

    /// <summary>A part for a worker; −1 when none is left.</summary>
    public int Take(int worker)
    {
        for (int i = 0; i < workers; i++)
        {
            int owner = (worker + i) % workers;
            ref long range = ref ranges[(owner + 1) * Line];
            for (long seen = Volatile.Read(ref range); (int)seen < (int)(seen >> 32); seen = Volatile.Read(ref range))
            {
                int first = (int)seen, end = (int)(seen >> 32);
                long left = i == 0 ? Range(first + 1, end) : Range(first, end - 1);
                if (Interlocked.CompareExchange(ref range, left, seen) == seen) return i == 0 ? first : end - 1;
            }
        }
        return -1;
    }

    private static long Range(long first, long end) => end << 32 | first;
}
