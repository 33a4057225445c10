namespace Fovea.Lab.Tests;

/// <summary>Eigenvalues of matrices whose eigenvalues are known.</summary>
public sealed class SymmetricEigenvaluesTests
{
    [Fact]
    public void Small_matrices()
    {
        Near([5], Of([5], 1));
        Near([3, 1], Of([2, 1, 1, 2], 2));
        Near([11, 3, -2], Of([-1, 2, 0, 2, 2, 0, 0, 0, 11], 3));
        Near([7, 3, -2], Of([3, 0, 0, 0, -2, 0, 0, 0, 7], 3));
        Near([0, 0, 0], Of(new double[9], 3));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(512)]
    public void The_string_of_masses(int n)
    {
        // 2 on the diagonal, −1 beside it: 2 − 2·cos(k·π/(n + 1)).
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            matrix[i * n + i] = 2;
            if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
        }
        Near([.. Enumerable.Range(1, n).Select(k => 2 - 2 * Math.Cos(k * Math.PI / (n + 1))).OrderDescending()], Of(matrix, n));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(512)]
    public void A_full_matrix_of_chosen_eigenvalues(int n)
    {
        // Reflections change no eigenvalue: H = I − 2·u·uᵀ on both sides, for two directions u. Half of them are 0.
        double[] chosen = [.. Enumerable.Range(0, n).Select(i => i < n / 2 ? 100 * Math.Pow(0.9, i) : 0.0)];
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++) matrix[i * n + i] = chosen[i];
        var random = new Random(5);
        for (int turn = 0; turn < 2; turn++)
        {
            double[] u = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
            double norm = Math.Sqrt(u.Sum(v => v * v));
            for (int i = 0; i < n; i++) u[i] /= norm;
            double[] p = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => matrix[i * n + j] * u[j]))];
            double q = Enumerable.Range(0, n).Sum(i => u[i] * p[i]);
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++) matrix[i * n + j] += -2 * u[i] * p[j] - 2 * p[i] * u[j] + 4 * q * u[i] * u[j];
        }
        Near(chosen, Of(matrix, n), tolerance: 1e-11);
    }

    [Fact]
    public void Values_that_are_not_finite_are_refused() => Assert.Throws<ArithmeticException>(() => Of([1, double.NaN, double.NaN, 2], 2));

    private static double[] Of(double[] matrix, int n) => SymmetricEigenvalues.Of(matrix, n);

    private static void Near(double[] expected, double[] found, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++) Assert.Equal(expected[i], found[i], tolerance * Math.Max(1, Math.Abs(expected[0])));
    }
}
