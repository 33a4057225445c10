namespace Fovea.Training.Tests;

/// <summary>Alone in its collection, so that the bytes of all threads can be counted.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Fact]
    public void Steps_allocate_nothing()
    {
        using var folder = new TempFolder();
        using Model model = Small.Model();
        long thread = 0, process = 0;
        var watch = new Small.Watch(p =>
        {
            if (p.TotalSteps == 30) (thread, process) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
            if (p.TotalSteps == 80) (thread, process) = (GC.GetAllocatedBytesForCurrentThread() - thread, GC.GetTotalAllocatedBytes(precise: true) - process);
        });
        // One long epoch, so that 50 steps in a row hold no evaluation and no checkpoint; logging is on.
        model.Train(Small.Images(4 * 100), Small.Options with { Epochs = 1, BatchSize = 4, RunFolder = folder["run"], LogEverySteps = 3, Threads = 2 }, watch);
        Assert.Equal(0, thread);
        Assert.True(process == 0, $"{process:N0} bytes by all threads: team, loader");
    }
}
