using System.Diagnostics;

namespace Fovea.Kernels.Tests;

/// <summary>
/// Fast kernels against the reference kernels of the same layer: not a benchmark, but a net for what no other test sees, a kernel that
/// became slow. Alone, since other tests want the processors.
/// </summary>
/// <remarks>The least of several alternating runs on each side, so that what other programs take away is taken from both.</remarks>
[CollectionDefinition(nameof(KernelSpeedTests), DisableParallelization = true)]
[Collection(nameof(KernelSpeedTests))]
public sealed class KernelSpeedTests
{
    private const int Rounds = 7, FastRunsPerRound = 8;

    [Fact]
    public void Fast_kernels_are_many_times_faster_than_the_reference()
    {
        if (!OptimisedBuild.IsThis) return;
        List<Case> cases = [.. SpeedLayer.All.SelectMany(Cases)];
        try
        {
            // The JIT optimises what has run thirty times and loops that run long, in the background.
            foreach (Case c in cases) c.Measure(3, 8);
            Thread.Sleep(300);
            foreach (Case c in cases) c.Measure(Rounds, FastRunsPerRound);
            string[] slow = [.. cases.Where(c => c.Ratio < c.Least).Select(c => c.ToString())];
            Assert.True(slow.Length == 0, $"slower than a third of what was once measured:\n{string.Join('\n', slow)}\n\nall:\n{string.Join('\n', cases)}");
        }
        finally
        {
            foreach (IDisposable calls in cases.SelectMany(c => new IDisposable[] { c.Reference, c.Fast }).Distinct()) calls.Dispose();
        }
    }

    private static IEnumerable<Case> Cases(SpeedLayer layer)
    {
        var reference = new SpeedCalls(layer, KernelVariant.Reference);
        foreach (KernelTable.Entry entry in KernelTable.Entries)
        {
            if (!entry.IsSupported || entry.Variant == KernelVariant.Reference || !layer.Exists(entry.Variant)) continue;
            var fast = new SpeedCalls(layer, entry.Variant);
            foreach (ConvDirection direction in Enum.GetValues<ConvDirection>())
                yield return new Case(layer, entry.Variant, direction, reference, fast);
        }
    }

    private sealed class Case(SpeedLayer layer, KernelVariant variant, ConvDirection direction, SpeedCalls reference, SpeedCalls fast)
    {
        private long slowTicks = long.MaxValue;
        private long fastTicks = long.MaxValue;

        public SpeedCalls Reference => reference;

        public SpeedCalls Fast => fast;

        public double Ratio => (double)slowTicks / fastTicks;

        public double Least => SpeedBounds.Of(layer.Name, variant, direction);

        public void Measure(int rounds, int fastRuns)
        {
            for (int round = 0; round < rounds; round++)
            {
                slowTicks = Math.Min(slowTicks, Ticks(reference));
                for (int i = 0; i < fastRuns; i++) fastTicks = Math.Min(fastTicks, Ticks(fast));
            }
        }

        public override string ToString() => FormattableString.Invariant(
            $"{layer.Name,-14} {direction,-15} {variant,-10} {Ratio,6:F1} times as fast as the reference ({slowTicks * 1e3 / Stopwatch.Frequency:F3} ms), at least {Least}");

        private long Ticks(SpeedCalls calls)
        {
            long start = Stopwatch.GetTimestamp();
            calls.Run(direction);
            return Stopwatch.GetTimestamp() - start;
        }
    }
}
