using System.Globalization;
using Fovea.Kernels;

namespace Fovea.Explain;

/// <summary>The Gabor function nearest to a filter: a wave under a bell, which is what edge detectors of eyes and networks look like.</summary>
/// <remarks>
/// Formula: <c>g = exp(−(x'² + γ²·y'²)/2σ²)·(a·cos(2πx'/λ) + b·sin(2πx'/λ)) + B</c>, x' across the stripes. a, b and B follow from the other six by least
/// squares, so that the search is over position, angle, λ, σ and γ alone: a coarse grid, then steps that are halved. <c>R² = 1 − Σ(w − g)² / Σ(w − w̄)²</c>.
/// Shapes: the filter's mean over its input channels, at least 5×5. Nine numbers fit much of a small window whatever is in it: compare
/// R² with <see cref="Floor"/>, the same fit to random filters.
/// Source: Jones, Palmer, J. Neurophysiology 1987.
/// </remarks>
/// <param name="Filter">Output channel.</param>
/// <param name="RSquared">Share of the variance that the function explains; 0 for a constant filter.</param>
/// <param name="Degrees">Direction of its stripes, counter-clockwise from horizontal.</param>
/// <param name="Wavelength">λ in pixels.</param>
/// <param name="Sigma">σ in pixels.</param>
/// <param name="Gamma">γ: below 1 the bell is longer along the stripes.</param>
public sealed record GaborFit(int Filter, double RSquared, double Degrees, double Wavelength, double Sigma, double Gamma)
{
    /// <summary>Smallest side of a window that is fitted.</summary>
    public const int LeastSide = 5;

    private const int RandomFilters = 16;

    /// <summary>Fits every filter of a convolution.</summary>
    /// <param name="model">The network.</param>
    /// <param name="node">A convolution of 5×5 or more.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static IReadOnlyList<GaborFit> Of(Model model, string node, CancellationToken cancel = default)
    {
        if (model.Graph[node].Op is not Conv2d conv || Math.Min(conv.KernelHeight, conv.KernelWidth) < LeastSide)
            throw new ArgumentException($"{node} is no convolution of {LeastSide}×{LeastSide} or more: a Gabor function has nine numbers", nameof(node));
        float[] weights = [.. model.Parameters[$"{node}.weight"]];
        int channels = weights.Length / (conv.KernelHeight * conv.KernelWidth * conv.OutChannels);
        var fits = new GaborFit[conv.OutChannels];
        Parallel.For(0, fits.Length, new ParallelOptions { CancellationToken = cancel }, o =>
        {
            float[] all = FilterSpectrum.WeightsOf(weights, o, conv.OutChannels);
            double[] mean = [.. Enumerable.Range(0, conv.KernelHeight * conv.KernelWidth).Select(p => all.AsSpan(p * channels, channels).ToArray().Average(v => (double)v))];
            fits[o] = Fit(o, mean, conv.KernelHeight, conv.KernelWidth);
        });
        return fits;
    }

    /// <summary>Mean R² of the fit to sixteen filters of random numbers: what R² has to exceed to mean anything.</summary>
    /// <param name="height">Rows of the window.</param>
    /// <param name="width">Columns.</param>
    /// <param name="seed">Of the numbers.</param>
    public static double Floor(int height, int width, ulong seed = 1)
    {
        var found = new double[RandomFilters];
        uint stream = CounterRandom.Stream("gabor");
        Parallel.For(0, RandomFilters, i => found[i] = Fit(i, [.. Enumerable.Range(0, height * width).Select(p => (double)CounterRandom.Normal(seed, stream, (ulong)i, (uint)p))], height, width).RSquared);
        return found.Average();
    }

    internal static GaborFit Fit(int filter, double[] w, int height, int width)
    {
        double mean = w.Average(), all = w.Sum(v => (v - mean) * (v - mean));
        if (!(all > 0)) return new GaborFit(filter, 0, 0, 0, 0, 1);
        double side = Math.Min(height, width);
        double[] best = [];
        double least = double.PositiveInfinity;
        foreach (double angle in Enumerable.Range(0, 12).Select(i => i * Math.PI / 12))
            foreach (double wave in (double[])[3, 4.5, 6.5, 10])
                foreach (double sigma in (double[])[0.25 * side, 0.5 * side])
                    Try([(width - 1) / 2.0, (height - 1) / 2.0, angle, wave, sigma, 1]);
        double[] step = [0.5, 0.5, Math.PI / 24, 0.75, 0.3, 0.2];
        for (int halvings = 0; halvings < 9;)
        {
            double before = least;
            for (int p = 0; p < best.Length; p++)
                foreach (int sign in (int[])[1, -1])
                {
                    double[] other = [.. best];
                    other[p] += sign * step[p];
                    Try(other);
                }
            if (least < before * (1 - 1e-6)) continue;
            for (int p = 0; p < step.Length; p++) step[p] /= 2;
            halvings++;
        }
        double degrees = (best[2] * 180 / Math.PI % 180 + 180) % 180;
        return new GaborFit(filter, Math.Max(0, 1 - least / all), degrees, best[3], best[4], best[5]);

        void Try(double[] p)
        {
            if (p[0] < -0.5 || p[0] > width - 0.5 || p[1] < -0.5 || p[1] > height - 0.5 || p[3] < 2 || p[3] > 4 * side || p[4] < 0.5 || p[4] > 2 * side || p[5] is < 0.25 or > 2) return;
            double error = Residual(w, height, width, p);
            if (error < least) (least, best) = (error, p);
        }
    }

    // Least squares of the three linear numbers by their normal equations.
    private static double Residual(double[] w, int height, int width, double[] p)
    {
        (double sin, double cos) = Math.SinCos(p[2]);
        double cc = 1e-9, ss = 1e-9, cs = 0, c1 = 0, s1 = 0, n = height * width, cw = 0, sw = 0, w1 = 0, ww = 0;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double dx = x - p[0], dy = y - p[1], across = dx * sin + dy * cos, along = dx * cos - dy * sin;
                double bell = Math.Exp(-(across * across + p[5] * p[5] * along * along) / (2 * p[4] * p[4]));
                (double s, double c) = Math.SinCos(2 * Math.PI * across / p[3]);
                (s, c) = (s * bell, c * bell);
                double v = w[y * width + x];
                cc += c * c;
                ss += s * s;
                cs += c * s;
                c1 += c;
                s1 += s;
                cw += c * v;
                sw += s * v;
                w1 += v;
                ww += v * v;
            }
        // The offset first, then two by two.
        double CC = cc - c1 * c1 / n, SS = ss - s1 * s1 / n, CS = cs - c1 * s1 / n, CW = cw - c1 * w1 / n, SW = sw - s1 * w1 / n, WW = ww - w1 * w1 / n;
        double det = CC * SS - CS * CS;
        if (!(det > 1e-12)) return WW;
        double a = (CW * SS - SW * CS) / det, b = (SW * CC - CW * CS) / det;
        return Math.Max(0, WW - a * CW - b * SW);
    }

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"filter {Filter}: R² {RSquared:F2}, stripes at {Degrees:F0}°, wavelength {Wavelength:F1} px, σ {Sigma:F1} px");
}
