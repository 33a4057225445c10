using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Single images: surest mistakes, probable label errors, near-duplicates.</summary>
internal static class ErrorGallery
{
    internal static Section? Mistakes(ErrorPictures p) => p.Report.Mistakes.Count == 0 ? null : new Section("mistakes", "The surest mistakes", Html.Of($"""
        The wrong answers with the highest probability, surest first: the image, what spoke for the answer, and what spoke for the label (Grad-CAM). Both maps of a card share one colour scale, in logits.
        """), Html.Of($"<div class=\"cams trios\">{Html.Each(p.Mistakes(), Mistake)}</div>"));

    internal static Section Labels(ErrorPictures p)
    {
        LabelErrors l = p.Report.Labels;
        return new Section("labels", "Probably wrong labels", Html.Of($"""
            {Say.Counted(l.Suspects.Count, "label is", "labels are")} suspicious, {Say.Percent(l.NoiseRate, 2)} of {Say.Count(l.Count)} by estimate; {l.Method}. In published test sets about half of such suspects were confirmed by people: look at them, do not delete them blindly.
            """), Html.Of($"""
            {Html.If(!l.OutOfSample, () => Html.Of($"<p class=\"warn\">These probabilities are not out of sample: {l.Method}.</p>"))}
            {Html.If(l.Suspects.Count == 0, () => Html.Of($"<p>No label is suspicious.</p>"))}
            <div class="gallery">{Html.Each(p.Suspects(), s => Card(s.Image, $"{s.Suspect.Label}, probably {s.Suspect.Suggested}", Html.Of($"labelled {s.Suspect.Label} <span class=\"muted\">{Whole(s.Suspect.LabelProbability, 2)}</span><br>probably <b>{s.Suspect.Suggested}</b> {Whole(s.Suspect.SuggestedProbability, 1)}<br><span class=\"muted\">{s.Suspect.Id}</span>")))}</div>
            {Html.If(l.Pairs.Count > 0, () => Html.Of($"<details><summary>Which classes are labelled as which</summary><ul class=\"pairs\">{Html.Each(l.Pairs.Take(10), n => Html.Of($"<li>labelled <b>{n.Label}</b>, truly <b>{n.Truly}</b>: about {Say.Value(n.Images)} images</li>"))}</ul></details>"))}
            <p class="note">Confident learning (Northcutt et al. 2021): an image is suspicious when another class reaches that class's usual probability; most suspicious first, by the probability of its label. The list holds as many as the estimate says.</p>
            """));
    }

    internal static Section Duplicates(ErrorPictures p)
    {
        NearDuplicates d = p.Report.Duplicates;
        return new Section("duplicates", "Near-duplicates", Html.Of($"""
            {Say.Counted(d.Within, "pair", "pairs")} within the {Say.Count(d.Looked)} images{(d.Against > 0 ? $", {Say.Count(d.Across)} with {Say.Count(d.Against)} training images" : "")}; the labels differ in {Say.Count(d.OtherLabels)}. An image that was also trained on makes the accuracy look better than it is.
            """), Html.Of($"""
            <div class="cams">{Html.Each(p.Duplicates(), d => Html.Of($"""
                <figure class="shot"><div>{Parts.Image(d.One, d.Pair.Label, 144)}{Parts.Image(d.Other, d.Pair.OtherLabel, 144)}</div>
                <figcaption>{(d.Pair.Label == d.Pair.OtherLabel ? Html.Of($"both {d.Pair.Label}") : Html.Of($"<span class=\"said\">{d.Pair.Label} and {d.Pair.OtherLabel}</span>"))}{(d.Pair.Across ? Html.Of($" · the right one from training") : Html.Empty)}<br><span class="muted">{d.Pair.Image}<br>{d.Pair.Other}<br>correlation {Fixed(d.Pair.Correlation)}</span></figcaption></figure>
                """))}</div>
            <p class="note">Candidates share all but 6 of 64 bits of a difference hash; a pair correlates with at least 0.985 in its pixels and 0.99 in direction of its features. Small pictures of plain things may pass without being copies: look at them.</p>
            """));
    }

    internal static Html Card(PixelImage image, string alt, Html caption) => Html.Of($"<figure class=\"shot\">{Parts.Image(image, alt, 144)}<figcaption>{caption}</figcaption></figure>");

    private static Html Mistake(MistakePicture m) => Html.Of($"""
        <figure class="shot wrong"><div>{Parts.Image(m.Image, $"{m.Mistake.Label}, {m.Mistake.Id}", 144)}{Html.If(m.ForAnswer is not null, () => Html.Of($"{Parts.Image(m.ForAnswer!, $"what speaks for {m.Mistake.Answer}", 144)}{Parts.Image(m.ForLabel!, $"what speaks for {m.Mistake.Label}", 144)}"))}</div>
        <figcaption>{Html.If(m.ForAnswer is not null, () => Html.Of($"<span class=\"trio\"><i>image</i><i>for {m.Mistake.Answer}</i><i>for {m.Mistake.Label}</i></span>"))}said <span class="said">{m.Mistake.Answer}</span> {Say.Percent(m.Mistake.Probability)}, is {m.Mistake.Label} <span class="muted">{Say.Percent(m.Mistake.LabelProbability)}</span>{Html.If(m.ForAnswer is not null, () => Html.Of($"<div class=\"figbar\">{Parts.ColorBar(m.Scale, "")}</div>"))}{Html.If(m.ForAnswer is null, () => Html.Of($"<br>"))}<span class="muted">{m.Mistake.Id}</span></figcaption></figure>
        """);

    // A number and its sign stay on one line.
    private static string Whole(double share, int digits) => Say.Percent(share, digits).Replace(' ', '\u00a0');

    private static string Fixed(double v) => v.ToString("F3", System.Globalization.CultureInfo.InvariantCulture);
}
