namespace Fovea.Onnx;

/// <summary>
/// Where each element of an output comes from, as a position in the input. Transposing, slicing, repeating, padding, gathering are
/// all such a map; <see cref="Elements.Take"/> applies it to elements of any type.
/// </summary>
internal static class IndexMap
{
    /// <summary>Position <paramref name="start"/> + Σ index · stride for every index of <paramref name="dims"/>, the last axis fastest.</summary>
    public static int[] Of(IReadOnlyList<int> dims, IReadOnlyList<long> strides, long start = 0)
    {
        int[] map = new int[Axes.Product(dims)];
        int[] index = new int[dims.Count];
        long at = start;
        for (int i = 0; i < map.Length; i++)
        {
            map[i] = (int)at;
            for (int a = index.Length - 1; a >= 0; a--)
            {
                at += strides[a];
                if (++index[a] < dims[a]) break;
                at -= strides[a] * dims[a];
                index[a] = 0;
            }
        }
        return map;
    }

    /// <summary>The map of a tensor that is repeated to larger sizes: its axes are the last ones, and a size of 1 repeats.</summary>
    public static int[] Broadcast(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        long[] own = Axes.Strides(from), strides = new long[to.Count];
        for (int i = 0; i < from.Count; i++) strides[to.Count - from.Count + i] = from[i] == 1 ? 0 : own[i];
        return Of(to, strides);
    }

    /// <summary>The map that permutes axes: axis i of the output is axis <paramref name="order"/>[i] of the input.</summary>
    public static int[] Permuted(IReadOnlyList<int> from, IReadOnlyList<int> order)
    {
        long[] own = Axes.Strides(from);
        return Of([.. order.Select(a => from[a])], [.. order.Select(a => own[a])]);
    }

    /// <summary>The position of every input element in an output where the given axes are summed up.</summary>
    public static int[] Reduced(IReadOnlyList<int> from, IReadOnlyCollection<int> axes)
    {
        int[] kept = [.. from.Select((d, i) => axes.Contains(i) ? 1 : d)];
        return Broadcast(kept, from);
    }

    /// <summary>The map that takes, along one axis, the entries <paramref name="picked"/>.</summary>
    public static int[] Along(IReadOnlyList<int> from, int axis, IReadOnlyList<int> picked)
    {
        int outer = Axes.Product(from.Take(axis)), inner = Axes.Product(from.Skip(axis + 1)), length = from[axis];
        int[] map = new int[outer * picked.Count * inner];
        int at = 0;
        for (int o = 0; o < outer; o++)
            foreach (int p in picked)
                for (int i = 0; i < inner; i++)
                    map[at++] = (o * length + p) * inner + i;
        return map;
    }
}
