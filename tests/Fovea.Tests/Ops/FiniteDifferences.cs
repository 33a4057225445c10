namespace Fovea.Tests;

/// <summary>Central differences in double precision.</summary>
internal static class FiniteDifferences
{
    private const double Epsilon = 1e-6;
    private const double Absolute = 1e-7;
    private const double Relative = 1e-5;

    /// <summary>Holds a gradient against (f(v + ε) − f(v − ε)) / 2ε for up to <paramref name="most"/> of its elements.</summary>
    public static void Check(double[] values, double[] gradient, Func<double> f, int most, Random random, string where)
    {
        Assert.Equal(values.Length, gradient.Length);
        int[] order = [.. Enumerable.Range(0, values.Length)];
        random.Shuffle(order);
        foreach (int i in order.Take(most))
        {
            double before = values[i];
            values[i] = before + Epsilon;
            double above = f();
            values[i] = before - Epsilon;
            double below = f();
            values[i] = before;
            double difference = (above - below) / (2 * Epsilon);
            Assert.True(Math.Abs(difference - gradient[i]) <= Absolute + Relative * Math.Abs(difference),
                $"{where}[{i}] = {before:R}: the gradient is {gradient[i]:R}, finite differences say {difference:R}");
        }
    }
}
