using Fovea.Data;

namespace Fovea.Training.Tests;

/// <summary>Files that cannot be read are found before training, named, and left out only when that is wished.</summary>
public sealed class BadImagesTests
{
    [Fact]
    public void A_broken_file_is_an_error_or_left_out_with_a_note()
    {
        using var folder = new TempFolder();
        Write(folder["pets"]);
        string broken = folder["pets/dog/3.png"];
        File.WriteAllBytes(broken, File.ReadAllBytes(broken)[..60]);
        using ImageDataset set = DataSets.Open(folder["pets"]);
        using Model model = Small.Model("12x12x1 | flatten | dense 2");
        TrainOptions options = Small.Options with { Epochs = 1, BatchSize = 4 };

        string text = Assert.Throws<DatasetException>(() => { model.Train(set, options); }).Message;
        Assert.Contains("1 of 12 images cannot be used", text);
        Assert.Contains("3.png", text);
        TrainingRun run = model.Train(set, options with { SkipBad = true });
        Assert.Equal(3, run.Steps);
        Assert.StartsWith("left out: 1 of 12 images cannot be used", run.Notes[0]);
        Evaluation test = model.Evaluate(set, new EvaluateOptions { SkipBad = true });
        Assert.Equal(11, test.Count);
        int missing = Enumerable.Range(0, 12).Single(i => set.Id(i) == broken);
        Assert.Equal(Enumerable.Range(0, 12).Where(i => i != missing), test.Indices);
        Assert.Equal(test.Indices.Select(set.Label), test.Labels);
    }

    [Fact]
    public void Data_may_move_but_not_change()
    {
        using var folder = new TempFolder();
        Write(folder["a"]);
        Write(folder["b"]);
        using ImageDataset a = DataSets.Open(folder["a"]), b = DataSets.Open(folder["b"]);
        Assert.Null(DataFingerprint.Of(a).DifferenceTo(DataFingerprint.Of(b)));
        File.Move(folder["b/cat/0.png"], folder["b/cat/9.png"]);
        using ImageDataset renamed = DataSets.Open(folder["b"]);
        Assert.Equal("its images have other names, another order or other labels", DataFingerprint.Of(a).DifferenceTo(DataFingerprint.Of(renamed)));
        File.Move(folder["b/cat/9.png"], folder["b/dog/9.png"]);
        using ImageDataset moved = DataSets.Open(folder["b"]);
        Assert.Equal("it had 6 images of class cat, this one has 5", DataFingerprint.Of(a).DifferenceTo(DataFingerprint.Of(moved)));
    }

    private static void Write(string folder)
    {
        using ImageDataset images = Small.Images(12);
        for (int i = 0; i < 12; i++)
        {
            string path = Path.Combine(folder, i % 2 == 0 ? "cat" : "dog", $"{i / 2}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            images.Read(i).SavePng(path);
        }
    }
}
