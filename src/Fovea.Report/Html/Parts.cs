namespace Fovea.Report;

/// <summary>Pieces that several sections use.</summary>
internal static class Parts
{
    internal static Html Image(PixelImage image, string alt, int longSide, string style = "px") =>
        Html.Of($"<img class=\"{style}\" alt=\"{alt}\" width=\"{image.Width}\" height=\"{image.Height}\" src=\"{Source(image, longSide)}\">");

    /// <summary>Small images stay as they are (the browser enlarges them with square pixels); large ones are averaged down.</summary>
    internal static Html Source(PixelImage image, int longSide) =>
        Html.Trusted(Html.DataUri(Png.Encode(Math.Max(image.Height, image.Width) > longSide ? Enlarge.ToFit(image, longSide) : image)));

    internal static Html ColorBar(ValueScale scale, string unit, ColorMap? colors = null) => Html.Of(
        $"<span class=\"bar\"><i>{(scale.IsCut && scale.IsSigned ? "≤ " : "")}{Say.Value(scale.Low)}</i><b class=\"cm-{(colors ?? scale.Colors).Name}\"></b><i>{High(scale)}</i>{Html.If(unit.Length > 0, () => Html.Of($"<i>{unit}</i>"))}</span>");

    /// <summary>The upper end; with the real extreme when outliers were cut.</summary>
    internal static string High(ValueScale scale) =>
        scale.IsCut ? $"≥ {Say.Value(scale.High)} (up to {Say.Value(scale.Largest)})" : Say.Value(scale.High);

    internal static Html Meter(double share, string style = "") =>
        Html.Of($"<span class=\"meter {style}\"><i style=\"width:{Html.Trusted(Css(100 * share))}%\"></i></span>");

    internal static Html Facts(string title, IReadOnlyList<Fact> facts) => Html.If(facts.Count > 0, () => Html.Of($"""
        <div><h3>{title}</h3><table>{Html.Each(facts, f => Html.Of($"<tr><th scope=\"row\">{f.Name}</th><td>{f.Value}</td></tr>"))}</table></div>
        """));

    internal static Html Tag(string text, bool bad = false) => Html.Of($"<span class=\"tag{(bad ? " bad" : "")}\">{text}</span>");

    internal static string Css(double value) =>
        (double.IsFinite(value) ? Math.Round(value, 3) : 0).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
