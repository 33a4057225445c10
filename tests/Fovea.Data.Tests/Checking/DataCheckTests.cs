namespace Fovea.Data.Tests;

public sealed class DataCheckTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private ImageDataset Pets(int good = 20)
    {
        for (int i = 0; i < good; i++) folder.Write($"pets/{(i % 2 == 0 ? "cat" : "dog")}/{i:000}.png", Make.Picture(6, 5, 3, i).ToPng());
        return DataSets.Open(folder["pets"]);
    }

    private void Damage()
    {
        byte[] png = Make.Picture(6, 5, 3).ToPng(), jpeg = Make.Jpeg(Make.Smooth(64, 64, 3));
        for (int i = 0; i < 12; i++) folder.Write($"pets/cat/cut{i:00}.jpg", jpeg[..(jpeg.Length / 2)]);
        folder.Write("pets/dog/empty.png", "");
        folder.Write("pets/dog/page.jpg", "<html><body>404");
        folder.Write("pets/dog/x.png", [.. png.AsSpan(0, png.Length - 30), 1, 2, 3, .. png.AsSpan(png.Length - 27)]);
    }

    [Theory]
    [InlineData(CheckDepth.Auto)]
    [InlineData(CheckDepth.Quick)]
    [InlineData(CheckDepth.Full)]
    public void Good_set_passes_as_it_is(CheckDepth depth)
    {
        using ImageDataset set = Pets();
        CheckedData result = DataCheck.Run(set, new InputFormat(Shape.Image(6, 5, 3), new Preprocessing(ResizeRule.Exact, [0, 0, 0], [1, 1, 1])), depth: depth);
        Assert.Same(set, result.Set);
        Assert.Equal("all 20 images can be read", result.Report.ToString());
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Bad_images_are_an_error_that_counts_and_names_them()
    {
        Damage();
        using ImageDataset set = Pets();
        string message = Assert.Throws<DatasetException>(() => DataCheck.Run(set)).Message.Replace(folder.Path, ".");
        string[] lines = message.Split('\n');
        Assert.Equal("pets: 15 of 35 images cannot be used", lines[0]);
        Assert.Equal("  12 cut short", lines[1]);
        Assert.Equal(10, lines.Count(l => l.StartsWith("    ./pets/cat/cut")));
        Assert.Contains("    … and 2 more", lines);
        Assert.Contains("    ./pets/dog/empty.png: the file is empty (0 bytes)", lines);
        Assert.Contains("    ./pets/dog/page.jpg: this is an HTML page, not an image that can be read", lines);
        Assert.Equal("  help  mend or remove them, or leave them out with --skip-bad", lines[^1]);
    }

    [Fact]
    public void Bad_images_are_left_out_when_that_is_wished()
    {
        Damage();
        using ImageDataset set = Pets();
        CheckedData result = DataCheck.Run(set, skipBad: true);
        Assert.Equal(20, result.Set.Count);
        Assert.Equal(15, result.Report.Skipped);
        Assert.Equal((ImageFault.Truncated, 12), (result.Report.Groups[0].Fault, result.Report.Groups[0].Count));
        Assert.Contains("42.9 % of the images were left out", result.Warnings);
        for (int i = 0; i < 20; i++) result.Set.Read(i);
    }

    [Fact]
    public void Quick_look_finds_everything_but_damage_in_the_middle()
    {
        Damage();
        using ImageDataset set = Pets();
        CheckedData result = DataCheck.Run(set, skipBad: true, depth: CheckDepth.Quick);
        Assert.Equal(14, result.Report.Skipped);
    }

    [Fact]
    public void One_class_is_refused_unless_wished()
    {
        for (int i = 0; i < 3; i++) folder.Write($"one/cat/{i}.png", Make.Picture(4, 4, 1, i).ToPng());
        using ImageDataset set = DataSets.Open(folder["one"]);
        Assert.Equal("one: all 3 images are of one class, 'cat'; a classifier needs at least two to tell apart\n  help  add a folder for another class",
            Assert.Throws<DatasetException>(() => DataCheck.Run(set)).Message);
        Assert.Equal(3, DataCheck.Run(set, allowOneClass: true).Set.Count);
    }

    [Fact]
    public void Sizes_that_differ_need_a_rule()
    {
        using ImageDataset _ = Pets(4);
        folder.Write("pets/cat/wide.png", Make.Picture(6, 9, 3).ToPng());
        using ImageDataset set = DataSets.Open(folder["pets"]);
        var format = new InputFormat(Shape.Image(6, 5, 3), new Preprocessing(ResizeRule.Exact, [0, 0, 0], [1, 1, 1]));
        Assert.Equal("pets: the model takes 6×5, but 1 of 5 images have another size, the first is ./pets/cat/wide.png; sizes: 6×5 (4), 6×9 (1)"
            + "\n  help  give a resize rule: Stretch, FitCrop (fills, cuts the edges) or FitPad (keeps all, adds black edges); for fovea --resize stretch, crop or pad",
            Assert.Throws<DatasetException>(() => DataCheck.Run(set, format)).Message.Replace(folder.Path, "."));
        DataCheck.Run(set, format with { Preprocessing = format.Preprocessing with { Resize = ResizeRule.FitPad } });
    }

    [Fact]
    public void Nothing_left_is_an_error()
    {
        folder.Write("none/a/1.png", "");
        folder.Write("none/b/1.png", "");
        using ImageDataset set = DataSets.Open(folder["none"]);
        Assert.EndsWith("help  no image is left", Assert.Throws<DatasetException>(() => DataCheck.Run(set, skipBad: true)).Message);
        Assert.Contains("there are 0 images", Assert.Throws<DatasetException>(() => DataCheck.Run(set.Take(0))).Message);
    }

    [Fact]
    public void Uneven_and_empty_classes_are_warned_of()
    {
        int[] labels = [.. Enumerable.Repeat(0, 50), 1];
        using var set = new ArrayDataset("s", 1, 1, 1, new byte[51], labels, ["a", "b", "c"]);
        Assert.Equal(["1 of 3 classes have no image: c", "classes are uneven: 'a' has 50 images, 'b' 1", "1 classes have one image only: none of them can be both trained on and tested"],
            DataCheck.Run(set).Warnings);
    }

    [Fact]
    public void Unreadable_file_is_reported()
    {
        using ImageDataset set = Pets(4);
        File.Delete(folder["pets/cat/000.png"]);
        CheckedData result = DataCheck.Run(set, skipBad: true);
        Assert.Equal((ImageFault.Unreadable, 1), (result.Report.Groups[0].Fault, result.Report.Groups[0].Count));
    }

    [Fact]
    public void Cancelled_check_stops()
    {
        using ImageDataset set = Pets(4);
        Assert.ThrowsAny<OperationCanceledException>(() => DataCheck.Run(set, cancel: new CancellationToken(true)));
    }

    [Fact]
    public void Statistics_are_those_of_the_pixels_whatever_the_threads()
    {
        using var set = new ArrayDataset("s", 1, 2, 1, [0, 255, 0, 255], [0, 1], ["a", "b"]);
        ChannelStatistics grey = ChannelStatistics.Measure(set, 1);
        Assert.Equal([0.5f], grey.Mean);
        Assert.Equal([0.5f], grey.Std);
        ChannelStatistics sample = ChannelStatistics.Measure(SampleData.Open(true), 1);
        Assert.Equal(0.286f, sample.Mean[0], 0.002f);
        Assert.Equal(0.353f, sample.Std[0], 0.002f);
        folder.Write("bad/a/1.png", "");
        using ImageDataset bad = DataSets.Open(folder["bad"]);
        Assert.Throws<ImageException>(() => ChannelStatistics.Measure(bad, 3));
    }
}
