namespace Fovea.Report;

/// <summary>Activation maps before and after training, one tab an image.</summary>
internal static class MapsSection
{
    internal static Section? Of(RunReport run)
    {
        if (run.Maps.Count == 0)
            return null;
        int grids = run.Maps.Sum(m => m.Layers.Sum(l => l.Before is null ? 1 : 2));
        int budget = Math.Clamp(PictureBytes / Math.Max(1, grids), 4_000, 120_000);
        return new Section("maps", "Activation maps", Html.Of($"""
            Each tile is one channel: bright where its feature is found in the image. Before training, tiles are mostly blurred copies of the image; after training, look for tiles that answer to one thing only: an outline, a strap, a heel.
            """), Html.Of($"""
            <fieldset class="tabs"><legend>Choose an image</legend>
            {Html.Each(run.Maps, (_, i) => Html.Of($"<input type=\"radio\" name=\"image\" id=\"image{i}\"{Html.Trusted(i == 0 ? " checked" : "")}>"))}
            <div class="picks">{Html.Each(run.Maps, (m, i) => Html.Of($"<label for=\"image{i}\" title=\"{m.Name}\">{Parts.Image(m.Image, "", 80)}{m.Actual}</label>"))}</div>
            <div class="panels">{Html.Each(run.Maps, (m, i) => Panel(run, m, i, budget))}</div></fieldset>
            {Dead(run)}
            <p class="note">Black is zero. Signed values run from blue (below zero) over white to red (above). Nothing is normalised away: the ends of each colour bar are the real values. Where 0.5 % of the values would take more than half of a bar, it ends before them with ≥ and names the largest. A hatched grey tile is silent: zero everywhere for this image. Tiles are in channel order unless said otherwise, at the same place before and after.</p>
            """));
    }

    private static Html Dead(RunReport run)
    {
        if (run.Maps.Count < 2)
            return Html.Empty;
        var found = new List<Fact>();
        foreach (LayerMaps layer in run.Maps[0].Layers)
        {
            LayerMaps[] all = [.. run.Maps.SelectMany(m => m.Layers).Where(l => l.Name == layer.Name && l.Channels == layer.Channels)];
            int dead = Enumerable.Range(0, layer.Channels).Count(c => all.All(l => ChannelStatistics.Of(l.After, l.Channels, c).IsSilent));
            if (dead > 0)
                found.Add(new Fact(layer.Name, $"{dead} of {layer.Channels}"));
        }
        return Html.If(found.Count > 0, () => Html.Of($"""
            <p class="note">After training, silent in all {run.Maps.Count} images, so perhaps dead: {Html.Each(found, (f, i) => Html.Of($"{(i == 0 ? "" : ", ")}{f.Value} channels of <code>{f.Name}</code>"))}.</p>
            """));
    }

    // Of base64 at the worst: one byte a value, times 4/3; leaves the whole page below 6 MB.
    private const int PictureBytes = 2_700_000;

    private static Html Panel(RunReport run, ImageMaps image, int index, int budget) => Html.Of($"""
        <div class="panel panel{index}">
        <div class="asked">{Parts.Image(image.Image, $"{image.Actual}, {image.Name}", 160)}<div><h3>{image.Actual}</h3><span class="muted">{image.Name}</span>
        <div class="pair">{Guess(run, image, image.ProbabilitiesBefore, "Before training it said")}{Guess(run, image, image.ProbabilitiesAfter, "After training it says")}</div></div></div>
        {Html.Each(image.Layers, layer => LayerFigure.Of(run, layer, budget))}
        </div>
        """);

    private static Html Guess(RunReport run, ImageMaps image, float[]? probabilities, string title)
    {
        if (probabilities is null || probabilities.Length != run.Classes.Count || probabilities.Length == 0)
            return Html.Empty;
        IEnumerable<int> best = Enumerable.Range(0, probabilities.Length).OrderByDescending(c => probabilities[c]).Take(3);
        return Html.Of($"""
            <div class="says">{title}<div class="guess">{Html.Each(best, c => Html.Of($"<span{Html.Trusted(run.Classes[c] == image.Actual ? " class=\"truth\"" : "")}>{run.Classes[c]}</span>{Parts.Meter(probabilities[c])}<span class=\"n\">{Say.Percent(probabilities[c])}</span>"))}</div></div>
            """);
    }
}
