namespace Fovea.Kernels.Tests;

public sealed class MachineProbeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Peaks_are_numbers_that_a_machine_can_have(int threads)
    {
        using var team = new Team(threads);
        MachinePeak peak = MachineProbe.Measure(team);
        Assert.Equal(threads, peak.Threads);
        // From a very busy single-board computer to more than any processor of today gives on two threads.
        Assert.InRange(peak.Gflops, 0.1, 2000);
        Assert.InRange(peak.ReadGigabytesPerSecond, 0.05, 2000);
        Assert.InRange(peak.CopyGigabytesPerSecond, 0.05, 2000);
    }

    [Fact]
    public void The_roof_rises_with_memory_up_to_the_ridge()
    {
        var peak = new MachinePeak(1, 100, 20, 18);
        Assert.Equal(5, peak.Ridge);
        Assert.Equal(40, peak.Roof(2));
        Assert.Equal(100, peak.Roof(5));
        Assert.Equal(100, peak.Roof(50));
    }
}
