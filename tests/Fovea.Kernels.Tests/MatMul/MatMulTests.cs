namespace Fovea.Kernels.Tests.MatMul;

public sealed class MatMulTests
{
    private const int Batch = 2, Owners = 3;

    public static TheoryData<KernelVariant> Variants => [.. KernelTable.Entries.Where(e => e.IsSupported).Select(e => e.Variant)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Products_of_whole_numbers_are_exact(KernelVariant variant)
    {
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            int h = random.Next(1, 4), m = random.Next(1, 110), k = random.Next(1, 40), n = random.Next(1, 45);
            bool ta = i % 2 == 1, tb = i / 2 % 2 == 1, accumulate = i / 4 % 2 == 1;
            float[] a = Check.Integers(i, Batch * h * m * k), b = Check.Integers(i + 1, Batch * h * k * n), old = Check.Integers(i + 2, Batch * h * m * n);
            Halo halo = Check.Halos[i % 4];
            float[] y = Check.SameForAllParts(parts =>
            {
                using MapsBox ba = ta ? new(Batch, h, k, m, halo, a) : new(Batch, h, m, k, halo, a), bb = tb ? new(Batch, h, n, k, default, b) : new(Batch, h, k, n, default, b);
                using var by = new MapsBox(Batch, h, m, n, halo, old);
                using var scratch = new BlockBox(Owners * MatMulCall.ScratchFloats(k, n));
                Check.Run(parts, Batch, new MatMulCall("m", ba, ta, bb, tb, by, scratch, Owners, accumulate, variant));
                float[] result = by.Dense();
                by.AssertSound();
                scratch.AssertSound();
                return result;
            });
            var expected = new float[y.Length];
            for (int g = 0; g < Batch * h; g++)
                for (int r = 0; r < m; r++)
                    for (int c = 0; c < n; c++)
                    {
                        float sum = accumulate ? old[(g * m + r) * n + c] : 0;
                        for (int t = 0; t < k; t++) sum += a[g * m * k + (ta ? t * m + r : r * k + t)] * b[g * k * n + (tb ? c * k + t : t * n + c)];
                        expected[(g * m + r) * n + c] = sum;
                    }
            Check.Bits(expected, y);
        }
    }

    [Fact]
    public void Sizes_are_checked()
    {
        using MapsBox a = new(1, 1, 2, 3), b = new(1, 1, 3, 4), y = new(1, 1, 2, 4);
        using var scratch = new BlockBox(MatMulCall.ScratchFloats(3, 4));
        Assert.StartsWith("1×2×3 times 1×3×4 is not 1×2×4", Assert.Throws<ArgumentException>(() => new MatMulCall("m", a, false, b, true, y, scratch, 1)).Message, StringComparison.Ordinal);
    }
}
