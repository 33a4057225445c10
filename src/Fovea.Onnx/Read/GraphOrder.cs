namespace Fovea.Onnx;

/// <summary>
/// The order of nodes in which every value is made before it is read. ONNX asks files for it; a file in another order is read all
/// the same, a cycle is not. Loops without recursion: a chain of a million nodes is a small thing.
/// </summary>
internal static class GraphOrder
{
    /// <summary>The nodes in order; those of a sorted file stay as they are.</summary>
    /// <param name="errors">Throws.</param>
    /// <param name="nodes">The nodes of the file.</param>
    /// <param name="makers">The index of the node that makes a value; −1 for inputs and initializers.</param>
    /// <exception cref="ModelFileException">There is a cycle.</exception>
    public static IReadOnlyList<OnnxNode> Sort(OnnxErrors errors, IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, int> makers)
    {
        if (IsSorted(nodes, makers)) return nodes;
        var waits = new int[nodes.Count];
        var readers = new List<int>?[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
            foreach (int maker in Makers(nodes[i], makers))
            {
                (readers[maker] ??= []).Add(i);
                waits[i]++;
            }
        // Among those that are ready, the first of the file: the order changes as little as it must.
        var ready = new PriorityQueue<int, int>();
        for (int i = 0; i < waits.Length; i++)
            if (waits[i] == 0) ready.Enqueue(i, i);
        List<OnnxNode> sorted = new(nodes.Count);
        while (ready.TryDequeue(out int next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (int reader in readers[next] ?? [])
                if (--waits[reader] == 0) ready.Enqueue(reader, reader);
        }
        if (sorted.Count < nodes.Count) RefuseCycle(errors, nodes, makers, waits);
        return sorted;
    }

    private static bool IsSorted(IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, int> makers)
    {
        for (int i = 0; i < nodes.Count; i++)
            foreach (string input in nodes[i].Inputs)
                if (input.Length > 0 && makers[input] >= i) return false;
        return true;
    }

    // Every node that still waits, waits for another such node: going back along them must come round.
    private static void RefuseCycle(OnnxErrors errors, IReadOnlyList<OnnxNode> nodes, IReadOnlyDictionary<string, int> makers, int[] waits)
    {
        var visited = new Dictionary<int, int>();
        List<int> path = [];
        int at = Array.FindIndex(waits, w => w > 0);
        while (visited.TryAdd(at, path.Count))
        {
            path.Add(at);
            at = Makers(nodes[at], makers).First(m => waits[m] > 0);
        }
        int[] cycle = [.. path.Skip(visited[at]).Reverse()];
        if (cycle.Length == 1) errors.Refuse($"{nodes[cycle[0]]} reads a value that it makes itself", "a network has no cycles");
        errors.Refuse(OnnxErrors.Text($"{cycle.Length:N0} nodes form a cycle: {OnnxErrors.List(cycle.Select(i => nodes[i].Name))}"), "a network has no cycles");
    }

    private static IEnumerable<int> Makers(OnnxNode node, IReadOnlyDictionary<string, int> makers)
        => node.Inputs.Where(i => i.Length > 0).Select(i => makers[i]).Where(m => m >= 0);
}
