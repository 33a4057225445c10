namespace Fovea.Report;

/// <summary>A drawing as a file of its own: the page's marks, with the colours that the page would give them, light and dark.</summary>
internal static class SvgFile
{
    private const string Style = """
        <style>svg{font-family:Inter,system-ui,"Segoe UI",Roboto,sans-serif;--card:#fff;--text:#1b1f27;--muted:#5d6675;--line:#e3e6ec;--train:#3565d4;--validation:#c2570c;--rate:#0d7d74;--best:#7a45c4;background:var(--card)}
        @media (prefers-color-scheme:dark){svg{--card:#151a21;--text:#e7eaf0;--muted:#9ba5b4;--line:#29303a;--train:#7fa4ff;--validation:#ff9f57;--rate:#4accbe;--best:#c6a1ff}}
        .bold{font-weight:600}polyline{fill:none;stroke-linejoin:round;stroke-linecap:round}.hover{fill:transparent}.ring{stroke:var(--card);stroke-width:1}
        .f-text{fill:var(--text)}.f-muted{fill:var(--muted)}.f-grid{fill:var(--line)}.f-surface{fill:var(--card)}.f-train{fill:var(--train)}.f-validation{fill:var(--validation)}.f-rate{fill:var(--rate)}.f-best{fill:var(--best)}
        .s-text{stroke:var(--text)}.s-muted{stroke:var(--muted)}.s-grid{stroke:var(--line)}.s-train{stroke:var(--train)}.s-validation{stroke:var(--validation)}.s-rate{stroke:var(--rate)}.s-best{stroke:var(--best)}</style>
        """;

    internal static string Of(Drawing drawing)
    {
        string inline = SvgRenderer.ToHtml(drawing).ToString();
        int head = inline.IndexOf('>', StringComparison.Ordinal) + 1;
        string size = FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{drawing.Width}\" height=\"{drawing.Height}\" ");
        return size + inline[5..head] + "\n" + Style + "\n" + inline[head..] + "\n";
    }
}
