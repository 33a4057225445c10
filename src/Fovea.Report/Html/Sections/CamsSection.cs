namespace Fovea.Report;

/// <summary>Where in the image the answer comes from: right answers and wrong ones apart.</summary>
internal static class CamsSection
{
    internal static Section? Of(RunReport run)
    {
        if (run.Cams.Count == 0)
            return null;
        string[] methods = [.. run.Cams.Select(c => c.Method).Distinct()], nodes = [.. run.Cams.Select(c => c.Node).Where(n => n.Length > 0).Distinct()];
        CamPicture[] right = [.. run.Cams.Where(c => c.IsRight)], wrong = [.. run.Cams.Where(c => !c.IsRight)];
        return new Section("cams", Say.List(methods), Html.Of($"""
            Bright places raised the score of the answer{(nodes.Length > 0 ? $", seen at {Say.List(nodes)}" : "")}. Does the network look at the object? On mistakes: does it look at the wrong part, or at the right part with a wrong conclusion?
            """), Html.Of($"""
            <label class="slide">Image <input type="range" min="0" max="100" value="60" aria-label="Opacity of the maps"> map</label>
            {Group("Right answers", right, "right")}{Group("Wrong answers", wrong, "wrong")}
            <p class="note">Each map has its own colour bar: its ends are the raw values of the map (for Grad-CAM in logits), not 0 and 1. A faint map (a small upper end) is weak evidence however bright it looks. The map has the resolution printed below it and is interpolated between its values.</p>
            """));
    }

    private static Html Group(string title, CamPicture[] cams, string style) => Html.If(cams.Length > 0, () => Html.Of($"""
        <h3>{title}</h3><div class="cams">{Html.Each(cams, c => Card(c, style))}</div>
        """));

    private static Html Card(CamPicture cam, string style)
    {
        CamOverlay overlay = CamOverlay.Draw(cam, 112, alpha: 255);
        string explained = cam.Explains is { } e && e != cam.Predicted ? $"explains {e} · " : "";
        return Html.Of($"""
            <figure class="shot {style}"><div>{Parts.Image(cam.Image, $"{cam.Actual}, {cam.Name}", 144)}<span class="over">{Parts.Image(cam.Image, "", 144)}<img alt="{cam.Method} map, {Say.Value(overlay.Scale.Low)} to {Say.Value(overlay.Scale.High)}" src="{Html.Trusted(Html.DataUri(Png.Encode(overlay.Map)))}"></span></div>
            <figcaption>said <span class="said">{cam.Predicted}</span> {Say.Percent(cam.Probability)}{(cam.IsRight ? "" : $", is {cam.Actual}")}<div class="figbar">{Parts.ColorBar(overlay.Scale, "")}{Html.If(overlay.Scale.IsZero, () => Parts.Tag(overlay.NotFinite > 0 ? "no finite value" : "the map is zero: no evidence at this layer", bad: true))}{Html.If(overlay.NotFinite > 0, () => Parts.Tag($"{Say.Counted(overlay.NotFinite, "value is", "values are")} NaN or infinite, magenta", bad: true))}</div>
            <span class="muted">{explained}{cam.MapHeight}×{cam.MapWidth} values{(cam.Name.Length > 0 ? " · " + cam.Name : "")}</span></figcaption></figure>
            """);
    }
}
