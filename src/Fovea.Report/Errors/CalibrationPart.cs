using System.Globalization;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Do probabilities mean what they say?</summary>
internal static class CalibrationPart
{
    internal static Section Of(Calibration c) => new("calibration", "Calibration", Html.Of($"""
        Of the answers that the model gives with 80 %, 80 % should be right. Below the dashed line it is too sure, above it not sure enough.{(c.Temperature is { } t ? $" A temperature divides all logits by one number ({Number(t)}): answers stay, probabilities change. It was fitted on {Say.Count(c.FittedOn)} images; everything here is measured on the other {Say.Count(c.After!.Count)}." : " There are too few images to fit a temperature on one half and judge it on the other.")}
        """), Html.Of($"""
        {SvgRenderer.ToHtml(ReliabilityChart.Draw(c))}
        <div class="scroll"><table class="rows"><thead><tr><th scope="col"></th><th scope="col" class="n">images</th><th scope="col" class="n">ECE</th><th scope="col" class="n">ECE by chance</th><th scope="col" class="n">largest gap</th><th scope="col" class="n">mean confidence</th><th scope="col" class="n">right</th><th scope="col" class="n">Brier</th><th scope="col" class="n">NLL, nats</th></tr></thead>
        <tbody>{Row("all images", c.All)}{Html.If(c.Before is not null, () => Row("held half, as it is", c.Before!))}{Html.If(c.After is not null, () => Row($"held half, temperature {Number(c.Temperature!.Value)}", c.After!))}</tbody></table></div>
        <p class="note">ECE: mean distance between confidence and share right over {Say.Counted(c.All.Bins.Count, "bin", "bins")} of equal mass (each holds as many images). It is never 0 on finitely many images: "by chance" is what a perfectly calibrated model would get. Brier: mean squared distance of all probabilities to the label, 0 … 2. Source: Guo et al. 2017.</p>
        """));

    private static Html Row(string name, CalibrationScore s) => Html.Of($"""
        <tr><th scope="row">{name}</th><td class="n">{Say.Count(s.Count)}</td><td class="n">{Say.Percent(s.Ece, 2)}</td><td class="n">{Say.Percent(s.EceByChance, 2)}</td><td class="n">{Say.Percent(s.Mce)}</td><td class="n">{Say.Percent(s.Confidence)}</td><td class="n">{Say.Percent(s.Accuracy)}</td><td class="n">{Fixed(s.Brier)}</td><td class="n">{Fixed(s.Nll)}</td></tr>
        """);

    private static string Number(double v) => v.ToString("F2", CultureInfo.InvariantCulture);

    private static string Fixed(double v) => v.ToString("F4", CultureInfo.InvariantCulture);
}
