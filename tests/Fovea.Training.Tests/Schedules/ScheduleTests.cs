namespace Fovea.Training.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void Constant_is_one_after_a_linear_warm_up()
    {
        var schedule = new Constant { WarmUp = 0.1 };
        Assert.Equal(0.1, schedule.At(0, 100), 12);
        Assert.Equal(0.5, schedule.At(4, 100), 12);
        Assert.Equal(1, schedule.At(9, 100), 12);
        Assert.Equal(1, schedule.At(10, 100), 12);
        Assert.Equal(1, new Constant().At(0, 1), 12);
    }

    [Fact]
    public void Step_decay_falls_at_its_points()
    {
        var schedule = new StepDecay();
        Assert.Equal([1, 1, 0.1, 0.1, 0.01, 0.01], new long[] { 0, 49, 50, 74, 75, 99 }.Select(s => Math.Round(schedule.At(s, 100), 12)));
    }

    [Fact]
    public void Cosine_is_half_in_the_middle_and_never_rises()
    {
        var schedule = new Cosine();
        Assert.Equal(1, schedule.At(0, 100), 12);
        Assert.Equal(0.5, schedule.At(50, 100), 12);
        for (int s = 1; s < 100; s++) Assert.True(schedule.At(s, 100) < schedule.At(s - 1, 100));
        Assert.Equal(0.5 + 0.5 / 2, new Cosine { End = 0.5 }.At(50, 100), 12);
    }

    [Fact]
    public void One_cycle_rises_for_thirty_percent_and_ends_near_zero()
    {
        var schedule = new OneCycle();
        Assert.Equal(0.04 + 0.96 / 30, schedule.At(0, 100), 12);
        Assert.Equal(1, schedule.At(29, 100), 12);
        Assert.Equal(1, schedule.At(30, 100), 12);
        Assert.Equal(0.5, schedule.At(65, 100), 5);
        Assert.True(schedule.At(99, 100) < 0.001);
    }

    [Fact]
    public void Sweep_rises_by_the_same_factor_each_step()
    {
        var schedule = new Sweep { Start = 1e-4 };
        Assert.Equal(1e-4, schedule.At(0, 100), 12);
        for (int s = 1; s < 100; s++) Assert.Equal(Math.Pow(10, 0.04), schedule.At(s, 100) / schedule.At(s - 1, 100), 9);
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Equal("Cosine.WarmUp is 1.5\n  rule  a share of the steps, 0 … 1", Assert.Throws<ArgumentException>(new Cosine { WarmUp = 1.5 }.Check).Message);
        Assert.Equal("StepDecay.Points is 0.5, 30\n  rule  shares of the steps, between 0 and 1", Assert.Throws<ArgumentException>(new StepDecay { Points = [0.5, 30] }.Check).Message);
    }
}
