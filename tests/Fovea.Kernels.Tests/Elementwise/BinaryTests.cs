namespace Fovea.Kernels.Tests.Elementwise;

public sealed class BinaryTests
{
    public static TheoryData<BinaryKind> Kinds => [.. Enum.GetValues<BinaryKind>()];

    private static readonly (int H, int W, int C)[] Shapes = [(1, 1, 1), (1, 1, 19), (3, 4, 1), (3, 5, 7), (2, 3, 40)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Value_and_gradients_are_the_reference_for_every_stretch(BinaryKind kind)
    {
        const int n = 2;
        foreach (var (h, w, c) in Shapes)
            for (int axes = 0; axes < 15; axes++)
            {
                // Either value is stretched along some of the axes, never both along the same.
                (int H, int W, int C) a = (axes % 3 == 1 ? 1 : h, axes / 3 % 3 == 1 ? 1 : w, axes / 5 == 1 ? 1 : c), b = (axes % 3 == 2 ? 1 : h, axes / 3 % 3 == 2 ? 1 : w, axes / 5 == 2 ? 1 : c);
                double low = kind is BinaryKind.Divide or BinaryKind.Power ? 0.3 : -3;
                float[] x = Check.Random(1, n * a.H * a.W * a.C, low), z = Check.Random(2, n * b.H * b.W * b.C, low), dy = Check.Random(3, n * h * w * c);
                float[] oldA = Check.Random(4, x.Length), oldB = Check.Random(5, z.Length);
                bool accumulate = axes % 2 == 1;
                Halo halo = Check.Halos[axes % 4];
                float[] all = Check.SameForAllParts(parts =>
                {
                    using MapsBox ba = new(n, a.H, a.W, a.C, halo, x), bb = new(n, b.H, b.W, b.C, default, z), by = new(n, h, w, c, halo), bdy = new(n, h, w, c, halo, dy);
                    using MapsBox da = new(n, a.H, a.W, a.C, halo, oldA), db = new(n, b.H, b.W, b.C, default, oldB);
                    Check.Run(parts, n, new BinaryForward("f", kind, ba, bb, by), new BinaryBackward("b", kind, false, ba, bb, bdy, da, accumulate),
                        new BinaryBackward("b", kind, true, ba, bb, bdy, db, accumulate));
                    float[] result = [.. by.Dense(), .. da.Dense(), .. db.Dense()];
                    foreach (MapsBox box in (MapsBox[])[by, da, db]) box.AssertSound();
                    return result;
                });
                var expected = new double[all.Length];
                for (int i = 0; accumulate && i < x.Length + z.Length; i++) expected[dy.Length + i] = i < x.Length ? oldA[i] : oldB[i - x.Length];
                for (int i = 0; i < dy.Length; i++)
                {
                    int image = i / (h * w * c), p = At(a), q = At(b);
                    expected[i] = BinaryReference.Value<double>(kind, x[p], z[q]);
                    (double first, double second) = BinaryReference.Derivatives<double>(kind, x[p], z[q]);
                    expected[dy.Length + p] += first * dy[i];
                    expected[dy.Length + x.Length + q] += second * dy[i];

                    int At((int H, int W, int C) s)
                        => ((image * s.H + (s.H == 1 ? 0 : i / (w * c) % h)) * s.W + (s.W == 1 ? 0 : i / c % w)) * s.C + (s.C == 1 ? 0 : i % c);
                }
                Check.Near(all, expected, 2e-5, 2e-4);
            }
    }

    [Theory]
    [InlineData(Clamp.Relu)]
    [InlineData(Clamp.Relu6)]
    public void A_sum_may_end_in_a_clamp_and_lie_in_its_first_term(Clamp clamp)
    {
        float[] a = Check.Integers(1, 2 * 3 * 4 * 5, -9, 9), b = Check.Integers(2, 2 * 5);
        using MapsBox ba = new(2, 3, 4, 5, data: a), bb = new(2, 1, 1, 5, data: b);
        Check.Run(3, 2, new BinaryForward("s", BinaryKind.Add, ba, bb, ba, clamp));
        Check.Bits([.. a.Select((v, i) => Math.Clamp(v + b[i / 60 * 5 + i % 5], 0, clamp == Clamp.Relu6 ? 6 : float.MaxValue))], ba.Dense());
    }

    [Fact]
    public void What_does_not_stretch_is_refused()
    {
        using MapsBox a = new(1, 2, 3, 4), b = new(1, 2, 2, 4);
        Assert.StartsWith("2×2×4 does not stretch to 2×3×4", Assert.Throws<ArgumentException>(() => new BinaryForward("f", BinaryKind.Add, a, b, a)).Message, StringComparison.Ordinal);
    }
}
