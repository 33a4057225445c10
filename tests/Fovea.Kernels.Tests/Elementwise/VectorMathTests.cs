using System.Runtime.Intrinsics;

namespace Fovea.Kernels.Tests.Elementwise;

public sealed class VectorMathTests
{
    [Fact]
    public void Exponential_is_within_two_units_in_the_last_place()
        => Sweep(VectorMath.Exp, Math.Exp, -87, 88.7, 2);

    [Fact]
    public void Tanh_is_within_three_units() => Sweep(VectorMath.Tanh, Math.Tanh, -10, 10, 3);

    [Fact]
    public void Sigmoid_is_within_three_units() => Sweep(VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -80, 80, 3);

    [Fact]
    public void Exponential_minus_one_is_within_three_units() => Sweep(VectorMath.ExpMinusOneOfNegative, x => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1, -80, 0, 3);

    [Fact]
    public void Logarithm_of_one_plus_is_within_three_units()
        => Sweep(VectorMath.LogOnePlus, u => u < 1e-4 ? u - u * u / 2 + u * u * u / 3 : Math.Log(1 + u), 0, 1, 3);

    [Fact]
    public void Normal_distribution_is_within_four_units_on_the_right() => Sweep(VectorMath.NormalCdf, ActivationReference.NormalCdf, -1, 6, 4);

    [Fact]
    public void Logarithm_is_within_two_units() => Sweep(VectorMath.Log, Math.Log, 1e-6, 1000, 2);

    [Fact]
    public void Logarithm_near_one_is_within_two_units() => Sweep(VectorMath.Log, Math.Log, 0.5, 2, 2);

    [Fact]
    public void Error_function_is_within_three_units() => Sweep(VectorMath.Erf, ActivationReference.Erf, -5, 5, 3);

    [Fact]
    public void Denormal_and_overflowing_exponentials_are_right()
    {
        float[] x = [-88, -95, -103, -104, -200, 88.8f, 1000, 0];
        Vector256<float> y = VectorMath.Exp(Vector256.Create(x));
        for (int i = 0; i < 8; i++) Assert.Equal(MathF.Exp(x[i]), y[i], MathF.Exp(x[i]) * 1e-6f + 2e-45f);
    }

    [Fact]
    public void NaN_goes_through()
    {
        Vector256<float> nan = Vector256.Create(float.NaN);
        foreach (Vector256<float> y in new[] { VectorMath.Exp(nan), VectorMath.Tanh(nan), VectorMath.NormalCdf(nan), VectorMath.LogOnePlus(nan),
            VectorMath.Max(nan, Vector256<float>.One), VectorMath.Max(Vector256<float>.One, nan) })
            Assert.True(Vector256.EqualsAll(Vector256.IsNaN(y).AsInt32(), Vector256<int>.AllBitsSet));
    }

    private static void Sweep(Func<Vector256<float>, Vector256<float>> f, Func<double, double> exact, double low, double high, double units)
    {
        double worst = 0;
        const int count = 40_000;
        for (int i = 0; i < count; i++)
        {
            float x = (float)(low + (high - low) * i / count);
            double e = exact(x), y = f(Vector256.Create(x))[0];
            double ulp = MathF.BitIncrement(MathF.Abs((float)e)) - MathF.Abs((float)e);
            worst = Math.Max(worst, Math.Abs(y - e) / ulp);
        }
        Assert.True(worst <= units, $"{worst:F2} units in the last place");
    }
}
