using System.Globalization;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Images unlike those the model knows.</summary>
internal static class StrangePart
{
    internal static Section Of(ErrorPictures p)
    {
        OutOfDistribution o = p.Report.Strange;
        bool features = o.Tests.Any(t => t.Scores.Any(s => s.Score == "kNN"));
        return new Section("strange", "Strange images", Html.Of($"""
            Does the model notice images that do not belong? AUROC: the probability that a strange image scores higher than one of the set; 0.5 is guessing, 1 perfect, below 0.5 the model is surer of strange images than of its own.
            """), Html.Of($"""
            <div class="scroll"><table class="rows"><thead><tr><th scope="col">against</th><th scope="col" class="n">images</th><th scope="col">score</th><th scope="col" class="n">AUROC</th><th scope="col"></th><th scope="col" class="n">false alarms at 95 % caught</th></tr></thead>
            <tbody>{Html.Each(o.Tests, t => Html.Each(t.Scores, (s, i) => Html.Of($"<tr><th scope=\"row\">{(i == 0 ? t.Against : "")}</th><td class=\"n\">{(i == 0 ? Say.Count(t.Count) : "")}</td><td>{s.Score}</td><td class=\"n\">{s.Auroc.ToString("F3", CultureInfo.InvariantCulture)}</td><td class=\"share\">{Parts.Meter(s.Auroc)}</td><td class=\"n\">{Say.Percent(s.FprAt95)}</td></tr>")))}</tbody></table></div>
            <h3>The strangest of the set itself</h3>
            <div class="gallery">{Html.Each(p.Strange(), s => ErrorGallery.Card(s.Image, s.Strange.Label, Html.Of($"{s.Strange.Label}, said {s.Strange.Answer} {Say.Percent(s.Strange.Probability)}<br><span class=\"muted\">{(features ? "distance" : "energy")} {Say.Value(s.Strange.Distance)}<br>{s.Strange.Id}</span>")))}</div>
            <p class="note">max softmax: 1 − the largest probability (Hendrycks, Gimpel 2017). Energy: −ln Σ exp(logits) (Liu et al. 2020). kNN: distance of the features, scaled to length 1, to the 10th nearest of {o.Reference} (Sun et al. 2022).</p>
            """));
    }
}
