using System.Diagnostics;

namespace Fovea.Bench;

/// <summary>Times several actions in turn, so that a change of the machine's clock meets all of them.</summary>
internal static class Alternating
{
    private const double BlockMilliseconds = 120;
    private const int MostCalls = 5000;

    /// <summary>How long one call of each action takes, over <paramref name="repetitions"/> rounds of blocks.</summary>
    public static Timing[] Time(IReadOnlyList<Action> actions, int repetitions)
    {
        var calls = new int[actions.Count];
        for (int a = 0; a < actions.Count; a++)
        {
            actions[a]();
            calls[a] = (int)Math.Clamp(BlockMilliseconds / Milliseconds(actions[a], 1), 1, MostCalls);
        }
        var times = new List<double>[actions.Count];
        for (int a = 0; a < times.Length; a++) times[a] = [];
        for (int r = 0; r < repetitions; r++)
        {
            for (int a = 0; a < actions.Count; a++)
            {
                Idle.Wait();
                if (calls[a] > 1) actions[a](); // a call of a whole block warms itself up
                times[a].Add(Milliseconds(actions[a], calls[a]));
            }
        }
        return [.. times.Select(Timing.Of)];
    }

    private static double Milliseconds(Action action, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
    }
}
