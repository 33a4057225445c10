namespace Fovea.Report;

/// <summary>The wrong answers the network was surest of.</summary>
internal static class MistakesSection
{
    internal static Section? Of(RunReport run) => run.Mistakes.Count == 0 ? null : new Section("mistakes", "The surest mistakes", Html.Of($"""
        Look for a pattern: a wrong label, an unusual view, two classes that even you cannot tell apart. These are the {Say.Counted(run.Mistakes.Count, "wrong answer", "wrong answers")} with the highest probability, surest first.
        """), Html.Of($"""
        <div class="gallery">{Html.Each(run.Mistakes, Card)}</div>
        <p class="note">Percentages are softmax probabilities of the trained network.</p>
        """));

    private static Html Card(Mistake m) => Html.Of($"""
        <figure class="shot">{Parts.Image(m.Image, $"{m.Actual}, said to be {m.Predicted}", 144)}
        <figcaption><span class="said">{m.Predicted}</span> {Say.Percent(m.Probability)}<br>is {m.Actual} <span class="muted">{Say.Percent(m.ActualProbability)}</span><br><span class="muted">{m.Name}</span></figcaption></figure>
        """);
}
