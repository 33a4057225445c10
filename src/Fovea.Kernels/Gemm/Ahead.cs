using System.Runtime.Intrinsics.X86;

namespace Fovea.Kernels;

/// <summary>Memory that will be read soon, fetched into the second-level cache a few lines at a time between tiles.</summary>
internal unsafe struct Ahead
{
    private readonly int linesPerCall;
    private readonly float* end;
    private float* next;

    /// <summary>The <paramref name="rows"/> rows of <paramref name="rowFloats"/> floats from <paramref name="start"/> on, spread over a number of calls.</summary>
    public Ahead(float* start, nint rowFloats, int rows, int calls)
    {
        nint floats = rowFloats > 0 ? rowFloats * rows : 0;
        next = start;
        end = start + floats;
        linesPerCall = (int)(floats / 16 / Math.Max(1, calls)) + 1;
    }

    /// <summary>Fetches the next few lines.</summary>
    public void Fetch()
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < linesPerCall && next < end; i++, next += 16) Sse.Prefetch1(next);
    }
}
