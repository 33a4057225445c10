namespace Fovea.Kernels.Tests;

public sealed class DealTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_part_is_taken_once_whoever_is_faster(int workers)
    {
        var deal = new Deal(workers);
        for (int round = 0; round < 200; round++)
        {
            deal.Begin(new Sized(1_000_000, 1_000), 1);
            var taken = new int[deal.Parts];
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, w =>
            {
                for (int part; (part = deal.Take(w)) >= 0;)
                {
                    Interlocked.Increment(ref taken[part]);
                    if (w == round % workers) Thread.SpinWait(200);
                }
            });
            Assert.All(taken, n => Assert.Equal(1, n));
        }
    }

    [Fact]
    public void A_worker_takes_its_own_parts_in_order_and_then_the_last_of_others()
    {
        var deal = new Deal(2);
        deal.Begin(new Sized(1_000_000, 8), 1);
        Assert.Equal(8, deal.Parts);
        Assert.Equal([0, 1, 2, 3, 7, 6, 5, 4, -1], Enumerable.Range(0, 9).Select(_ => deal.Take(0)));
        Assert.Equal(-1, deal.Take(1));
    }

    [Theory]
    [InlineData(10, 1_000, 2)]
    [InlineData(90, 1_000, 4)]
    [InlineData(1_000_000, 1, 2)]
    [InlineData(1_000_000, 5, 4)]
    public void Small_calls_and_calls_that_cannot_be_cut_have_one_part_for_each_worker(long microseconds, int most, int parts)
    {
        var deal = new Deal(2);
        deal.Begin(new Sized(microseconds, most), 1);
        Assert.Equal(parts, deal.Parts);
    }

    [Fact]
    public void A_team_runs_every_part_and_scratch_has_one_owner()
    {
        using var team = new Team(3);
        var call = new Counting();
        for (int i = 0; i < 50; i++) team.Run([call, call], 2, 1, 0, 0);
        Assert.All(call.Runs, n => Assert.Equal(100, n));
        Assert.False(call.Shared);
    }

    private sealed class Sized(long microseconds, int most) : Call("sized", new Work(microseconds * 50_000, 0, 0))
    {
        public override int MostParts(int batch) => most;

        public override void Run(in Step step) { }
    }

    private sealed class Counting() : Call("counting", new Work(1_000_000_000, 0, 0))
    {
        private readonly int[] owner = new int[3];

        public int[] Runs { get; } = new int[12];

        public bool Shared { get; private set; }

        public override void Run(in Step step)
        {
            if (Interlocked.Increment(ref owner[step.Worker]) != 1) Shared = true;
            Assert.Equal(3, step.Workers);
            Interlocked.Increment(ref Runs[step.Part]);
            Thread.SpinWait(50);
            Interlocked.Decrement(ref owner[step.Worker]);
        }
    }
}
