namespace Fovea.Lab;

/// <summary>Spectral clustering by the eigengap.</summary>
/// <remarks>
/// Formula: W symmetric k-nearest-neighbour graph (1 where either is among the other's k nearest), <c>L = I − D^−½·W·D^−½</c>, eigenvalues λ₁ = 0 ≤ λ₂ ≤ …; the number of clusters is
/// the c in 2 … 8 with the widest gap λ_{c+1} − λ_c; rows of the first c eigenvectors, scaled to length 1, fall into c heaps by k-means.
/// Source: Ng, Jordan, Weiss, NIPS 2001; von Luxburg, "A tutorial on spectral clustering", 2007.
/// </remarks>
/// <param name="Cluster">Of each point, from 0, the largest cluster first.</param>
/// <param name="Count">Clusters.</param>
/// <param name="Eigenvalues">The smallest, at most 10.</param>
/// <param name="Separate">No gap among the first eigenvalues is wider: not one heap cut in pieces.</param>
internal sealed record SpectralClusters(int[] Cluster, int Count, double[] Eigenvalues, bool Separate)
{
    private const int MostClusters = 8, Neighbours = 10, Iterations = 400;

    /// <summary>Fewest points that are cut.</summary>
    public const int Least = 20;

    /// <summary>Clusters points by their Euclidean distance.</summary>
    /// <param name="points">At least <see cref="Least"/>, of equal length.</param>
    public static SpectralClusters Of(float[][] points)
    {
        int n = points.Length, most = Math.Min(MostClusters, n / 5);
        double[] affinity = Affinity(points);
        double[] laplacian = [.. affinity.Select((v, i) => (i / n == i % n ? 1 : 0) - v)];
        double[] smallest = [.. SymmetricEigenvalues.Of(laplacian, n).Reverse().Take(most + 2)];
        int count = Enumerable.Range(2, most - 1).MaxBy(c => smallest[c] - smallest[c - 1]);
        bool separate = smallest[count] - smallest[count - 1] >= smallest[1] - smallest[0];
        double[][] rows = Embedding(affinity, n, count);
        int[] cluster = KMeans(rows, count);
        int[] bySize = [.. Enumerable.Range(0, count).OrderByDescending(c => cluster.Count(v => v == c)).ThenBy(c => c)];
        return new SpectralClusters([.. cluster.Select(c => Array.IndexOf(bySize, c))], count, smallest, separate);
    }

    // D^−½·W·D^−½, n × n.
    private static double[] Affinity(float[][] points)
    {
        int n = points.Length, k = Math.Min(Neighbours, n - 1);
        double[] w = new double[n * n], degree = new double[n];
        for (int i = 0; i < n; i++)
        {
            double[] distance = [.. points.Select(p => Distance(p, points[i]))];
            foreach (int j in Enumerable.Range(0, n).Where(j => j != i).OrderBy(j => distance[j]).ThenBy(j => j).Take(k)) w[i * n + j] = w[j * n + i] = 1;
        }
        for (int i = 0; i < n; i++) degree[i] = w.AsSpan(i * n, n).ToArray().Sum();
        for (int i = 0; i < w.Length; i++) w[i] /= Math.Sqrt(degree[i / n] * degree[i % n]);
        return w;
    }

    // Orthogonal iteration on I + affinity, whose largest eigenvalues belong to the smallest of the Laplacian; some columns more than needed let it settle sooner.
    private static double[][] Embedding(double[] affinity, int n, int count)
    {
        int columns = Math.Min(n, count + 6);
        double[][] v = [.. Enumerable.Range(0, columns).Select(c => (double[])[.. Enumerable.Range(0, n).Select(i => Math.Cos((c + 1.0) * (i + 0.5) * Math.PI / n) + 1e-3 * Math.Sin(7.0 * i * (c + 1)))])];
        double[] next = new double[n];
        for (int step = 0; step < Iterations; step++)
            for (int c = 0; c < columns; c++)
            {
                for (int i = 0; i < n; i++)
                {
                    double sum = v[c][i];
                    for (int j = 0; j < n; j++) sum += affinity[i * n + j] * v[c][j];
                    next[i] = sum;
                }
                for (int before = 0; before < c; before++)
                {
                    double dot = 0;
                    for (int i = 0; i < n; i++) dot += next[i] * v[before][i];
                    for (int i = 0; i < n; i++) next[i] -= dot * v[before][i];
                }
                double length = Math.Sqrt(next.Sum(x => x * x));
                for (int i = 0; i < n; i++) v[c][i] = length > 0 ? next[i] / length : 0;
            }
        return [.. Enumerable.Range(0, n).Select(i =>
        {
            double length = Math.Sqrt(Enumerable.Range(0, count).Sum(c => v[c][i] * v[c][i]));
            return (double[])[.. Enumerable.Range(0, count).Select(c => length > 0 ? v[c][i] / length : 0)];
        })];
    }

    // Begins with points as far from each other as possible: no chance is involved.
    private static int[] KMeans(double[][] rows, int count)
    {
        var centres = new List<double[]> { rows[0] };
        while (centres.Count < count) centres.Add(rows.MaxBy(r => centres.Min(c => Distance(c, r)))!);
        int[] cluster = new int[rows.Length];
        for (int step = 0; step < 100; step++)
        {
            int[] nearest = [.. rows.Select(r => Enumerable.Range(0, count).MinBy(c => Distance(centres[c], r)))];
            if (step > 0 && nearest.AsSpan().SequenceEqual(cluster)) break;
            cluster = nearest;
            for (int c = 0; c < count; c++)
            {
                double[][] own = [.. rows.Where((_, i) => nearest[i] == c)];
                if (own.Length > 0) centres[c] = [.. Enumerable.Range(0, rows[0].Length).Select(d => own.Average(r => r[d]))];
            }
        }
        return cluster;
    }

    private static double Distance(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)(a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    private static double Distance(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
