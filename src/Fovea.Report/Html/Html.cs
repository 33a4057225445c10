using System.Runtime.CompilerServices;
using System.Text;

namespace Fovea.Report;

/// <summary>
/// Markup that is safe to put on the page. The only way to make it from text is an interpolated string whose holes are
/// escaped unless they are markup themselves, so a label like <c>&lt;img onerror&gt;</c> cannot become an element.
/// </summary>
internal readonly record struct Html(string Markup)
{
    internal static Html Empty { get; } = new("");

    internal static Html Of(HtmlBuilder markup) => new(markup.ToString());

    /// <summary>Markup made by our own code; never pass a user's string.</summary>
    internal static Html Trusted(string markup) => new(markup);

    internal static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p.Markup)));

    internal static Html Each<T>(IEnumerable<T> items, Func<T, Html> show) => Join(items.Select(show));

    internal static Html Each<T>(IEnumerable<T> items, Func<T, int, Html> show) => Join(items.Select(show));

    internal static Html If(bool condition, Func<Html> show) => condition ? show() : Empty;

    internal static string Escape(string text) => Printable(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);

    internal static string DataUri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    // Control characters are not allowed in HTML even as references.
    private static string Printable(string text) =>
        text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    public override string ToString() => Markup ?? "";
}

/// <summary>Collects an interpolated string, escaping every hole that is not <see cref="Html"/>.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlBuilder(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + 32 * formattedCount);

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(Html markup) => _text.Append(markup.Markup);

    public void AppendFormatted(string? text) => _text.Append(Html.Escape(text ?? ""));

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => _text.Append(Html.Escape(value.ToString(format, null)));

    public override string ToString() => _text.ToString();
}
