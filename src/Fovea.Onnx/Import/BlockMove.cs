namespace Fovea.Onnx;

/// <summary>A transposition of three blocks of axes, which is what <see cref="Transpose"/> does.</summary>
/// <param name="First">Size of the outermost block; 1 where there are two.</param>
/// <param name="Second">Size of the middle block.</param>
/// <param name="Third">Size of the innermost block.</param>
/// <param name="Order">The blocks in their new order.</param>
internal sealed record BlockMove(int First, int Second, int Third, Axis[] Order)
{
    private static readonly Axis[][] Orders =
    [
        [Axis.Height, Axis.Channels, Axis.Width], [Axis.Width, Axis.Height, Axis.Channels], [Axis.Width, Axis.Channels, Axis.Height],
        [Axis.Channels, Axis.Height, Axis.Width], [Axis.Channels, Axis.Width, Axis.Height],
    ];

    /// <summary>
    /// The moves from one order to another. Atoms that stay together are one block; each step is the one after which the fewest blocks
    /// are left, and at most three blocks need one step.
    /// </summary>
    public static IEnumerable<BlockMove> Between(IReadOnlyList<Atom> from, IReadOnlyList<Atom> to)
    {
        var place = new Dictionary<Atom, int>();
        foreach (Atom atom in to) place.Add(atom, place.Count);
        // Sizes and wanted places; where a place follows the one before it, the two stay together.
        int[] sizes = [.. to.Select(a => a.Size)], now = [.. from.Select(a => place[a])];
        while (Starts(now) is { Count: > 1 } starts)
        {
            (int First, int Second, Axis[] Order) best = Best(now, starts);
            int[][] blocks = [now[..best.First], now[best.First..best.Second], now[best.Second..]];
            int Size(int block) => blocks[block].Aggregate(1, (n, a) => checked(n * sizes[a]));
            yield return new BlockMove(Size(0), Size(1), Size(2), best.Order);
            now = [.. best.Order.SelectMany(axis => blocks[(int)axis])];
        }
    }

    // Cutting at starts of runs takes these starts away; a join of two blocks that do not follow each other is a new one.
    private static (int First, int Second, Axis[] Order) Best(int[] now, List<int> starts)
    {
        (int Left, int First, int Second, Axis[] Order)? best = null;
        for (int i = 0; i < starts.Count; i++)
            for (int j = i; j < starts.Count; j++)
            {
                if (starts[j] == 0) continue;
                int[] from = [0, starts[i], starts[j], now.Length];
                int cuts = starts[i] == 0 || i == j ? 1 : 2;
                foreach (Axis[] order in Orders)
                {
                    int left = starts.Count - cuts, last = -1;
                    bool any = false;
                    foreach (Axis block in order)
                    {
                        if (from[(int)block] == from[(int)block + 1]) continue;
                        if (any && now[from[(int)block]] != last + 1) left++;
                        last = now[from[(int)block + 1] - 1];
                        any = true;
                    }
                    if (best is null || left < best.Value.Left) best = (left, starts[i], starts[j], order);
                }
            }
        return (best!.Value.First, best.Value.Second, best.Value.Order);
    }

    // Where runs begin that the wanted order has too.
    private static List<int> Starts(int[] now)
    {
        List<int> starts = [0];
        for (int i = 1; i < now.Length; i++)
            if (now[i] != now[i - 1] + 1) starts.Add(i);
        return starts;
    }
}
