using Fovea.Golden;

namespace Fovea.Kernels.Tests.Elementwise;

public sealed class ActivationTests
{
    private static readonly float[] Specials = [0, -0f, 1, -1, 6, 7, -3, 3, 20, -20, 88, -88, 104, -104, 1e-20f, -1e-20f, 1e-6f, -1e-6f,
        float.PositiveInfinity, float.NaN, float.MaxValue, float.Epsilon];

    public static TheoryData<ActivationKind> Kinds => [.. Enum.GetValues<ActivationKind>()];

    private static ActivationFunction Function(ActivationKind kind) => kind == ActivationKind.Clip ? new(kind, -1.25f, 2.5f) : new(kind, kind == ActivationKind.LeakyRelu ? 0.1f : 1.25f);

    // These are not defined below 0.
    private static bool IsHalf(ActivationKind kind) => kind is ActivationKind.Log or ActivationKind.Sqrt or ActivationKind.Raise;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_is_the_reference_for_every_length(ActivationKind kind)
    {
        ActivationFunction f = Function(kind);
        for (int length = 1; length <= 67; length++)
        {
            float[] x = Check.Random(length, length, -9, 9);
            using var bx = new MapsBox(1, 1, 1, length, data: x);
            using var by = new MapsBox(1, 1, 1, length);
            float[] y = Check.SameForAllParts(parts =>
            {
                Check.Run(parts, 1, new ActivationForward("f", f, bx, by));
                return by.Dense();
            });
            var expected = new double[length];
            ActivationReference.Forward<double>(f, Check.Widen(x), expected);
            Check.Near(y, expected, 1e-6, 2e-7);
            Check.Run(1, 1, new ActivationForward("f", f, bx, bx));
            Check.Bits(y, bx.Dense());
            bx.AssertSound();
            by.AssertSound();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Special_values_go_through(ActivationKind kind)
    {
        ActivationFunction f = Function(kind);
        using var b = new MapsBox(1, 1, 1, Specials.Length, data: Specials);
        Check.Run(1, 1, new ActivationForward("f", f, b, b));
        var expected = new double[Specials.Length];
        ActivationReference.Forward<double>(f, Check.Widen(Specials), expected);
        double[] asFloat = Check.Widen(Check.Narrow(expected));
        // GELU's far left is a small difference in the error function, or a large exponent: absolutely, not relatively, accurate.
        Check.Near(b.Dense(), asFloat, 1e-6, kind is ActivationKind.Gelu or ActivationKind.TanhGelu ? 5e-8 : 1e-37);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Backward_is_the_reference_in_any_layout(ActivationKind kind)
    {
        ActivationFunction f = Function(kind);
        foreach (Halo halo in Check.Halos)
            foreach (bool accumulate in new[] { false, true })
            {
                const int n = 3, h = 4, w = 3, c = 7, batch = 2;
                float[] x = Check.Random(1, n * h * w * c, -7, 7), dy = Check.Random(2, x.Length), old = Check.Random(3, x.Length);
                using var bx = new MapsBox(n, h, w, c, halo, x);
                using var by = new MapsBox(n, h, w, c, default, x);
                using var bdy = new MapsBox(n, h, w, c, new Halo(1, 0, 0, 1), dy);
                Check.Run(1, n, new ActivationForward("f", f, bx, by));
                float[] dx = Check.SameForAllParts(parts =>
                {
                    using var bdx = new MapsBox(n, h, w, c, halo, old);
                    Check.Run(parts, batch, new ActivationBackward("b", f, f.BackwardReadsOutput ? by : bx, bdy, bdx, accumulate));
                    float[] result = bdx.Dense();
                    bdx.AssertSound();
                    return result;
                });
                int used = batch * h * w * c;
                var expected = Check.Widen(old[..used]);
                ActivationReference.Backward<double>(f, Check.Widen(x[..used]), Check.Widen(dy[..used]), expected, accumulate);
                Check.Near(dx.AsSpan(0, used), expected, 2e-6, 3e-6);
                Check.Bits(old.AsSpan(used), dx.AsSpan(used));
            }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradient_matches_finite_differences(ActivationKind kind)
    {
        ActivationFunction f = Function(kind);
        double[] x = Check.Widen(Check.Random(5, 60, IsHalf(kind) ? 0.1 : -8, kind == ActivationKind.Exp ? 2 : 8)), dy = Check.Widen(Check.Random(6, 60)), dx = new double[60], y = new double[60];
        for (int i = 0; i < x.Length; i++)
            foreach (double kink in new[] { 0.0, 6, 3, -3 })
                if (Math.Abs(x[i] - kink) < 1e-3) x[i] += 0.01;
        ActivationReference.Backward<double>(f, x, dy, dx);
        Check.Gradient(Check.Differences(v =>
        {
            ActivationReference.Forward<double>(f, v, y);
            return Check.Dot(y, dy);
        }, x), dx);
    }

    [Theory]
    [InlineData(ReluRule.Standard)]
    [InlineData(ReluRule.Guided)]
    [InlineData(ReluRule.Deconvnet)]
    public void Relu_rules_are_exact(ReluRule rule)
    {
        var f = new ActivationFunction(ActivationKind.Relu);
        float[] x = Check.Random(1, 131), dy = Check.Random(2, 131), expected = new float[131];
        x[3] = 0;
        using var bx = new MapsBox(1, 1, 1, 131, data: x);
        using var bd = new MapsBox(1, 1, 1, 131, data: dy);
        Check.Run(2, 1, new ActivationForward("f", f, bx, bx), new ActivationBackward("b", f, bx, bd, bd, false, rule));
        ActivationReference.Backward<float>(f, x, dy, expected, false, rule);
        Check.Bits(expected, bd.Dense());
    }

    [Fact]
    public void Golden_values_of_libtorch()
    {
        foreach (GoldenCase c in GoldenFile.Load("activation").Cases)
        {
            if (c.Text("kind").EndsWith("softmax", StringComparison.Ordinal)) continue;
            ActivationFunction f = c.Text("kind") switch
            {
                "leaky_relu" => new(ActivationKind.LeakyRelu, (float)c.Number("slope")),
                "elu" => new(ActivationKind.Elu, 1),
                "hardswish" => new(ActivationKind.HardSwish),
                "hardsigmoid" => new(ActivationKind.HardSigmoid),
                string kind => new(Enum.Parse<ActivationKind>(kind, ignoreCase: true)),
            };
            float[] x = c["x"].Data, dy = c["dy"].Data, y = new float[x.Length], dx = new float[x.Length];
            ActivationReference.Forward<float>(f, x, y);
            ActivationReference.Backward<float>(f, x, dy, dx);
            Assert.True(GoldenFile.RelativeError(y, c["y"].Data) <= 1e-5, $"{c.Id} {f} reference forward");
            Assert.True(GoldenFile.RelativeError(dx, c["dx"].Data) <= 1e-4, $"{c.Id} {f} reference backward");
            using var bx = new MapsBox(1, 1, 1, x.Length, data: x);
            using var by = new MapsBox(1, 1, 1, x.Length);
            using var bd = new MapsBox(1, 1, 1, x.Length, data: dy);
            Check.Run(2, 1, new ActivationForward("f", f, bx, by), new ActivationBackward("b", f, f.BackwardReadsOutput ? by : bx, bd, bd));
            Assert.True(GoldenFile.RelativeError(by.Dense(), c["y"].Data) <= 1e-5, $"{c.Id} {f} forward");
            Assert.True(GoldenFile.RelativeError(bd.Dense(), c["dx"].Data) <= 1e-4, $"{c.Id} {f} backward");
        }
    }
}
