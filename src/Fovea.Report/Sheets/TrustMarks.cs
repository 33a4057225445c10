using Fovea.Explain;

namespace Fovea.Report;

/// <summary>The trust badge under a map; a map that fails is framed and says so.</summary>
internal static class TrustMarks
{
    private const double Line = 17, Top = 50;

    /// <summary>Room it takes under a picture.</summary>
    internal static double Height(CamPicture cam) => cam.Trust is { } trust ? Line * (1 + Shown(trust).Length) + 6 : 0;

    /// <summary>Its marks, for three boxes in a row.</summary>
    internal static IEnumerable<Mark> Draw(TrustBadge trust, double x, double y, double box)
    {
        double width = 3 * box + 16, line = y + box + Top + 10;
        if (trust.Verdict == TrustVerdict.Fails)
            foreach (double left in (double[])[x + box + 8, x + 2 * box + 16])
            {
                foreach ((double x1, double y1, double x2, double y2) in ((double, double, double, double)[])[(left, y, left + box, y), (left, y + box, left + box, y + box), (left, y, left, y + box), (left + box, y, left + box, y + box)])
                    yield return new LineMark(x1, y1, x2, y2, Ink.Bad, 2.5);
                double half = Fonts.Measure("fails its checks", 11, bold: true) / 2 + 8;
                yield return new RectMark(left + box / 2 - half, y + 6, 2 * half, 18, Ink.Bad, 3);
                yield return new TextMark(left + box / 2, y + 19, "fails its checks", 11, Ink.Surface, Anchor.Middle, Bold: true);
            }
        yield return new TextMark(x, line, SheetParts.Fit($"trust {trust.Headline}", 12, bold: true, width), 12, InkOf(trust.Verdict), Bold: true);
        foreach (TrustCheck check in Shown(trust))
        {
            line += Line;
            yield return new DotMark(x + 4, line - 4, 3.5, InkOf(check.Verdict));
            yield return new TextMark(x + 16, line, SheetParts.Fit(check.Name, 11, bold: false, 130), 11);
            yield return new TextMark(x + 196, line, check.Value is { } v ? Say.Value(v) : "", 11, Ink.Text, Anchor.End);
            yield return new TextMark(x + 206, line, SheetParts.Fit(check.Rule, 11, bold: false, width - 200), 11, Ink.Muted);
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
