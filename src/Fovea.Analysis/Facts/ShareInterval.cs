namespace Fovea.Analysis;

/// <summary>How certain a share is.</summary>
public static class ShareInterval
{
    /// <summary>The value that a normal variable exceeds in 2.5 % of the cases.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The score interval of a share.</summary>
    /// <remarks>Source: Wilson 1927; Brown, Cai and DasGupta 2001 recommend it over p ± z·s.</remarks>
    /// <param name="share">What was seen, 0 … 1.</param>
    /// <param name="count">Among how many.</param>
    /// <param name="z">Half width in standard deviations; 1.96 for 95 %.</param>
    public static (double Low, double High) Of(double share, double count, double z = Z95)
    {
        if (!(count > 0)) return (0, 1);
        double centre = (share + z * z / (2 * count)) / (1 + z * z / count);
        double half = z / (1 + z * z / count) * Math.Sqrt(share * (1 - share) / count + z * z / (4 * count * count));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>Standard error of a share.</summary>
    public static double StandardError(double share, double count) => Math.Sqrt(share * (1 - share) / count);
}
