namespace Fovea.Report;

/// <summary>The report of a run as one HTML document that needs nothing else: no network, no files beside it, no script for its content.</summary>
public static class ReportPage
{
    /// <summary>Composes the page. The same input gives the same text.</summary>
    /// <param name="run">What happened.</param>
    /// <param name="files">Names of files that lie beside the page, to be listed; none when empty.</param>
    public static string Render(RunReport run, IReadOnlyList<string>? files = null)
    {
        Section?[] sections =
        [
            NetSection.Of(run),
            CurvesSection.Of(run),
            ConfusionSection.Of(run),
            MistakesSection.Of(run),
            FiltersSection.Of(run),
            MapsSection.Of(run),
            CamsSection.Of(run),
            RunSection.Of(run, files ?? []),
        ];
        return Page.Render(run.Title, Hero.Of(run), [.. sections.OfType<Section>()], run.Maps.Count,
            "Made by Fovea. This page is one file: it loads nothing and sends nothing.");
    }
}
