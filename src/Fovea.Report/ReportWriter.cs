using System.Globalization;
using System.Text;

namespace Fovea.Report;

/// <summary>The files of a report.</summary>
/// <param name="Html">Path of <c>report.html</c>.</param>
/// <param name="Files">All other files, relative to the folder, with forward slashes, in ordinal order.</param>
public sealed record ReportFiles(string Html, IReadOnlyList<string> Files);

/// <summary>
/// Writes a report into a run folder: <c>report.html</c>, the pictures as PNG, and <c>arrays/</c> with the numbers behind each
/// picture, so that others can plot them their way.
/// </summary>
public static class ReportWriter
{
    /// <summary>Writes all files; those of an earlier report with the same names are replaced.</summary>
    /// <param name="run">What happened.</param>
    /// <param name="folder">Run folder; made when missing.</param>
    public static ReportFiles Write(RunReport run, string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        Pictures(run, (name, drawing) =>
        {
            AtomicFile.Write(Path.Combine(folder, name), file => file.Write(SkiaRenderer.ToPng(drawing)));
            files.Add(name);
        });
        Arrays(run, folder, files);
        files.Sort(StringComparer.Ordinal);
        string page = Path.Combine(folder, "report.html");
        AtomicFile.WriteText(page, ReportPage.Render(run, files));
        return new ReportFiles(page, files);
    }

    private static void Pictures(RunReport run, Action<string, Drawing> write)
    {
        if (run.Epochs.Count > 0)
            write("curves.png", Curves.Sheet(run));
        if (run.Confusion is { Classes.Count: > 0 } matrix)
            write("confusion.png", ConfusionPlot.Draw(matrix));
        if (run.Mistakes.Count > 0)
            write("mistakes.png", MistakeSheet.Draw(run.Mistakes));
        foreach (FilterBank bank in run.Filters)
            write($"filters-{FileName(bank.Name)}.png", FilterSheet.Draw(bank));
        for (int i = 0; i < run.Maps.Count; i++)
            write($"maps-{i + 1}.png", MapSheet.Draw(run.Maps[i]));
        if (run.Cams.Count > 0)
            write("gradcam.png", CamSheet.Draw(run.Cams));
    }

    private static void Arrays(RunReport run, string folder, List<string> files)
    {
        Directory.CreateDirectory(Path.Combine(folder, "arrays"));
        if (run.Epochs.Count > 0)
            Text("curves.csv", CurvesCsv(run));
        if (run.Confusion is { } matrix)
        {
            Npy("confusion", path => ArrayFile.WriteNpy(path, [.. matrix.Counts.Cast<int>()], [matrix.Classes.Count, matrix.Classes.Count]));
            Text("classes.txt", string.Concat(matrix.Classes.Select(c => c.ReplaceLineEndings(" ") + "\n")));
        }
        for (int i = 0; i < run.Mistakes.Count; i++)
            Image($"mistake-{i + 1}", run.Mistakes[i].Image);
        foreach (FilterBank bank in run.Filters)
            foreach ((string state, float[]? weights) in new[] { ("before", bank.Before), ("after", bank.After) })
                if (weights is not null)
                    Npy($"filters-{FileName(bank.Name)}-{state}", path =>
                        ArrayFile.WriteNpy(path, weights, [bank.KernelHeight, bank.KernelWidth, bank.InChannels, bank.Filters]));
        for (int i = 0; i < run.Maps.Count; i++)
        {
            Image($"maps-{i + 1}-image", run.Maps[i].Image);
            foreach (LayerMaps layer in run.Maps[i].Layers)
                foreach ((string state, float[]? values) in new[] { ("before", layer.Before), ("after", layer.After) })
                    if (values is not null)
                        Npy($"maps-{i + 1}-{FileName(layer.Name)}-{state}", path => ArrayFile.WriteNpy(path, values, [layer.Height, layer.Width, layer.Channels]));
        }
        for (int i = 0; i < run.Cams.Count; i++)
        {
            CamPicture cam = run.Cams[i];
            Image($"cam-{i + 1}-image", cam.Image);
            Npy($"cam-{i + 1}-map", path => ArrayFile.WriteNpy(path, cam.Map, [cam.MapHeight, cam.MapWidth]));
        }

        void Image(string name, PixelImage image) =>
            Npy(name, path => ArrayFile.WriteNpy(path, image.Pixels, [image.Height, image.Width, image.Channels]));

        void Npy(string name, Action<string> write)
        {
            write(Path.Combine(folder, "arrays", name + ".npy"));
            files.Add($"arrays/{name}.npy");
        }

        void Text(string name, string text)
        {
            AtomicFile.WriteText(Path.Combine(folder, "arrays", name), text);
            files.Add($"arrays/{name}");
        }
    }

    private static string CurvesCsv(RunReport run)
    {
        var csv = new StringBuilder("epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,learning_rate,seconds\n");
        foreach (EpochRow e in run.Epochs)
            csv.Append(CultureInfo.InvariantCulture,
                $"{e.Epoch},{e.TrainLoss:R},{e.TrainAccuracy:R},{e.ValidationLoss:R},{e.ValidationAccuracy:R},{e.LearningRate:R},{e.Seconds:R}\n");
        return csv.ToString();
    }

    // Node names may hold anything a user types; file names keep letters, digits, dot, dash and underscore.
    private static string FileName(string node) =>
        string.Concat(node.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')).TrimStart('.') is { Length: > 0 } name ? name : "_";
}
