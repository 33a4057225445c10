using Fovea.Data;
using Fovea.Lab;

namespace Fovea.Report;

/// <summary>Files of an error analysis: a page for people, pictures, and the numbers for programs.</summary>
public static class ErrorsWriter
{
    /// <summary>Writes <c>errors.html</c>, <c>errors.json</c>, <c>errors-reliability.png</c> and <c>.svg</c>, <c>errors-confusion.png</c>.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="model">The model: pictures are shown as it sees them.</param>
    /// <param name="set">The images that were analysed.</param>
    /// <param name="training">The training images that were given; null without.</param>
    /// <param name="folder">Made when missing.</param>
    /// <returns>The paths.</returns>
    public static IReadOnlyList<string> Write(ErrorReport report, Model model, ImageDataset set, ImageDataset? training, string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        var pictures = new ErrorPictures(report, model, set, training);
        Text("errors.html", ErrorsPage.Render(pictures));
        Text("errors.json", report.ToJson() + "\n");
        Drawing reliability = ReliabilityChart.Draw(report.Calibration);
        Picture("errors-reliability.png", reliability);
        Text("errors-reliability.svg", SvgFile.Of(reliability));
        Picture("errors-confusion.png", ConfusionPlot.Draw(new ConfusionMatrix(report.Classes, ErrorsPage.Counts(report), $"{Say.Count(report.Count)} images")));
        return files;

        void Picture(string name, Drawing drawing)
        {
            byte[] png = SkiaRenderer.ToPng(drawing);
            AtomicFile.Write(Path.Combine(folder, name), file => file.Write(png));
            files.Add(Path.Combine(folder, name));
        }

        void Text(string name, string text)
        {
            AtomicFile.WriteText(Path.Combine(folder, name), text);
            files.Add(Path.Combine(folder, name));
        }
    }
}
