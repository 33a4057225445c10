using System.Globalization;

namespace Fovea.Analysis;

/// <summary>Numbers as findings print them.</summary>
internal static class RuleText
{
    /// <summary><c>12.5 %</c> of a share of 0.125.</summary>
    public static string Percent(double share, int digits = 1) => (100 * share).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %";

    /// <summary>Three significant digits: <c>0.0123</c>, <c>4.56e-05</c>.</summary>
    public static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary><c>1 image</c>, <c>1,234 images</c>.</summary>
    public static string Images(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} image{(count == 1 ? "" : "s")}");
}
