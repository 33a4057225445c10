namespace Fovea;

/// <summary>
/// Activations that are not kept until the backward pass reads them: the nodes are cut into segments, only what crosses a cut stays in
/// memory, and a segment is computed again, from the value before it, just before its backward pass. About √n segments of n nodes need
/// memory for √n activations and the forward pass twice.
/// </summary>
/// <remarks>
/// The same calls on the same numbers give the same bits: dropout's draws are a function of seed, step and node, and batch norm keeps
/// the statistics of its first pass. Source: Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost", 2016.
/// </remarks>
internal sealed partial class Planner
{
    // Layers of a net differ in size, so √n is a guess: the numbers around it are laid out, and the one that needs least is taken.
    private const double MostSegments = 1.5;

    private readonly List<Node[]> segments = [];
    private readonly Dictionary<Node, PlanValue> again = [];
    private readonly Dictionary<Node, int> backwardTimes = [];
    private readonly Dictionary<Node, int> againTimes = [];

    private int Forever => ObjectiveTime + backwardTimes.Count + againTimes.Count + 1;

    // Fewer segments compute less again, so of equals the first is taken; one segment computes nothing again.
    private static Planner LayOut(Graph graph, PlanOptions options)
    {
        Planner best = LayOut(graph, options, Math.Max(1, options.Segments));
        if (!options.Recompute || !best.HasBackward || options.Segments > 0) return best;
        long least = Arena.Place(best.Roots(), options.MaxBatch);
        for (int count = 2; count <= Math.Ceiling(MostSegments * Math.Sqrt(best.live.Count)); count++)
        {
            Planner planner = LayOut(graph, options, count);
            long floats = Arena.Place(planner.Roots(), options.MaxBatch);
            if (floats < least) (best, least) = (planner, floats);
        }
        return best;
    }

    private void Cut(int count)
    {
        HashSet<Node> cuts = count > 1 ? [.. Cuts(count)] : [];
        int first = 0;
        for (int t = 0; t < live.Count; t++)
            if (t == live.Count - 1 || cuts.Contains(live[t]))
            {
                segments.Add([.. live[first..(t + 1)]]);
                first = t + 1;
            }
        FindAgain();
        SetClock();
    }

    // Where a segment has its share of the memory, it ends at the next place where one value is all that goes on.
    private IEnumerable<Node> Cuts(int count)
    {
        var seen = new HashSet<PlanValue>();
        long total = live.Select(n => values[n].Root).Distinct().Sum(r => r.Floats(1)), floats = 0;
        foreach (Node node in live)
        {
            if (seen.Add(values[node].Root)) floats += values[node].Root.Floats(1);
            if (floats * count < total || !EndsSegment(node)) continue;
            floats = 0;
            yield return node;
        }
    }

    private bool EndsSegment(Node node)
    {
        int end = time[node];
        foreach (Node n in live)
        {
            // Nodes that one call computes stay together.
            if ((time[n] <= end) != (RunTime(n) <= end) || (time[n] <= end) != (time[RunsIn(n)] <= end)) return false;
            if (n != node && time[n] < end && !IsHeld(n) && Consumers(n).Any(c => time[c] > end)) return false;
        }
        return true;
    }

    // What the backward pass of a segment reads and nobody has kept, and what that is computed from. The last segment's values are
    // still there: its backward pass comes first.
    private void FindAgain()
    {
        HashSet<PlanValue> kept = [.. live.Where(IsHeld).Concat(segments.SkipLast(1).Select(s => s[^1])).Select(n => values[n].Root)];
        foreach (Node[] segment in segments.SkipLast(1))
        {
            HashSet<PlanValue> wanted = [.. segment.Where(gradients.ContainsKey).SelectMany(ReadInBackward).Select(n => values[n].Root)];
            int before;
            do
            {
                before = wanted.Count;
                wanted.UnionWith(segment.Where(n => wanted.Contains(values[n].Root) && !kept.Contains(values[n].Root)).SelectMany(n => n.Inputs).Select(n => values[n].Root).ToArray());
            }
            while (wanted.Count > before);
            wanted.ExceptWith(kept);
            // They share memory among each other as they did the first time.
            Dictionary<PlanValue, PlanValue> roots = wanted.ToDictionary(r => r, r => new PlanValue(r.Name, r.Shape));
            foreach (Node node in segment)
            {
                if (!roots.TryGetValue(values[node].Root, out PlanValue? root)) continue;
                again[node] = new PlanValue(node.Name, node.Shape);
                again[node].Join(root);
                root.Need(values[node].Root.Halo);
            }
        }
    }

    // Forward, objective, then for each segment from the last: its nodes again, its backward pass.
    private void SetClock()
    {
        int clock = ObjectiveTime;
        foreach (Node[] segment in Enumerable.Reverse(segments))
        {
            foreach (Node node in segment.Where(again.ContainsKey)) againTimes[node] = ++clock;
            foreach (Node node in Enumerable.Reverse(segment)) backwardTimes[node] = ++clock;
        }
    }

    private int BackwardTime(Node node) => backwardTimes[ResidualSum(node) ?? node];

    // The value that the backward pass finds in memory.
    private PlanValue BackwardValue(Node node) => again.GetValueOrDefault(node) ?? values[node];

    private void FindLifetimesAgain()
    {
        foreach ((Node node, PlanValue value) in again)
        {
            int t = againTimes[fusedInto.GetValueOrDefault(node) ?? ResidualSum(node) ?? node];
            value.Use(t);
            foreach (Node input in node.Inputs) BackwardValue(input).Use(t);
        }
    }

    // From here on these values are what a node's activation is.
    private void UseAgain()
    {
        foreach ((Node node, PlanValue value) in again) values[node] = value;
    }

    private string AgainNote(Node node) => again.TryGetValue(node, out PlanValue? value) ? $"again @{value.Root.Offset} {value.Root.First}–{value.Root.Last}" : "";

    private void EmitAgain(Node last)
    {
        if (segments.Find(s => s[^1] == last) is not { } segment) return;
        foreach (Node node in segment.Where(n => again.ContainsKey(n) && HasCalls(n))) EmitForward(node, again: true);
    }
}
