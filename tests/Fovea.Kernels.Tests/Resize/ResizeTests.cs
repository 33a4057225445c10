using Fovea.Golden;

namespace Fovea.Kernels.Tests.Resize;

public sealed class ResizeTests
{
    private static ResizeAxis Axis(int from, int to, ResizeKind kind, ResizeCoordinates coordinates = ResizeCoordinates.HalfPixel, NearestRounding rounding = NearestRounding.PreferFloor)
        => new(from, to, (float)to / from, kind, coordinates, rounding, -0.75f);

    [Fact]
    public void Forward_and_backward_are_the_reference()
    {
        const int n = 3, batch = 2;
        var random = new Random(5);
        for (int seed = 0; seed < 120; seed++)
        {
            ResizeKind kind = (ResizeKind)(seed % 3);
            int c = random.Next(1, 27), h = random.Next(1, 8), w = random.Next(1, 8);
            (int toH, int toW) = seed % 4 == 0 ? (2 * h, 2 * w) : seed % 5 == 0 ? (h, random.Next(1, 14)) : seed % 7 == 0 ? (random.Next(1, 14), w) : (random.Next(1, 14), random.Next(1, 14));
            var coordinates = (ResizeCoordinates)random.Next(4);
            var rounding = (NearestRounding)random.Next(4);
            InterpolationTable rows = InterpolationTable.Of(Axis(h, toH, kind, coordinates, rounding)), columns = InterpolationTable.Of(Axis(w, toW, kind, coordinates, rounding));
            Same(rows, columns, n, batch, c, seed, false);
            Same(rows, columns, n, batch, c, seed, true);
            Same(rows.Transposed(), columns.Transposed(), n, batch, c, seed, false);
            Same(rows.Transposed(), columns.Transposed(), n, batch, c, seed, true);
        }
    }

    private static void Same(InterpolationTable rows, InterpolationTable columns, int n, int batch, int c, int seed, bool accumulate)
    {
        float[] x = Check.Random(seed, n * rows.Inputs * columns.Inputs * c), old = Check.Random(seed + 1, n * rows.Outputs * columns.Outputs * c);
        Halo halo = Check.Halos[seed % 4];
        using var bx = new MapsBox(n, rows.Inputs, columns.Inputs, c, halo, x);
        float[] y = Check.SameForAllParts(parts =>
        {
            using var by = new MapsBox(n, rows.Outputs, columns.Outputs, c, Check.Halos[(seed + 1) % 4], old);
            using var scratch = new BlockBox(ResizeCall.ScratchFloats(bx, Math.Min(parts, 3)));
            Check.Run(parts, batch, new ResizeCall("r", rows, columns, bx, by, scratch, Math.Min(parts, 3), accumulate));
            float[] result = by.Dense(batch);
            by.AssertSound();
            scratch.AssertSound();
            return result;
        });
        double[] expected = accumulate ? Check.Widen(old[..y.Length]) : new double[y.Length];
        ResizeReference.Add<double>(rows, columns, batch, c, Check.Widen(x), expected);
        Check.Near(y, expected, 4e-6, 4e-6);
    }

    [Fact]
    public void Nearest_twice_as_large_is_every_pixel_four_times()
    {
        const int n = 2, h = 3, w = 5, c = 11;
        float[] x = Check.Random(1, n * h * w * c);
        x[17] = float.NaN;
        using var bx = new MapsBox(n, h, w, c, default, x);
        using var by = new MapsBox(n, 2 * h, 2 * w, c);
        using var scratch = new BlockBox(ResizeCall.ScratchFloats(bx, 1));
        Check.Run(1, n, new ResizeCall("r", InterpolationTable.Of(Axis(h, 2 * h, ResizeKind.Nearest)), InterpolationTable.Of(Axis(w, 2 * w, ResizeKind.Nearest)), bx, by, scratch, 1));
        float[] y = by.Dense();
        for (int i = 0; i < y.Length; i++)
        {
            int channel = i % c, column = i / c % (2 * w), row = i / c / (2 * w) % (2 * h), image = i / c / (2 * w) / (2 * h);
            Assert.Equal(x[((image * h + row / 2) * w + column / 2) * c + channel], y[i]);
        }
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(3, 9)]
    [InlineData(9, 2)]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    public void Weights_of_an_output_add_up_to_one(int from, int to)
    {
        foreach (ResizeKind kind in Enum.GetValues<ResizeKind>())
            foreach (ResizeCoordinates coordinates in Enum.GetValues<ResizeCoordinates>())
            {
                InterpolationTable table = InterpolationTable.Of(Axis(from, to, kind, coordinates));
                for (int o = 0; o < to; o++)
                {
                    Assert.Equal(1, table.WeightsOf(o).ToArray().Sum(), 5);
                    Assert.All(table.InputsOf(o).ToArray(), i => Assert.InRange(i, 0, from - 1));
                }
                if (from == to) Assert.True(table.IsIdentity);
            }
    }

    // Places 0, 0.67, 1.33, 2, 2.67, 3.33, and 0, 0.5, 1, 1.5, where the halves matter.
    [Theory]
    [InlineData(NearestRounding.PreferFloor, new[] { 0, 1, 1, 2, 3, 3 }, new[] { 0, 0, 1, 1 })]
    [InlineData(NearestRounding.PreferCeil, new[] { 0, 1, 1, 2, 3, 3 }, new[] { 0, 1, 1, 1 })]
    [InlineData(NearestRounding.Floor, new[] { 0, 0, 1, 2, 2, 3 }, new[] { 0, 0, 1, 1 })]
    [InlineData(NearestRounding.Ceil, new[] { 0, 1, 2, 2, 3, 3 }, new[] { 0, 1, 1, 1 })]
    public void Nearest_pixel_is_rounded_as_asked(NearestRounding rounding, int[] thirds, int[] halves)
    {
        Assert.Equal(thirds, Inputs(4, 6));
        Assert.Equal(halves, Inputs(2, 4));

        int[] Inputs(int from, int to)
        {
            InterpolationTable table = InterpolationTable.Of(Axis(from, to, ResizeKind.Nearest, ResizeCoordinates.Asymmetric, rounding));
            return [.. Enumerable.Range(0, to).Select(o => table.InputsOf(o)[0])];
        }
    }

    [Fact]
    public void Cubic_has_the_weights_of_its_formula()
    {
        // Half way with a = −0.75: −3/32, 19/32, 19/32, −3/32.
        InterpolationTable table = InterpolationTable.Of(Axis(8, 4, ResizeKind.Cubic));
        Assert.Equal([1, 2, 3, 4], table.InputsOf(1).ToArray());
        Assert.Equal([-3f / 32, 19f / 32, 19f / 32, -3f / 32], table.WeightsOf(1).ToArray());
    }

    [Fact]
    public void Golden_values_of_libtorch()
    {
        foreach (GoldenCase c in GoldenFile.Load("interpolate").Cases)
        {
            int[] s = c["x"].Shape, o = c["y"].Shape;
            bool nearest = c.Text("mode") == "nearest";
            ResizeCoordinates places = nearest ? ResizeCoordinates.Asymmetric : c.Flag("align_corners") ? ResizeCoordinates.AlignCorners : ResizeCoordinates.HalfPixel;
            ResizeAxis Of(int axis) => Axis(s[axis], o[axis], nearest ? ResizeKind.Nearest : c.Text("mode") == "bilinear" ? ResizeKind.Linear : ResizeKind.Cubic, places, NearestRounding.Floor);
            InterpolationTable rows = InterpolationTable.Of(Of(2)), columns = InterpolationTable.Of(Of(3));
            float[] y = new float[c["y"].Data.Length], dx = new float[c["x"].Data.Length];
            ResizeReference.Add<float>(rows, columns, s[0], s[1], c["x"].ToNhwc(), y);
            ResizeReference.Add<float>(rows.Transposed(), columns.Transposed(), s[0], s[1], c["dy"].ToNhwc(), dx);
            Assert.True(GoldenFile.RelativeError(y, c["y"].ToNhwc()) <= 1e-5, c.Id);
            Assert.True(GoldenFile.RelativeError(dx, c["dx"].ToNhwc()) <= 1e-4, c.Id);
        }
    }

    [Fact]
    public void Tables_of_other_sizes_are_refused()
    {
        using var x = new MapsBox(1, 3, 3, 2);
        using var y = new MapsBox(1, 6, 6, 2);
        InterpolationTable table = InterpolationTable.Of(Axis(3, 6, ResizeKind.Linear));
        var e = Assert.Throws<ArgumentException>(() => new ResizeCall("r", table.Transposed(), table, x, y, default, 1));
        Assert.Equal("r: tables 6×3 to 3×6 for maps 3×3×2 to 6×6×2", e.Message);
    }
}
