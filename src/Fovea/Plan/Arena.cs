namespace Fovea;

/// <summary>Lays values out in one block of memory: two whose lifetimes overlap never share a float.</summary>
/// <remarks>
/// A border of zeros stays zero where only values of the same shape and border use its memory: nobody writes borders. So a value with
/// a border goes where its like have been, as long as that takes no memory: of 32 borders that were zeroed in each training step of
/// ResNet-20, 3 % of its time, 20 are left. Keeping them all apart from other values would save the rest and take 8 % more memory.
/// </remarks>
internal static class Arena
{
    private const long Alignment = 16;

    /// <summary>Gives every root an offset; returns the floats needed.</summary>
    public static long Place(IReadOnlyList<PlanValue> roots, int batch)
    {
        long free = Place(roots, batch, twins: false);
        if (roots.All(r => r.Halo.IsEmpty)) return free;
        long total = Place(roots, batch, twins: true);
        return total <= free ? total : Place(roots, batch, twins: false);
    }

    // Largest first, each at the lowest gap that fits best.
    private static long Place(IReadOnlyList<PlanValue> roots, int batch, bool twins)
    {
        var placed = new List<PlanValue>();
        long total = 0;
        foreach (PlanValue value in roots.OrderByDescending(v => v.Floats(batch)).ThenBy(v => v.First))
        {
            long size = Align(value.Floats(batch));
            value.Offset = (twins && !value.Halo.IsEmpty ? Twin(value, placed, batch) : null) ?? Gap(value, placed, batch);
            total = Math.Max(total, value.Offset + size);
            placed.Add(value);
        }
        foreach (PlanValue a in placed) a.Overlapped = Users(a.Offset, a, placed, batch).Any(b => b != a && !(a.Offset == b.Offset && AreAlike(a, b)));
        return total;
    }

    private static bool Meet(PlanValue a, PlanValue b) => a.First <= b.Last && b.First <= a.Last;

    private static bool AreAlike(PlanValue a, PlanValue b) => a.Shape == b.Shape && a.Halo == b.Halo;

    // The values that use some of the memory that this one would have at an offset.
    private static IEnumerable<PlanValue> Users(long offset, PlanValue value, List<PlanValue> placed, int batch)
        => placed.Where(b => b.Offset < offset + Align(value.Floats(batch)) && offset < b.Offset + Align(b.Floats(batch)));

    // The lowest place where only values of the same shape and border have been, none of them at the same time.
    private static long? Twin(PlanValue value, List<PlanValue> placed, int batch)
        => placed.Where(p => AreAlike(p, value)).Select(p => p.Offset).Distinct().Order().Cast<long?>()
            .FirstOrDefault(offset => Users(offset!.Value, value, placed, batch).All(b => b.Offset == offset && AreAlike(b, value) && !Meet(b, value)));

    private static long Gap(PlanValue value, List<PlanValue> placed, int batch)
    {
        long size = Align(value.Floats(batch)), best = -1, bestGap = long.MaxValue, end = 0;
        foreach (PlanValue p in placed.Where(p => Meet(p, value)).OrderBy(p => p.Offset))
        {
            long gap = p.Offset - end;
            if (gap >= size && gap < bestGap) (best, bestGap) = (end, gap);
            end = Math.Max(end, p.Offset + Align(p.Floats(batch)));
        }
        return best >= 0 ? best : end;
    }

    private static long Align(long floats) => (floats + Alignment - 1) / Alignment * Alignment;
}
