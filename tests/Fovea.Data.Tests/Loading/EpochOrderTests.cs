namespace Fovea.Data.Tests;

public sealed class EpochOrderTests
{
    [Fact]
    public void Every_count_gives_a_permutation()
    {
        for (int count = 1; count < 140; count++)
        {
            var order = new EpochOrder(count, 11, 2);
            Assert.Equal(Enumerable.Range(0, count), Enumerable.Range(0, count).Select(p => order[p]).Order());
        }
        var large = new EpochOrder(60_000, 1, 0);
        Assert.Equal(60_000, Enumerable.Range(0, 60_000).Select(p => large[p]).Distinct().Count());
    }

    [Fact]
    public void Every_image_is_as_likely_at_every_position()
    {
        const int Count = 10, Epochs = 4000;
        var seen = new int[Count, Count];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            var order = new EpochOrder(Count, 5, epoch);
            for (int p = 0; p < Count; p++) seen[p, order[p]]++;
        }
        // Chi-square with 81 degrees of freedom: 150 is beyond one in a hundred thousand.
        double chi = 0;
        foreach (int n in seen) chi += Math.Pow(n - Epochs / Count, 2) / (Epochs / (double)Count);
        Assert.True(chi < 150, $"chi-square {chi:0.0}");
    }

    [Fact]
    public void Neighbours_do_not_stay_neighbours()
    {
        var order = new EpochOrder(60_000, 3, 0);
        int close = Enumerable.Range(0, 59_999).Count(p => Math.Abs(order[p + 1] - order[p]) < 10);
        Assert.InRange(close, 0, 60);
    }
}
