namespace Fovea.Report.Tests;

public sealed class ReportWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fovea-report").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Writes_page_pictures_and_arrays_and_lists_them()
    {
        // Set the variable to look at the demonstration with all its images.
        string? wished = Environment.GetEnvironmentVariable("FOVEA_REPORT_DEMO");
        string folder = wished ?? _folder;
        ReportFiles files = ReportWriter.Write(DemoRun.Make(wished is null ? 1 : 6), folder);
        Assert.True(File.Exists(files.Html));
        foreach (string name in new[] { "curves.png", "confusion.png", "mistakes.png", "filters-conv1.png", "maps-1.png", "gradcam.png",
            "arrays/curves.csv", "arrays/confusion.npy", "arrays/maps-1-relu1-before.npy", "arrays/cam-1-map.npy" })
            Assert.Contains(name, files.Files);
        Assert.All(files.Files, name => Assert.True(File.Exists(Path.Combine(folder, name)), name));
    }

    [Fact]
    public void Same_run_gives_the_same_bytes_in_every_file()
    {
        RunReport run = DemoRun.Make(images: 1);
        ReportFiles first = ReportWriter.Write(run, Path.Combine(_folder, "a"));
        ReportFiles second = ReportWriter.Write(run, Path.Combine(_folder, "b"));
        Assert.Equal(first.Files, second.Files);
        foreach (string name in first.Files.Append("report.html"))
            Assert.True(File.ReadAllBytes(Path.Combine(_folder, "a", name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, "b", name))), name);
    }

    [Fact]
    public void Names_of_nodes_cannot_leave_the_folder()
    {
        var run = new RunReport { Title = "x", Filters = [new FilterBank("../../stage1/conv", 1, 1, 1, 1, [1f]), new FilterBank("..", 1, 1, 1, 1, [1f])] };
        ReportFiles files = ReportWriter.Write(run, _folder);
        Assert.Equal(["arrays/filters-_-after.npy", "arrays/filters-_.._stage1_conv-after.npy", "filters-_.._stage1_conv.png", "filters-_.png"],
            files.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Curves_are_written_as_numbers_with_empty_cells_without_validation()
    {
        var run = new RunReport { Title = "x", Epochs = [new EpochRow(1, 0.5, 0.75, null, null, 0.001, 2)] };
        ReportWriter.Write(run, _folder);
        Assert.Equal("epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,learning_rate,seconds\n1,0.5,0.75,,,0.001,2\n",
            File.ReadAllText(Path.Combine(_folder, "arrays", "curves.csv")));
    }
}
