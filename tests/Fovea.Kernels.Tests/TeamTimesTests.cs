using System.Diagnostics;

namespace Fovea.Kernels.Tests;

/// <summary>The times that a team writes down on request.</summary>
public sealed class TeamTimesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_call_ends_when_its_last_worker_is_done(int size)
    {
        using var team = new Team(size);
        Call[] calls = [new Pause(size - 1, 20), new Pause(0, 40)];
        var times = new long[3];
        team.Run(calls, 2, 1, 0, 0, times);
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[1]).TotalMilliseconds >= 19, "the first call takes 20 ms on its last worker");
        Assert.True(Stopwatch.GetElapsedTime(times[1], times[2]).TotalMilliseconds >= 39, "the second call takes 40 ms on its first worker");
    }

    [Fact]
    public void Too_little_room_for_times_says_how_much_is_needed()
    {
        using var team = new Team(1);
        var e = Assert.Throws<ArgumentException>(() => team.Run([new Pause(0, 0), new Pause(0, 0)], 2, 1, 0, 0, new long[2]));
        Assert.StartsWith("2 calls have 3 times, there is room for 2", e.Message, StringComparison.Ordinal);
    }

    private sealed class Pause(int part, int milliseconds) : Call("pause")
    {
        public override void Run(in Step step)
        {
            if (step.Part == part) Thread.Sleep(milliseconds);
        }
    }
}
