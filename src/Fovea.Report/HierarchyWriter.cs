using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Files of a hierarchy: a page and a picture for people, the numbers for programs.</summary>
public static class HierarchyWriter
{
    /// <summary>Writes <c>hierarchy.html</c>, <c>hierarchy.png</c> and <c>hierarchy.json</c>.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="folder">Made when missing.</param>
    /// <returns>The paths.</returns>
    public static IReadOnlyList<string> Write(HierarchyReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        string page = Path.Combine(folder, "hierarchy.html"), picture = Path.Combine(folder, "hierarchy.png"), json = Path.Combine(folder, "hierarchy.json");
        AtomicFile.WriteText(page, HierarchyPage.Render(report));
        byte[] png = SkiaRenderer.ToPng(HierarchySheet.Draw(report));
        AtomicFile.Write(picture, file => file.Write(png));
        AtomicFile.WriteText(json, report.ToJson() + "\n");
        return [page, picture, json];
    }
}
