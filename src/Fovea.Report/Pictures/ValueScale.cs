namespace Fovea.Report;

/// <summary>
/// The values at the two ends of a colour bar. Taken from the data, never from a picture that was normalised before:
/// a map of 1e-6 and a map of 10 must not look the same without their scales saying so.
/// </summary>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last colour.</param>
/// <param name="Largest">Largest magnitude in the data; above <paramref name="High"/> when outliers were cut, and then it is printed.</param>
public readonly record struct ValueScale(double Low, double High, double Largest)
{
    /// <summary>Whether values below zero occur, so that the scale is symmetric about zero.</summary>
    public bool IsSigned => Low < 0;

    /// <summary>Whether the data is zero everywhere.</summary>
    public bool IsZero => Low == 0 && High == 0;

    /// <summary>Whether a few values lie beyond the ends and are drawn in the colour of the end.</summary>
    public bool IsCut => Largest > High;

    /// <summary>The colour map that suits: diverging for signed data, inferno for data from zero up.</summary>
    public ColorMap Colors => IsSigned ? ColorMap.BlueWhiteRed : ColorMap.Inferno;

    /// <summary>
    /// Zero to the largest value, or minus to plus the largest magnitude when a value is negative. Nothing is cut;
    /// NaN and infinities do not count.
    /// </summary>
    /// <param name="data">The values that share the scale.</param>
    public static ValueScale Of(params IEnumerable<float[]> data)
    {
        double low = 0, high = 0;
        foreach (float[] values in data)
            foreach (float v in values)
                if (float.IsFinite(v))
                    (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return low < 0 ? Symmetric(Math.Max(-low, high)) : new ValueScale(0, high, high);
    }

    /// <summary>Minus to plus a magnitude.</summary>
    /// <param name="size">The magnitude.</param>
    public static ValueScale Symmetric(double size) => new(-size, size, size);

    /// <summary>
    /// As <see cref="Of"/>, but when the greatest 0.5 % of the magnitudes above zero would take more than half of the scale,
    /// it ends before them: one channel that shouts must not turn all others black. <see cref="IsCut"/> tells.
    /// </summary>
    /// <param name="data">The values that share the scale.</param>
    public static ValueScale WithoutOutliers(params IEnumerable<float[]> data)
    {
        ValueScale whole = Of(data);
        float[] sizes = [.. data.SelectMany(values => values).Where(v => float.IsFinite(v) && v != 0).Select(Math.Abs)];
        if (sizes.Length < 200)
            return whole;
        Array.Sort(sizes);
        double end = sizes[(int)(0.995 * (sizes.Length - 1))];
        return end * 2 >= whole.High ? whole : new ValueScale(whole.IsSigned ? -end : 0, end, whole.High);
    }

    /// <summary>Place of a finite value on the scale, 0…1. A scale without extent puts all at its zero.</summary>
    /// <param name="value">A finite value.</param>
    public double Fraction(double value) => High > Low ? Math.Clamp((value - Low) / (High - Low), 0, 1) : 0;
}
