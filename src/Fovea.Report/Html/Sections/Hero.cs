namespace Fovea.Report;

/// <summary>The first card: what was trained and how well it does, in five numbers.</summary>
internal static class Hero
{
    internal static Html Of(RunReport run) => Html.Of($"""
        <header class="card hero">
        <p class="kicker">Training report{(run.Finished.Length > 0 ? " · " + run.Finished : "")}</p>
        <h1>{run.Title}</h1>
        <p class="data">{run.Data}</p>
        {Html.Each(run.Notes, note => Html.Of($"<p class=\"warn\">{note}</p>"))}
        <dl class="numbers">{Main(run)}{Numbers(run)}</dl>
        </header>
        """);

    private static Html Main(RunReport run)
    {
        if (run.Test is not { } test)
            return Html.Empty;
        (double low, double high) = test.Interval95;
        return Html.Of($"""
            <div class="main"><dt>Test accuracy</dt><dd>{Say.Percent(test.Accuracy)}</dd>
            <dd class="whisker" role="img" aria-label="On a line from 0 to 100 %: {Say.Percent(low)} to {Say.Percent(high)}"><i style="left:{Html.Trusted(Parts.Css(100 * low))}%;width:{Html.Trusted(Parts.Css(100 * (high - low)))}%"></i><b style="left:{Html.Trusted(Parts.Css(100 * test.Accuracy))}%"></b></dd>
            <dd><small>{Say.Percent(low)} to {Say.Percent(high)} with 95 % confidence (Wilson), from {Say.Count(test.Correct)} right of {test.On}</small></dd></div>
            """);
    }

    private static Html Numbers(RunReport run)
    {
        var numbers = new List<(string Name, string Value, string Detail)>();
        if (run.Epochs.Count > 0)
            numbers.Add(("Epochs", Say.Count(run.Epochs.Count), run.EpochKept is { } best ? $"epoch {best} kept" : ""));
        if (run.TrainSeconds is { } seconds)
            numbers.Add(("Training time", Say.Duration(seconds), run.Epochs.Count > 0 ? $"{Say.Duration(seconds / run.Epochs.Count)} an epoch" : ""));
        if (run.Summary.Count > 0)
        {
            numbers.Add(("Parameters", Say.Short(run.Parameters), $"{Say.Bytes(4 * run.Parameters)} as float32"));
            numbers.Add(("Work an image", Say.Short(run.Macs), "multiply-accumulates"));
        }
        return Html.Each(numbers, n => Html.Of($"<div><dt>{n.Name}</dt><dd>{n.Value}<small>{n.Detail}</small></dd></div>"));
    }
}
