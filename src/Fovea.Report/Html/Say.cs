using System.Globalization;

namespace Fovea.Report;

/// <summary>Numbers as people read them.</summary>
internal static class Say
{
    internal static string Percent(double share, int digits = 1) =>
        double.IsFinite(share) ? (100 * share).ToString("F" + digits, CultureInfo.InvariantCulture) + " %" : "–";

    internal static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Counted(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>Three significant digits, a real minus sign, powers of ten where needed.</summary>
    internal static string Value(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        if (value == 0)
            return "0";
        double size = Math.Abs(value);
        string text;
        if (size is >= 1e5 or < 1e-4)
        {
            int power = (int)Math.Floor(Math.Log10(size));
            double mantissa = Math.Round(size / Math.Pow(10, power), 2);
            if (mantissa >= 10)
                (mantissa, power) = (mantissa / 10, power + 1);
            text = $"{mantissa.ToString("0.##", CultureInfo.InvariantCulture)}e{(power < 0 ? "−" : "")}{Math.Abs(power)}";
        }
        else
        {
            int digits = Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 6);
            text = size.ToString("F" + digits, CultureInfo.InvariantCulture);
            if (text.Contains('.', StringComparison.Ordinal))
                text = text.TrimEnd('0').TrimEnd('.');
        }
        return value < 0 ? "−" + text : text;
    }

    /// <summary>1.2 k, 61.7 k, 4.31 M.</summary>
    internal static string Short(long count) => count switch
    {
        < 10_000 => Count(count),
        < 1_000_000 => (count / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + " k",
        < 1_000_000_000 => (count / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        _ => (count / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + " G",
    };

    internal static string Bytes(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => Value(bytes / 1024.0) + " KiB",
        < 1024L * 1024 * 1024 => Value(bytes / 1048576.0) + " MiB",
        _ => Value(bytes / 1073741824.0) + " GiB",
    };

    internal static string Duration(double seconds) => seconds switch
    {
        < 1 => (1000 * seconds).ToString("0", CultureInfo.InvariantCulture) + " ms",
        < 120 => seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s",
        < 7200 => $"{(int)seconds / 60} min {(int)seconds % 60} s",
        _ => $"{(int)seconds / 3600} h {(int)seconds / 60 % 60} min",
    };

    internal static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => string.Join(", ", items.Take(items.Count - 1)) + " and " + items[^1],
    };
}
