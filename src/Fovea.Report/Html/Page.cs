using System.Security.Cryptography;
using System.Text;

namespace Fovea.Report;

/// <summary>A part of the page: its place in the contents and its card. A section without data is null and left out.</summary>
internal sealed record Section(string Id, string Title, Html Lead, Html Body)
{
    internal Html ToHtml() => Html.Of($"""
        <section class="card" id="{Id}" aria-labelledby="{Id}-title">
        <h2 id="{Id}-title">{Title}</h2>
        <p class="lead">{Lead}</p>
        {Body}
        </section>

        """);
}

/// <summary>The frame of the page. Style, script, fonts and pictures are inside it; its own policy forbids any other source.</summary>
internal static class Page
{
    internal static string Render(string title, Html hero, IReadOnlyList<Section> sections, int tabs, string footer)
    {
        string script = Encoding.UTF8.GetString(Fonts.Resource("report.js")).ReplaceLineEndings("\n");
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        return Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'sha256-{Html.Trusted(hash)}'">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="Fovea">
            <title>{title} · Fovea report</title>
            <style>{Html.Trusted(Style(tabs))}</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <div class="frame">
            <nav class="toc" aria-label="Contents"><strong>{title}</strong><ol>{Html.Each(sections, s => Html.Of($"<li><a href=\"#{s.Id}\">{s.Title}</a></li>"))}</ol></nav>
            <main id="content">
            {hero}
            {Html.Each(sections, s => s.ToHtml())}
            <footer>{footer}</footer>
            </main>
            </div>
            <div id="tip" role="status"></div>
            <script>{Html.Trusted(script)}</script>
            </body>
            </html>

            """).Markup;
    }

    private static string Style(int tabs)
    {
        var css = new StringBuilder();
        foreach ((string file, int weight) in new[] { ("Inter-Regular.latin.woff2", 400), ("Inter-SemiBold.latin.woff2", 600) })
            css.Append($"@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,{Convert.ToBase64String(Fonts.Resource(file))}) format(\"woff2\")}}\n");
        css.Append(Encoding.UTF8.GetString(Fonts.Resource("report.css")).ReplaceLineEndings("\n"));
        foreach (ColorMap map in new[] { ColorMap.Inferno, ColorMap.BlueWhiteRed, ColorMap.Grey })
            css.Append($".cm-{map.Name}{{background:linear-gradient(90deg,{string.Join(',', Enumerable.Range(0, 17).Select(i => map.Css(i / 16.0)))})}}\n");
        for (int i = 0; i < tabs; i++)
            css.Append($"#image{i}:checked~.panels>.panel{i}{{display:block}}#image{i}:checked~.picks label[for=image{i}]{{border-color:var(--accent)}}" +
                $"#image{i}:focus-visible~.picks label[for=image{i}]{{outline:2px solid var(--accent);outline-offset:2px}}\n");
        return css.ToString();
    }
}
