using Fovea.Explain;

namespace Fovea.Report;

/// <summary>The trust badge under a map; a map that fails is framed and says so.</summary>
internal static class TrustMarks
{
    private const double Line = 15;

    /// <summary>Room it takes under a picture.</summary>
    internal static double Height(TrustBadge? trust) => trust is null ? 0 : Line * (1 + Shown(trust).Length) + 4;

    /// <summary>A frame around a picture of a map that fails, with a plate that says so; nothing for other maps.</summary>
    internal static IEnumerable<Mark> Frame(TrustBadge? trust, double x, double y, double box)
    {
        if (trust is not { Verdict: TrustVerdict.Fails }) yield break;
        foreach ((double x1, double y1, double x2, double y2) in ((double, double, double, double)[])[(x, y, x + box, y), (x, y + box, x + box, y + box), (x, y, x, y + box), (x + box, y, x + box, y + box)])
            yield return new LineMark(x1, y1, x2, y2, Ink.Bad, 2.5);
        double half = Fonts.Measure("fails its checks", 11, bold: true) / 2 + 8;
        yield return new RectMark(x + box / 2 - half, y + 6, 2 * half, 18, Ink.Bad, 3);
        yield return new TextMark(x + box / 2, y + 19, "fails its checks", 11, Ink.Surface, Anchor.Middle, Bold: true);
    }

    /// <summary>The verdict, and a line for each check with its number.</summary>
    internal static IEnumerable<Mark> Checks(TrustBadge? trust, double x, double y, double width)
    {
        if (trust is null) yield break;
        yield return new TextMark(x, y, SheetParts.Fit($"trust {TrustBadge.Word(trust.Verdict)}", 12, bold: true, width), 12, InkOf(trust.Verdict), Bold: true);
        foreach (TrustCheck check in Shown(trust))
        {
            y += Line;
            yield return new DotMark(x + 4, y - 4, 3.5, InkOf(check.Verdict));
            yield return new TextMark(x + 14, y, SheetParts.Fit(check.Name, 11, bold: false, width - 70), 11);
            yield return new TextMark(x + width, y, check.Value is { } v ? Say.Value(v) : "", 11, Ink.Text, Anchor.End);
        }
    }

    private static TrustCheck[] Shown(TrustBadge trust) => [.. trust.Checks.Where(c => c.Verdict != TrustVerdict.NotApplicable)];

    private static Ink InkOf(TrustVerdict verdict) => verdict switch
    {
        TrustVerdict.Passes => Ink.Good,
        TrustVerdict.Doubtful => Ink.Validation,
        TrustVerdict.Fails => Ink.Bad,
        _ => Ink.Muted,
    };
}
