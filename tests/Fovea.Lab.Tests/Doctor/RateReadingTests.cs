namespace Fovea.Lab.Tests;

/// <summary>What is read from a range test, on curves that are made up.</summary>
public sealed class RateReadingTests
{
    [Fact]
    public void A_valley_is_found_with_its_ends()
    {
        RateSweep s = Read(i => i < 40 ? 2.3 : i < 70 ? 2.3 - (i - 40) * 0.05 : i < 80 ? 0.8 : 0.8 + (i - 80) * 0.3);
        Assert.InRange(s.Falls!.Value, Rate(40), Rate(52));
        Assert.InRange(s.Lowest!.Value, Rate(76), Rate(86));
        Assert.InRange(s.Climbs!.Value, Rate(80), Rate(90));
        Assert.InRange(s.Explodes!.Value, s.Climbs.Value, Rate(96));
        Assert.InRange(s.Suggested!.Value, s.Falls.Value, s.Lowest.Value / 10 + 1e-9);
    }

    [Fact]
    public void Noise_alone_is_no_fall()
    {
        RateSweep s = Read(i => 2.3 + 0.1 * Math.Sin(i * 12.9898) * Math.Cos(i * 78.233));
        Assert.Equal((null, null, null, null), (s.Falls, s.Lowest, s.Explodes, s.Suggested));
    }

    [Fact]
    public void A_loss_that_only_rises_is_no_fall()
        => Assert.Null(Read(i => 2.3 + i * 0.01).Falls);

    [Fact]
    public void A_sweep_that_ended_early_exploded_there()
    {
        RateSweep s = Read(i => i < 30 ? 2.3 : 2.3 - (i - 30) * 0.03, 60, ended: true);
        Assert.Equal(Rate(59), s.Explodes!.Value, 1e-9);
        Assert.Null(s.Climbs);
    }

    [Fact]
    public void A_sweep_of_nothing_says_nothing()
    {
        RateSweep s = RateCheck.Read([], 0.1, ended: true);
        Assert.Null(s.Suggested);
        Assert.Single(s.Points);
    }

    private static double Rate(int i) => 1e-6 * Math.Pow(10, 7.0 * i / 100);

    private static RateSweep Read(Func<int, double> loss, int steps = 100, bool ended = false)
    {
        var points = new List<RatePoint>();
        double mean = 0;
        for (int i = 0; i < steps; i++)
        {
            mean = 0.9 * mean + 0.1 * loss(i);
            points.Add(new RatePoint(Rate(i), loss(i), mean / (1 - Math.Pow(0.9, i + 1))));
        }
        return RateCheck.Read(points, 0.05, ended);
    }
}
