namespace Fovea.Explain;

/// <summary>Weighted least squares by the normal equations and a Cholesky factorisation, in double precision.</summary>
internal sealed class LeastSquares(int unknowns)
{
    private readonly double[] matrix = new double[unknowns * unknowns], right = new double[unknowns];

    /// <summary>Adds an equation <c>Σ row·x = value</c> of that weight.</summary>
    public void Add(ReadOnlySpan<double> row, double value, double weight)
    {
        for (int i = 0; i < unknowns; i++)
        {
            if (row[i] == 0) continue;
            double wi = weight * row[i];
            right[i] += wi * value;
            for (int j = 0; j <= i; j++) matrix[i * unknowns + j] += wi * row[j];
        }
    }

    /// <summary>The solution.</summary>
    /// <param name="ridge">Added to each of the first <paramref name="penalised"/> diagonal elements; a trace of the largest element is added to all, for what the equations leave open.</param>
    /// <param name="penalised">How many unknowns the ridge is for.</param>
    public double[] Solve(double ridge, int penalised)
    {
        var l = (double[])matrix.Clone();
        double trace = 1e-12 * Math.Max(Enumerable.Range(0, unknowns).Max(i => l[i * unknowns + i]), 1e-30);
        for (int i = 0; i < unknowns; i++) l[i * unknowns + i] += trace + (i < penalised ? ridge : 0);
        for (int j = 0; j < unknowns; j++)
        {
            for (int k = 0; k < j; k++) l[j * unknowns + j] -= l[j * unknowns + k] * l[j * unknowns + k];
            l[j * unknowns + j] = Math.Sqrt(Math.Max(l[j * unknowns + j], trace));
            for (int i = j + 1; i < unknowns; i++)
            {
                for (int k = 0; k < j; k++) l[i * unknowns + j] -= l[i * unknowns + k] * l[j * unknowns + k];
                l[i * unknowns + j] /= l[j * unknowns + j];
            }
        }
        var x = (double[])right.Clone();
        for (int i = 0; i < unknowns; i++)
        {
            for (int k = 0; k < i; k++) x[i] -= l[i * unknowns + k] * x[k];
            x[i] /= l[i * unknowns + i];
        }
        for (int i = unknowns - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < unknowns; k++) x[i] -= l[k * unknowns + i] * x[k];
            x[i] /= l[i * unknowns + i];
        }
        return x;
    }
}
