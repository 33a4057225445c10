using System.Globalization;

namespace Fovea.Analysis;

/// <summary>Numbers as people read them; the exact ones are in the evidence.</summary>
internal static class Amount
{
    /// <summary><c>9,480</c>, <c>14.7 M</c>, <c>1.81 G</c>.</summary>
    public static string Of(long n) => Math.Abs(n) switch
    {
        < 100_000 => n.ToString("N0", CultureInfo.InvariantCulture),
        < 1_000_000 => $"{Digits(n / 1e3)} k",
        < 1_000_000_000 => $"{Digits(n / 1e6)} M",
        _ => $"{Digits(n / 1e9)} G",
    };

    /// <summary><c>92.2 %</c>; whole numbers of percent stand without a decimal.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary><c>1 layer</c>, <c>3 layers</c>.</summary>
    public static string Count(int n, string thing, string? many = null) => $"{n:N0} {(n == 1 ? thing : many ?? thing + "s")}";

    /// <summary><c>conv7, conv8 and 5 more</c>.</summary>
    public static string Names(IReadOnlyCollection<Node> nodes, int most = 4) => nodes.Count <= most
        ? string.Join(", ", nodes.Select(n => n.Name))
        : string.Join(", ", nodes.Take(most - 1).Select(n => n.Name)) + $" and {nodes.Count - most + 1} more";

    private static string Digits(double n) => n.ToString(n < 10 ? "0.00" : n < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
