namespace Fovea.Report.Tests;

public sealed class ValueScaleTests
{
    [Fact]
    public void Values_from_zero_up_run_from_zero_to_the_largest() =>
        Assert.Equal(new ValueScale(0, 3.5, 3.5), ValueScale.Of([0.5f, 3.5f], [1f]));

    [Fact]
    public void Signed_values_run_symmetrically() => Assert.Equal(new ValueScale(-4, 4, 4), ValueScale.Of([-4f, 1f]));

    [Fact]
    public void NaN_and_infinities_do_not_move_the_ends() =>
        Assert.Equal(new ValueScale(0, 2, 2), ValueScale.Of([float.NaN, 2f, float.PositiveInfinity, float.NegativeInfinity]));

    [Fact]
    public void Zeros_are_a_scale_without_extent_and_still_have_a_place()
    {
        ValueScale scale = ValueScale.Of([0f, 0f]);
        Assert.True(scale.IsZero);
        Assert.Equal(0, scale.Fraction(0));
    }

    [Fact]
    public void Tiny_maps_keep_their_tiny_scale() => Assert.Equal(1e-6, ValueScale.Of([1e-6f]).High, 1e-12);

    [Fact]
    public void A_few_outliers_are_cut_and_named()
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => i / 1000f), 50f];
        ValueScale scale = ValueScale.WithoutOutliers(values);
        Assert.True(scale.IsCut);
        Assert.InRange(scale.High, 0.9, 1.0);
        Assert.Equal(50, scale.Largest);
        Assert.Equal("≥ 0.995 (up to 50)", Parts.High(scale));
        Assert.Equal(1, scale.Fraction(50));
    }

    [Fact]
    public void Values_without_outliers_are_not_cut() =>
        Assert.False(ValueScale.WithoutOutliers([.. Enumerable.Range(0, 1000).Select(i => (float)i)]).IsCut);
}
