namespace Fovea;

/// <summary>Lays values out in one block of memory: two whose lifetimes overlap never share a float.</summary>
internal static class Arena
{
    private const long Alignment = 16;

    /// <summary>Gives every root an offset; returns the floats needed. Largest first, each at the lowest gap that fits best.</summary>
    public static long Place(IReadOnlyList<PlanValue> roots, int batch)
    {
        var placed = new List<PlanValue>();
        long total = 0;
        foreach (PlanValue value in roots.OrderByDescending(v => v.Floats(batch)).ThenBy(v => v.First))
        {
            long size = Align(value.Floats(batch));
            PlanValue[] neighbours = [.. placed.Where(p => p.First <= value.Last && value.First <= p.Last).OrderBy(p => p.Offset)];
            long best = -1, bestGap = long.MaxValue, end = 0;
            foreach (PlanValue p in neighbours)
            {
                long gap = p.Offset - end;
                if (gap >= size && gap < bestGap) (best, bestGap) = (end, gap);
                end = Math.Max(end, p.Offset + Align(p.Floats(batch)));
            }
            value.Offset = best >= 0 ? best : end;
            total = Math.Max(total, value.Offset + size);
            placed.Add(value);
        }
        foreach (PlanValue a in placed)
            a.Overlapped = placed.Any(b => b != a && b.Offset < a.Offset + Align(a.Floats(batch)) && a.Offset < b.Offset + Align(b.Floats(batch)));
        return total;
    }

    private static long Align(long floats) => (floats + Alignment - 1) / Alignment * Alignment;
}
