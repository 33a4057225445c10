namespace Fovea.Report.Tests;

public sealed class LineChartTests
{
    [Fact]
    public void Ticks_are_round_numbers_inside_the_range()
    {
        Assert.Equal([0, 0.2, 0.4, 0.6], Ticks.Linear(0, 0.75, 5));
        Assert.Equal([0.01, 0.02, 0.05, 0.1], Ticks.Logarithmic(0.009, 0.12), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1, 20, 40, 60, 80, 100], Ticks.Whole(1, 100, 9));
        Assert.Equal([1, 2, 3], Ticks.Whole(1, 3, 9));
    }

    [Fact]
    public void One_epoch_is_a_dot() => Assert.Contains("<circle", Svg([0.5], [1]), StringComparison.Ordinal);

    [Fact]
    public void A_NaN_leaves_a_gap_and_is_named()
    {
        string svg = Svg([0.5, 0.4, double.NaN, 0.3, 0.2], [1, 2, 3, 4, 5]);
        Assert.Equal(2, svg.Split("<polyline").Length - 1);
        Assert.Contains("× NaN", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_every_epoch_can_be_pointed_at()
    {
        string svg = Svg([0.5, 0.25], [1, 2]);
        Assert.Contains("<title>epoch 2: training 0.25</title>", svg, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Loss, epochs 1 to 2: training from 0.5 to 0.25.\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void The_epoch_that_was_kept_is_marked()
    {
        RunReport run = DemoRun.Make(images: 1);
        Assert.All(Curves.Of(run).Take(2), chart => Assert.Contains(chart.Marks, m => m is TextMark { Ink: Ink.Best }));
        Assert.Equal(3, (run with { BestEpoch = 3 }).EpochKept);
    }

    [Fact]
    public void All_values_infinite_still_draws()
    {
        string svg = Svg([double.PositiveInfinity, double.NaN], [1, 2]);
        Assert.Contains("× ∞", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN\"", svg, StringComparison.Ordinal);
    }

    private static string Svg(double[] values, int[] epochs) => SvgRenderer.ToHtml(
        new LineChart("Loss", epochs, [new Series("training", Ink.Train, [.. values.Select(v => (double?)v)])]).Draw()).Markup;
}
