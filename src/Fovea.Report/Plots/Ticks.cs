namespace Fovea.Report;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    /// <summary>Steps of 1, 2 or 5 times a power of ten that lie inside the range.</summary>
    internal static double[] Linear(double low, double high, int wished)
    {
        if (!(high > low))
            return [low];
        double rough = (high - low) / wished, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        var ticks = new List<double>();
        for (long i = (long)Math.Ceiling(low / step - 1e-9); i * step <= high + 1e-9 * step; i++)
            ticks.Add(Math.Round(i * step, 12));
        return [.. ticks];
    }

    /// <summary>1, 2 and 5 of every decade inside the range; powers of ten alone when there are many.</summary>
    internal static double[] Logarithmic(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low)), last = (int)Math.Ceiling(Math.Log10(high));
        int[] steps = last - first > 4 ? [1] : [1, 2, 5];
        return [.. Enumerable.Range(first, last - first + 1)
            .SelectMany(e => steps.Select(s => s * Math.Pow(10, e)))
            .Where(t => t >= low * 0.999 && t <= high * 1.001)];
    }

    /// <summary>Whole epochs, at most so many.</summary>
    internal static int[] Whole(int first, int last, int wished)
    {
        int step = 1;
        foreach (int s in new[] { 1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000 })
        {
            step = s;
            if ((last - first) / s < wished)
                break;
        }
        return [.. Enumerable.Range(first, last - first + 1).Where(e => e % step == 0 || (step > 1 && e == first))];
    }
}
