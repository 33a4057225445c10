using System.Diagnostics;

namespace Fovea.Bench;

/// <summary>Times several actions in turn, so that a change of the machine's clock meets all of them.</summary>
internal static class Alternating
{
    private const double BlockMilliseconds = 120;

    /// <summary>The median milliseconds of one call of each action, over <paramref name="repetitions"/> rounds of blocks.</summary>
    public static double[] Medians(IReadOnlyList<Action> actions, int repetitions)
    {
        var calls = new int[actions.Count];
        for (int a = 0; a < actions.Count; a++)
        {
            actions[a]();
            actions[a]();
            calls[a] = (int)Math.Clamp(BlockMilliseconds / Milliseconds(actions[a], 1), 1, 200);
        }
        var times = new List<double>[actions.Count];
        for (int a = 0; a < times.Length; a++) times[a] = [];
        for (int r = 0; r < repetitions; r++)
        {
            for (int a = 0; a < actions.Count; a++)
            {
                Thread.Sleep(10); // lets the other engine's threads stop spinning
                actions[a]();
                times[a].Add(Milliseconds(actions[a], calls[a]));
            }
        }
        return [.. times.Select(Median)];
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double Milliseconds(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
    }
}
