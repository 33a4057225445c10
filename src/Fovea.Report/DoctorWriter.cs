using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Files of a diagnosis: a page for people, a picture and the numbers for programs.</summary>
public static class DoctorWriter
{
    /// <summary>Writes <c>doctor.html</c>, <c>doctor.json</c> and, when there was a range test, <c>rates.png</c> and <c>rates.svg</c>.</summary>
    /// <param name="diagnosis">What was found.</param>
    /// <param name="folder">Made when missing.</param>
    /// <returns>The paths.</returns>
    public static IReadOnlyList<string> Write(Diagnosis diagnosis, string folder)
    {
        Directory.CreateDirectory(folder);
        string page = Path.Combine(folder, "doctor.html"), json = Path.Combine(folder, "doctor.json");
        AtomicFile.WriteText(page, DoctorPage.Render(diagnosis));
        AtomicFile.WriteText(json, diagnosis.ToJson() + "\n");
        if (diagnosis.Rates is not { } rates) return [page, json];
        string png = Path.Combine(folder, "rates.png"), svg = Path.Combine(folder, "rates.svg");
        Drawing drawing = new RateChart(rates).Draw();
        byte[] pixels = SkiaRenderer.ToPng(drawing);
        AtomicFile.Write(png, file => file.Write(pixels));
        AtomicFile.WriteText(svg, SvgFile.Of(drawing));
        return [page, json, png, svg];
    }
}
