using System.Globalization;
using System.Text;

namespace Fovea;

/// <summary>A profile for people: the machine, a row for each call, sums by kernel, and what the kernels were chosen by.</summary>
internal static class ProfileText
{
    public static string Of(PlanProfile profile, int width)
    {
        width = Math.Max(width, 60);
        var text = new StringBuilder();
        string what = profile.Training ? "a training step without the optimiser's update" : "inference";
        text.Append(Wrap($"{profile.Name}: batch {profile.Batch}, {what}, {profile.Peak.Threads} thread{(profile.Peak.Threads == 1 ? "" : "s")}, "
            + $"{profile.Variant} kernels{(profile.Strict ? ", strict" : "")}", width));
        text.Append(Number($"{profile.Repetitions} run{(profile.Repetitions == 1 ? "" : "s")} of {profile.FastestMilliseconds:F2} … {profile.SlowestMilliseconds:F2} ms; the times are medians\n"));
        text.Append(Wrap(Number($"measured peak: {profile.Peak.Gflops:F0} GFLOP/s of multiply-adds, {profile.Peak.ReadGigabytesPerSecond:F1} GB/s reading memory, {profile.Peak.CopyGigabytesPerSecond:F1} GB/s copying"), width));

        ProfileTable table = new(profile, width, profile.Lines.Max(l => l.ShortName.Length));
        table.Head(text.Append('\n'), "call");
        foreach (IGrouping<ProfilePhase, ProfileLine> phase in profile.Lines.GroupBy(l => l.Phase))
        {
            text.Append(Title(phase.Key)).Append('\n');
            foreach (ProfileLine line in phase) table.Row(text, "  " + line.ShortName, line.Kernel ?? "", line.Milliseconds, line.Macs, line.Bytes);
        }
        table.Row(text, "overhead", "", profile.OverheadMilliseconds, 0, 0);
        table.Row(text, "total", "", profile.Milliseconds, profile.Macs, profile.Lines.Sum(l => l.Bytes));

        table.Head(text.Append('\n'), "by kernel");
        foreach (var kernel in profile.Lines.GroupBy(l => l.Kernel).OrderByDescending(k => k.Sum(l => l.Milliseconds)))
            table.Row(text, $"  {kernel.Count()} call{(kernel.Count() == 1 ? "" : "s")}", kernel.Key ?? "others", kernel.Sum(l => l.Milliseconds), kernel.Sum(l => l.Macs), kernel.Sum(l => l.Bytes));
        Reasons(text, profile, width);
        text.Append('\n').Append(Wrap("GFLOP/s counts what a call is declared as, 1 MAC = 2 FLOP: Winograd multiplies less and may exceed the peak. "
            + "MB counts inputs, outputs and weights once; what is still in the cache may exceed memory's GB/s.", width));
        return text.ToString();
    }

    private static void Reasons(StringBuilder text, PlanProfile profile, int width)
    {
        ProfileLine[] chosen = [.. profile.Lines.Where(l => l.Why is not null && l.Macs > 0)];
        if (chosen.Length == 0) return;
        int kernel = chosen.Max(l => l.Kernel!.Length);
        text.Append("\nwhy\n");
        foreach (var reason in chosen.GroupBy(l => (l.Kernel, l.Why)))
            text.Append(Wrap($"  {reason.Key.Kernel!.PadRight(kernel)}  {reason.Key.Why}: {string.Join(", ", reason.Select(l => l.Name.Split(' ')[0]))}", width, kernel + 4));
    }

    private static string Title(ProfilePhase phase) => phase switch
    {
        ProfilePhase.Packing => "packing of changed weights",
        ProfilePhase.Forward => "forward",
        _ => "objective and backward",
    };

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Breaks at blanks; a run of blanks is alignment and stays.
    private static string Wrap(string line, int width, int indent = 2)
    {
        var text = new StringBuilder();
        while (line.Length > width && line.LastIndexOf(' ', width) is int cut && cut > indent)
        {
            text.Append(line.AsSpan(0, cut).TrimEnd()).Append('\n');
            line = new string(' ', indent) + line[(cut + 1)..];
        }
        return text.Append(line).Append('\n').ToString();
    }
}
