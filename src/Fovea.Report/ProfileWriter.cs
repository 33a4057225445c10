namespace Fovea.Report;

/// <summary>Files of a profile: a picture for people and the numbers for programs.</summary>
public static class ProfileWriter
{
    /// <summary>Writes <c>roofline.png</c>, <c>roofline.svg</c>, <c>profile.csv</c> and <c>profile.json</c>.</summary>
    /// <param name="profile">What was measured.</param>
    /// <param name="folder">Made when missing.</param>
    /// <returns>The paths.</returns>
    public static IReadOnlyList<string> Write(PlanProfile profile, string folder)
    {
        Directory.CreateDirectory(folder);
        string png = Path.Combine(folder, "roofline.png"), svg = Path.Combine(folder, "roofline.svg");
        string csv = Path.Combine(folder, "profile.csv"), json = Path.Combine(folder, "profile.json");
        Drawing drawing = new RooflineChart(profile).Draw();
        byte[] pixels = SkiaRenderer.ToPng(drawing);
        AtomicFile.Write(png, file => file.Write(pixels));
        AtomicFile.WriteText(svg, SvgFile.Of(drawing));
        AtomicFile.WriteText(csv, profile.ToCsv());
        AtomicFile.WriteText(json, profile.ToJson() + "\n");
        return [png, svg, csv, json];
    }
}
