using System.Globalization;
using System.Text;

namespace Fovea;

/// <summary>The columns of a profile's tables, as many as a width allows.</summary>
internal sealed class ProfileTable
{
    private const int Gap = 2, KernelWidth = 9;
    private readonly Column[] columns;
    private readonly int name;

    public ProfileTable(PlanProfile profile, int width, int longest)
    {
        Column[] all =
        [
            new("ms", 8, 0, r => r.Milliseconds.ToString(r.Milliseconds >= 1000 ? "F0" : "F3", CultureInfo.InvariantCulture)),
            new("share", 6, 0, r => Percent(profile.Share(r.Milliseconds), 1)),
            new("GFLOP/s", 7, 0, r => r.Macs == 0 ? "" : Round(r.Gflops)),
            new("of peak", 7, 70, r => r.Macs == 0 ? "" : Percent(r.Gflops / profile.Peak.Gflops, 0)),
            new("MB", 7, 100, r => r.Bytes == 0 ? "" : Round(r.Bytes / 1e6)),
            new("GB/s", 6, 80, r => r.Bytes == 0 ? "" : Round(r.GigabytesPerSecond)),
            new("FLOP/B", 6, 100, r => r.Macs == 0 ? "" : Round(r.Intensity)),
        ];
        columns = [.. all.Where(c => width >= c.From)];
        int rest = width - Gap - KernelWidth - columns.Sum(c => c.Width + Gap);
        name = Math.Clamp(longest + Gap, 12, rest);
    }

    public void Head(StringBuilder text, string title)
    {
        text.Append(title.PadRight(name)).Append(' ', Gap).Append("kernel".PadRight(KernelWidth));
        foreach (Column c in columns) text.Append(' ', Gap).Append(c.Title.PadLeft(c.Width));
        text.Append('\n');
    }

    public void Row(StringBuilder text, string title, string kernel, double milliseconds, long macs, long bytes)
    {
        var line = new ProfileLine(title, ProfilePhase.Forward, milliseconds, macs, bytes, null, null);
        var row = new StringBuilder(title.Length <= name ? title.PadRight(name) : title[..(name - 1)] + "…");
        row.Append(' ', Gap).Append(kernel.PadRight(KernelWidth));
        foreach (Column c in columns) row.Append(' ', Gap).Append(c.Text(line).PadLeft(c.Width));
        text.Append(row.ToString().TrimEnd()).Append('\n');
    }

    // Three digits are more than a measurement is worth.
    private static string Round(double value) => value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    private static string Percent(double share, int digits) => (100 * share).ToString($"F{digits}", CultureInfo.InvariantCulture) + "%";

    /// <param name="Title">Its head.</param>
    /// <param name="Width">Characters.</param>
    /// <param name="From">Table width from which on it is shown.</param>
    /// <param name="Text">What it says of a row.</param>
    private sealed record Column(string Title, int Width, int From, Func<ProfileLine, string> Text);
}
