namespace Fovea.Kernels.Tests.Elementwise;

public sealed class MapsTests
{
    private static readonly (int N, int H, int W, int C)[] Shapes = [.. Enumerable.Range(1, 67).Select(c => (2, 1, 1, c)), (3, 4, 5, 6), (2, 3, 7, 16), (3, 2, 1, 33), (2, 30, 40, 5)];

    [Theory]
    [InlineData(2, Clamp.None)]
    [InlineData(2, Clamp.Relu)]
    [InlineData(2, Clamp.Relu6)]
    [InlineData(3, Clamp.Relu)]
    [InlineData(5, Clamp.None)]
    public void Sum_is_exact_in_any_layout(int inputs, Clamp clamp)
    {
        foreach (var (n, h, w, c) in Shapes)
            foreach (Halo halo in Check.Halos)
            {
                float[][] data = [.. Enumerable.Range(0, inputs).Select(i => Check.Integers(i, n * h * w * c))];
                MapsBox[] boxes = [.. data.Select((d, i) => new MapsBox(n, h, w, c, i % 2 == 0 ? halo : default, d))];
                Maps[] maps = [.. boxes.Select(b => b.Maps)];
                float[] y = Check.SameForAllParts(parts =>
                {
                    using var by = new MapsBox(n, h, w, c, halo);
                    Check.Run(parts, n, new SumForward("s", maps, by, clamp));
                    float[] result = by.Dense();
                    by.AssertSound();
                    return result;
                });
                Check.Run(2, n, new SumForward("s", maps, boxes[1], clamp));
                float[] expected = data[0];
                for (int i = 1; i < inputs; i++)
                {
                    var next = new float[expected.Length];
                    MapsReference.Sum<float>(expected, data[i], next, i == inputs - 1 ? clamp : Clamp.None);
                    expected = next;
                }
                Check.Bits(expected, y);
                Check.Bits(expected, boxes[1].Dense());
                foreach (MapsBox b in boxes) b.Dispose();
            }
    }

    [Fact]
    public void A_third_input_cannot_be_the_output()
    {
        using var a = new MapsBox(1, 1, 1, 4);
        using var b = new MapsBox(1, 1, 1, 4);
        using var c = new MapsBox(1, 1, 1, 4);
        var error = Assert.Throws<ArgumentException>(() => new SumForward("s", [a, b, c], c));
        Assert.StartsWith("only the first two inputs may share memory with the output", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1f, false)]
    [InlineData(1f, true)]
    [InlineData(-0.5f, false)]
    [InlineData(0.5f, true)]
    public void Copy_scales_and_adds_between_halos(float scale, bool accumulate)
    {
        foreach (var (n, h, w, c) in Shapes)
            foreach (Halo halo in Check.Halos)
            {
                float[] x = Check.Integers(1, n * h * w * c), old = Check.Integers(2, x.Length);
                using var bx = new MapsBox(n, h, w, c, halo, x);
                float[] y = Check.SameForAllParts(parts =>
                {
                    using var by = new MapsBox(n, h, w, c, Check.Halos[1], old);
                    using var dense = new MapsBox(n, h, w, c, default, old);
                    Check.Run(parts, n, new CopyCall("c", bx, by, scale, accumulate), new CopyCall("c", bx, dense, scale, accumulate));
                    float[] result = by.Dense();
                    Check.Bits(result, dense.Dense());
                    by.AssertSound();
                    return result;
                });
                Check.Bits([.. x.Select((v, i) => accumulate ? old[i] + v * scale : v * scale)], y);
            }
    }

    [Fact]
    public void Fill_touches_pixels_only_and_zero_halo_the_halo_only()
    {
        foreach (Halo halo in Check.Halos)
            foreach (int parts in Check.PartCounts)
            {
                using var box = new MapsBox(3, 4, 5, 3, halo);
                Check.Run(parts, 2, new FillMaps("f", box, 7));
                Assert.Equal(2 * 60, box.Dense(2).Count(v => v == 7));
                Assert.All(box.Dense()[120..], v => Assert.Equal(0, v));
                box.AssertSound();
                float[] data = Check.Random(1, 180, 1, 2);
                long length = Maps.Length(3, 4, 5, 3, halo);
                using var buffer = new NativeBuffer(length);
                buffer.Span(0, (int)length).Fill(9);
                var maps = new Maps(buffer, 0, 3, 4, 5, 3, halo);
                MapsCopy.FromDense(data, maps, 3);
                Check.Run(parts, 3, new ZeroHalo("z", maps));
                var after = new float[180];
                MapsCopy.ToDense(maps, after, 3);
                Check.Bits(data, after);
                Assert.Equal(length - 180, buffer.Span(0, (int)length).Count(0f));
                Assert.True(buffer.GuardsIntact);
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(1000)]
    public void Fill_block_covers_the_block(int length)
    {
        foreach (int parts in Check.PartCounts)
        {
            using var block = new BlockBox(length);
            Check.Run(parts, 1, new FillBlock("f", block, 3));
            Assert.All(block.Data, v => Assert.Equal(3, v));
            block.AssertSound();
        }
    }

    [Fact]
    public void Concat_and_its_gradient_are_copies()
    {
        int[][] channels = [[1, 1], [3, 5], [8, 16], [7, 9, 17], [20, 4, 1, 33]];
        foreach (int[] cs in channels)
            foreach (Halo halo in Check.Halos)
                foreach (bool accumulate in new[] { false, true })
                {
                    const int n = 2, h = 3, w = 4;
                    int total = cs.Sum();
                    MapsBox[] xs = [.. cs.Select((c, i) => new MapsBox(n, h, w, c, i == 0 ? halo : default, Check.Integers(i, n * h * w * c)))];
                    float[] y = Check.SameForAllParts(parts =>
                    {
                        using var by = new MapsBox(n, h, w, total, halo);
                        Check.Run(parts, n, new ConcatForward("c", [.. xs.Select(b => b.Maps)], by));
                        float[] result = by.Dense();
                        by.AssertSound();
                        return result;
                    });
                    var expected = new float[y.Length];
                    using var dy = new MapsBox(n, h, w, total, halo, y);
                    int at = 0;
                    foreach (MapsBox x in xs)
                    {
                        int c = x.Maps.C;
                        MapsReference.CopyChannels<float>(n * h * w, x.Dense(), c, 0, expected, total, at, c);
                        float[] dx = x.Dense();
                        MapsReference.CopyChannels<float>(n * h * w, y, total, at, dx, c, 0, c, accumulate);
                        Check.Run(3, n, new ConcatBackward("c", dy, at, x, accumulate));
                        Check.Bits(dx, x.Dense());
                        x.AssertSound();
                        at += c;
                    }
                    Check.Bits(expected, y);
                    foreach (MapsBox x in xs) x.Dispose();
                }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 9)]
    [InlineData(5, 11)]
    public void Padding_of_channels_copies_them_and_writes_zeros(int before, int behind)
    {
        const int n = 2, h = 3, w = 5;
        foreach (Halo halo in Check.Halos)
            foreach (int c in (int[])[1, 7, 8, 19])
            {
                float[] x = Check.Integers(1, n * h * w * c), dirty = Check.Integers(2, n * h * w * (before + c + behind));
                using var bx = new MapsBox(n, h, w, c, halo, x);
                float[] y = Check.SameForAllParts(parts =>
                {
                    using var by = new MapsBox(n, h, w, before + c + behind, halo, dirty);
                    Check.Run(parts, n, new PadChannelsForward("p", bx, by, before));
                    float[] result = by.Dense();
                    by.AssertSound();
                    return result;
                });
                var expected = new float[y.Length];
                for (int p = 0; p < n * h * w; p++) Array.Copy(x, p * c, expected, p * (before + c + behind) + before, c);
                Check.Bits(expected, y);
            }
    }

    [Fact]
    public void Concat_checks_its_channels()
    {
        using var a = new MapsBox(1, 1, 1, 4);
        using var y = new MapsBox(1, 1, 1, 9);
        Assert.StartsWith("inputs have 8 channels, the output has 9", Assert.Throws<ArgumentException>(() => new ConcatForward("c", [a, a], y)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 2, 0, 3)]
    [InlineData(2, 1, 3, 1)]
    public void Pad_and_its_gradient_are_copies(int top, int bottom, int left, int right)
    {
        const int n = 2, h = 3, w = 5, c = 7;
        foreach (Halo halo in Check.Halos)
            foreach (bool accumulate in new[] { false, true })
            {
                int outH = h + top + bottom, outW = w + left + right;
                float[] x = Check.Integers(1, n * h * w * c), old = Check.Integers(2, x.Length);
                using var bx = new MapsBox(n, h, w, c, halo, x);
                float[] y = Check.SameForAllParts(parts =>
                {
                    using var by = new MapsBox(n, outH, outW, c, halo);
                    Check.Run(parts, n, new PadForward("p", bx, by, top, left, 4));
                    float[] result = by.Dense();
                    by.AssertSound();
                    return result;
                });
                var expected = new float[y.Length];
                MapsReference.Pad<float>(n, h, w, c, x, expected, top, bottom, left, right, 4);
                Check.Bits(expected, y);
                using var dy = new MapsBox(n, outH, outW, c, halo, y);
                float[] dx = Check.SameForAllParts(parts =>
                {
                    using var bdx = new MapsBox(n, h, w, c, halo, old);
                    Check.Run(parts, n, new PadBackward("p", dy, bdx, top, left, accumulate));
                    float[] result = bdx.Dense();
                    bdx.AssertSound();
                    return result;
                });
                MapsReference.PadBackward<float>(n, h, w, c, y, old, top, bottom, left, right, accumulate);
                Check.Bits(old, dx);
            }
    }

    [Fact]
    public void Dropout_is_the_reference_for_any_layout_and_split()
    {
        foreach (var (n, h, w, c) in Shapes)
            foreach (Halo halo in Check.Halos)
            {
                float[] x = Check.Random(1, n * h * w * c), expected = new float[x.Length];
                using var bx = new MapsBox(n, h, w, c, halo, x);
                float[] y = Check.SameForAllParts(parts =>
                {
                    using var by = new MapsBox(n, h, w, c, halo);
                    Check.Run(parts, n, 99, 5, new DropoutCall("d", bx, by, 0.3f, 17));
                    float[] result = by.Dense();
                    by.AssertSound();
                    return result;
                });
                MapsReference.Dropout<float>(x, expected, 0.3f, 99, 17, 5);
                Check.Bits(expected, y);
                Check.Run(2, n, 99, 5, new DropoutCall("d", bx, bx, 0.3f, 17, accumulate: true));
                Check.Bits([.. x.Select((v, i) => expected[i] + v)], bx.Dense());
            }
    }

    [Fact]
    public void Dropout_keeps_the_expected_value()
    {
        using var box = new MapsBox(1, 100, 100, 10, default, [.. Enumerable.Repeat(1f, 100_000)]);
        Check.Run(1, 1, 3, 1, new DropoutCall("d", box, box, 0.4f, 1));
        Assert.InRange(box.Dense().Average(), 0.99, 1.01);
    }
}
