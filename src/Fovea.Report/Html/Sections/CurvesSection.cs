namespace Fovea.Report;

/// <summary>Loss, accuracy and learning rate over the epochs, and the numbers as a table.</summary>
internal static class CurvesSection
{
    internal static Section? Of(RunReport run)
    {
        if (run.Epochs.Count == 0)
            return null;
        bool validated = run.Epochs.Any(e => e.ValidationLoss is not null || e.ValidationAccuracy is not null);
        return new Section("curves", "Training", Html.Of($"""
            Both losses should fall together; when validation turns up while training still falls, the network has begun to learn its images by heart. {Gap(run)}
            """), Html.Of($"""
            <div class="charts">{Html.Each(Curves.Of(run), SvgRenderer.ToHtml)}{Kept(run)}</div>
            <p class="note">Training values are computed on {run.TrainMeasuredOn}{(validated ? $"; validation values on {run.ValidationMeasuredOn}" : "")}.</p>
            <details><summary>The numbers of each epoch</summary><div class="scroll"><table class="rows">
            <thead><tr><th scope="col" class="n">epoch</th><th scope="col" class="n">training loss</th><th scope="col" class="n">training accuracy</th>{Html.If(validated, () => Html.Of($"<th scope=\"col\" class=\"n\">validation loss</th><th scope=\"col\" class=\"n\">validation accuracy</th>"))}<th scope="col" class="n">learning rate</th><th scope="col" class="n">time</th></tr></thead>
            <tbody>{Html.Each(run.Epochs, e => Row(e, run.EpochKept, validated))}</tbody></table></div></details>
            """));
    }

    private static Html Row(EpochRow e, int? kept, bool validated) => Html.Of($"""
        <tr{Html.Trusted(e.Epoch == kept ? " class=\"kept\"" : "")}><th scope="row" class="n">{e.Epoch}</th><td class="n">{Loss(e.TrainLoss)}</td><td class="n">{Say.Percent(e.TrainAccuracy, 2)}</td>{Html.If(validated, () => Html.Of($"<td class=\"n\">{Loss(e.ValidationLoss)}</td><td class=\"n\">{(e.ValidationAccuracy is { } a ? Say.Percent(a, 2) : "")}</td>"))}<td class="n">{Say.Value(e.LearningRate)}</td><td class="n">{Say.Duration(e.Seconds)}</td></tr>
        """);

    private static Html Kept(RunReport run)
    {
        if (run.Epochs.FirstOrDefault(e => e.Epoch == run.EpochKept) is not { } kept)
            return Html.Empty;
        var facts = new List<Fact> { new("training loss", Loss(kept.TrainLoss)), new("training accuracy", Say.Percent(kept.TrainAccuracy, 2)) };
        if (kept.ValidationLoss is not null)
            facts.Add(new Fact("validation loss", Loss(kept.ValidationLoss)));
        if (kept.ValidationAccuracy is { } accuracy)
            facts.Add(new Fact("validation accuracy", Say.Percent(accuracy, 2)));
        if (run.Test is { } test)
        {
            if (test.Loss is { } loss)
                facts.Add(new Fact("test loss", Loss(loss)));
            facts.Add(new Fact("test accuracy", Say.Percent(test.Accuracy, 2)));
        }
        return Html.Of($"<div class=\"facts\">{Parts.Facts($"Epoch {kept.Epoch}, whose weights were kept", facts)}</div>");
    }

    private static string Loss(double? loss) => loss is not { } v ? "" : double.IsFinite(v) ? $"{v:F4}" : Say.Value(v);

    private static Html Gap(RunReport run)
    {
        EpochRow last = run.Epochs[^1];
        if (last.ValidationAccuracy is not { } validation || !double.IsFinite(validation) || !double.IsFinite(last.TrainAccuracy))
            return Html.Empty;
        double points = 100 * (last.TrainAccuracy - validation);
        string relation = Math.Abs(points) < 0.05 ? "equal to" : $"{Math.Abs(points):F1} points {(points > 0 ? "above" : "below")}";
        return Html.Of($"After epoch {last.Epoch}, training accuracy is <b>{relation}</b> validation.");
    }
}
