using Fovea.Lab;

namespace Fovea.Report;

/// <summary>A diagnosis as one HTML document that needs nothing else.</summary>
internal static class DoctorPage
{
    /// <summary>Composes the page. The same input gives the same text.</summary>
    internal static string Render(Diagnosis d)
    {
        List<Section> sections = [Examinations(d)];
        if (d.Rates is { } rates) sections.Add(Rates(rates));
        return Page.Render($"Doctor: {d.Name}", Hero(d), sections, 0, "Made by Fovea. This page is one file: it loads nothing and sends nothing.");
    }

    private static Html Hero(Diagnosis d) => Html.Of($"""
        <header class="card hero">
        <p class="kicker">fovea doctor</p>
        <h1>{d.Name}</h1>
        <p class="data">{d.Data}; examined in {Say.Duration(d.Seconds)}</p>
        <p><b>{Capital(d.Verdict)}.</b></p>
        <p class="{(d.Worst == Outcome.Broken ? "warn" : "lead")}"><b>First:</b> {d.First}.</p>
        </header>
        """);

    private static Section Examinations(Diagnosis d) => new("examinations", "Examinations", Html.Of($"In the order in which one fault causes another: what is broken further up is mended first."), Html.Each(d.Checks, c => Html.Of($"""
        <div class="layer"><header><h3>{Capital(c.Check)}</h3>{Parts.Tag(Word(c.Outcome), c.Outcome is Outcome.Broken or Outcome.Doubtful)}</header>
        <p class="muted">{c.Question}</p>
        <p>{c.Found}.</p>
        {Html.If(c.Advice is not null && c.Outcome is Outcome.Broken or Outcome.Doubtful, () => Html.Of($"<p class=\"warn\">{Capital(c.Advice!)}.</p>"))}
        </div>
        """)));

    private static Section Rates(RateSweep rates) => new("rates", "Learning rate", Html.Of($"""
        The network is trained while the learning rate rises by the same factor each step. Too small a rate changes nothing, too large a one makes the loss explode; what lies between is sound.
        """), Html.Of($"""
        {SvgRenderer.ToHtml(new RateChart(rates).Draw())}
        <p class="note">A single pass with one batch at each rate: take it as a range and not as a number. Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017.</p>
        """));

    private static string Word(Outcome outcome) => outcome switch { Outcome.Broken => "broken", Outcome.Doubtful => "worth a look", Outcome.Sound => "sound", _ => "not examined" };

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
