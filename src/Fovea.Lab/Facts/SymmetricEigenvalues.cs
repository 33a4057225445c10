using System.Numerics;
using System.Runtime.InteropServices;

namespace Fovea.Lab;

/// <summary>Eigenvalues of a symmetric matrix.</summary>
/// <remarks>
/// Formula: reflections <c>A ← (I − u·uᵀ/h)·A·(I − u·uᵀ/h)</c> with h = |u|²/2 bring A to three diagonals, shifted QL steps make those one.
/// The error is some ε·‖A‖, also for eigenvalues near 0; ⁴⁄₃·n³ multiply-adds.
/// Source: Martin, Reinsch, Wilkinson, "Householder's tridiagonalization of a symmetric matrix", 1968, and Dubrulle, Martin, Wilkinson,
/// "The implicit QL algorithm", 1968, both Numerische Mathematik.
/// </remarks>
internal static class SymmetricEigenvalues
{
    private const int MostSteps = 60;

    /// <summary>All of them, largest first.</summary>
    /// <param name="matrix">n × n values in rows; only the lower triangle is read, and overwritten.</param>
    /// <param name="n">Rows.</param>
    /// <exception cref="ArithmeticException">A value is not finite.</exception>
    public static double[] Of(Span<double> matrix, int n)
    {
        var (diagonal, beside) = (new double[n], new double[n]);
        ToThreeDiagonals(matrix, n, diagonal, beside);
        ToOneDiagonal(diagonal, beside);
        Array.Sort(diagonal, (a, b) => b.CompareTo(a));
        return diagonal;
    }

    // beside[i] is the element left of diagonal[i].
    private static void ToThreeDiagonals(Span<double> a, int n, double[] diagonal, double[] beside)
    {
        double[] products = new double[n];
        for (int i = n - 1; i > 0; i--)
        {
            Span<double> u = a.Slice(i * n, i), p = products.AsSpan(0, i);
            double scale = 0;
            foreach (double v in u) scale += Math.Abs(v);
            if (i == 1 || scale == 0)
            {
                beside[i] = u[i - 1];
                continue;
            }
            for (int k = 0; k < i; k++) u[k] /= scale;
            double square = Dot(u, u), last = u[i - 1], turned = -Math.CopySign(Math.Sqrt(square), last), h = square - last * turned;
            beside[i] = scale * turned;
            u[i - 1] = last - turned;
            p.Clear();
            for (int j = 0; j < i; j++)
            {
                Span<double> row = a.Slice(j * n, j);
                p[j] = Dot(row, u) + a[j * n + j] * u[j];
                AddScaled(p, u[j], row);
            }
            for (int j = 0; j < i; j++) p[j] /= h;
            AddScaled(p, -Dot(u, p) / (2 * h), u);
            for (int j = 0; j < i; j++)
            {
                Span<double> row = a.Slice(j * n, j + 1);
                AddScaled(row, -u[j], p);
                AddScaled(row, -p[j], u);
            }
        }
        for (int i = 0; i < n; i++) diagonal[i] = a[i * n + i];
    }

    private static void ToOneDiagonal(double[] d, double[] beside)
    {
        int n = d.Length;
        double[] e = [.. beside.Skip(1), 0];
        double norm = 0;
        for (int i = 0; i < n; i++) norm = Math.Max(norm, Math.Abs(d[i]) + Math.Abs(e[i]));
        double small = Math.ScaleB(norm, -52);
        for (int l = 0; l < n; l++)
            for (int step = 0; ; step++)
            {
                int m = l;
                while (m < n - 1 && !(Math.Abs(e[m]) <= small)) m++;
                if (m == l) break;
                if (step == MostSteps) throw new ArithmeticException("eigenvalues of a matrix with values that are not finite");
                Chase(d, e, l, m);
            }
    }

    // One QL step with Wilkinson's shift on rows l to m.
    private static void Chase(double[] d, double[] e, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]), r = double.Hypot(g, 1), sine = 1, cosine = 1, p = 0;
        g = d[m] - d[l] + e[l] / (g + Math.CopySign(r, g));
        for (int i = m - 1; i >= l; i--)
        {
            double f = sine * e[i], b = cosine * e[i];
            r = double.Hypot(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }
            (sine, cosine) = (f / r, g / r);
            g = d[i + 1] - p;
            r = (d[i] - g) * sine + 2 * cosine * b;
            p = sine * r;
            d[i + 1] = g + p;
            g = cosine * r - b;
        }
        (d[l], e[l], e[m]) = (d[l] - p, g, 0);
    }

    // The first may be the shorter one.
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x), ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        Vector<double> sums = default;
        for (int i = 0; i < xs.Length; i++) sums += xs[i] * ys[i];
        double sum = Vector.Sum(sums);
        for (int i = xs.Length * Vector<double>.Count; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    // As many as the shorter one has.
    private static void AddScaled(Span<double> to, double factor, ReadOnlySpan<double> x)
    {
        int count = Math.Min(to.Length, x.Length);
        Span<Vector<double>> tos = MemoryMarshal.Cast<double, Vector<double>>(to[..count]);
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(x[..count]);
        for (int i = 0; i < tos.Length; i++) tos[i] += factor * xs[i];
        for (int i = tos.Length * Vector<double>.Count; i < count; i++) to[i] += factor * x[i];
    }
}
