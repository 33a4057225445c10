namespace Fovea.Kernels.Tests.Reduce;

public sealed class ReductionTests
{
    [Fact]
    public void Sum_dot_and_largest_magnitude_for_every_length()
    {
        for (int n = 0; n <= 200; n++)
        {
            float[] a = Check.Random(n, n), b = Check.Random(n + 1, n);
            Assert.Equal(ReductionReference.Sum<double>(Check.Widen(a)), Reduction.Sum(a), 1e-12);
            Assert.Equal(ReductionReference.Dot<double>(Check.Widen(a), Check.Widen(b)), Reduction.Dot(a, b), 1e-12);
            Assert.Equal(ReductionReference.MaxAbs<float>(a), Reduction.MaxAbs(a));
        }
        Assert.True(float.IsNaN(Reduction.MaxAbs([1, float.NaN, 9])));
        Assert.Throws<ArgumentException>(() => Reduction.Dot([1], [1, 2]));
    }

    [Fact]
    public void First_non_finite_value_is_found_anywhere()
    {
        for (int n = 1; n <= 150; n++)
        {
            float[] x = Check.Random(n, n);
            Assert.Equal(-1, Reduction.FirstNonFinite(x));
            for (int at = 0; at < n; at += 7)
            {
                float[] y = [.. x];
                y[at] = at % 2 == 0 ? float.NaN : float.NegativeInfinity;
                y[n - 1] = float.NaN;
                Assert.Equal(at, Reduction.FirstNonFinite(y));
                Assert.Equal(at, ReductionReference.FirstNonFinite<float>(y));
            }
        }
        float[] image = new float[2 * 3 * 4 * 5];
        image[77] = float.PositiveInfinity;
        foreach (Halo halo in Check.Halos)
        {
            using var box = new MapsBox(2, 3, 4, 5, halo, image);
            Assert.Equal(77, Reduction.FirstNonFinite(box, 2));
            Assert.Equal(-1, Reduction.FirstNonFinite(box, 1));
        }
    }

    [Fact]
    public void Column_sums_are_exact_for_integers_in_any_layout()
    {
        foreach (int c in new[] { 1, 3, 6, 8, 17, 32, 67, 100 })
            foreach (Halo halo in Check.Halos)
                foreach (bool accumulate in new[] { false, true })
                {
                    const int n = 4, h = 20, w = 21, batch = 3;
                    float[] x = Check.Integers(c, n * h * w * c);
                    using var bx = new MapsBox(n, h, w, c, halo, x);
                    using var scratch = new BlockBox(ColumnSums.ScratchFloats(bx));
                    float[] sums = Check.SameForAllParts(parts =>
                    {
                        using var result = new BlockBox([.. Enumerable.Repeat(5f, c)]);
                        Check.Run(parts, batch, new ColumnSumsPartial("s", bx, scratch), new ColumnSumsTotal("s", bx, scratch, result, accumulate));
                        result.AssertSound();
                        return result.Data;
                    });
                    float[] expected = [.. Enumerable.Repeat(5f, c)];
                    ReductionReference.Columns<float>(batch * h * w, c, x, expected, accumulate);
                    Check.Bits(expected, sums);
                    scratch.AssertSound();
                }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50_001)]
    public void Clip_factor_is_that_of_the_global_norm(int length)
    {
        float[] g = Check.Random(1, length);
        using var bg = new BlockBox(g);
        using var scratch = new BlockBox(SumOfSquares.ScratchFloats(length));
        float[] both = Check.SameForAllParts(parts =>
        {
            using var control = new BlockBox(UpdateControl.Length);
            Check.Run(parts, 1, new SumOfSquares("n", bg, scratch), new ClipFactor("c", length, scratch, control, 2));
            return control.Data;
        });
        double norm = Math.Sqrt(g.Sum(v => (double)v * v));
        Assert.Equal(norm, both[UpdateControl.GradientNorm], norm * 1e-6);
        Assert.Equal(2 / (norm + 1e-6), both[UpdateControl.GradientScale], 1e-6);
    }

    [Fact]
    public void Channel_statistics_by_hand()
    {
        using var box = new MapsBox(1, 1, 4, 2, new Halo(1, 1, 1, 1), [1, 0, 3, 0, 1, -2, 3, 2]);
        ChannelStatistics[] s = ChannelStatistics.Of(box, 1);
        Assert.Equal(new ChannelStatistics(1, 3, 2, 1, 0), s[0]);
        Assert.Equal(new ChannelStatistics(-2, 2, 0, Math.Sqrt(2), 0.5), s[1]);
    }
}
