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
        List<Atom> now = [.. from];
        while (!now.SequenceEqual(to))
        {
            List<int> starts = Starts(now, to);
            (int Left, BlockMove Move, List<Atom> Next)? best = null;
            for (int i = 0; i < starts.Count; i++)
                for (int j = i; j < starts.Count; j++)
                {
                    if (starts[j] == 0) continue;
                    List<Atom>[] blocks = [now[..starts[i]], now[starts[i]..starts[j]], now[starts[j]..]];
                    foreach (Axis[] order in Orders)
                    {
                        List<Atom> next = [.. order.SelectMany(axis => blocks[(int)axis])];
                        int left = Starts(next, to).Count;
                        if (best is null || left < best.Value.Left)
                            best = (left, new BlockMove(Layout.Size(blocks[0]), Layout.Size(blocks[1]), Layout.Size(blocks[2]), order), next);
                    }
                }
            yield return best!.Value.Move;
            now = best.Value.Next;
        }
    }

    // Where runs begin that the wanted order has too.
    private static List<int> Starts(List<Atom> now, IReadOnlyList<Atom> to)
    {
        var next = new Dictionary<Atom, Atom>();
        for (int i = 0; i + 1 < to.Count; i++) next.Add(to[i], to[i + 1]);
        List<int> starts = [0];
        for (int i = 1; i < now.Count; i++)
            if (next.GetValueOrDefault(now[i - 1]) != now[i]) starts.Add(i);
        return starts;
    }
}
