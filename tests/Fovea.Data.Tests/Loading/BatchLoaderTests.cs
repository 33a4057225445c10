namespace Fovea.Data.Tests;

public sealed class BatchLoaderTests
{
    private static readonly InputFormat Format = new InputFormat(Shape.Image(6, 5, 1), new Preprocessing(ResizeRule.Exact, [0.5f], [0.25f]));

    private static ArrayDataset Numbered(int count, int height = 6, int width = 5, int channels = 1)
    {
        var pixels = new byte[count * height * width * channels];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 37 + i / 256);
        return new ArrayDataset("numbered", height, width, channels, pixels, [.. Enumerable.Range(0, count).Select(i => i % 3)], ["a", "b", "c"]);
    }

    private static List<(int Epoch, int Index, int[] Indices, float[] Pixels)> Collect(ImageDataset set, LoaderOptions options, int batches = int.MaxValue, InputFormat? format = null)
    {
        var all = new List<(int, int, int[], float[])>();
        using var loader = new BatchLoader(set, format ?? Format, options);
        while (all.Count < batches && loader.TryNext(out Batch? b)) all.Add((b.Epoch, b.Index, b.Indices[..b.Count], b.Pixels.ToArray()));
        return all;
    }

    [Fact]
    public void Values_are_normalised_pixels_in_order()
    {
        using ArrayDataset set = Numbered(10);
        var batches = Collect(set, new LoaderOptions { BatchSize = 4, EndEpoch = 1 });
        Assert.Equal([4, 4, 2], batches.Select(b => b.Indices.Length));
        Assert.Equal(Enumerable.Range(0, 10), batches.SelectMany(b => b.Indices));
        float[] expected = [.. Enumerable.Range(0, 10).SelectMany(i => set.Read(i).Pixels).Select(p => (p / 255f - 0.5f) / 0.25f)];
        Assert.Equal(expected, batches.SelectMany(b => b.Pixels));
    }

    [Fact]
    public void Every_image_comes_once_an_epoch_in_an_order_that_changes()
    {
        using ArrayDataset set = Numbered(101);
        var batches = Collect(set, new LoaderOptions { BatchSize = 8, Shuffle = true, Seed = 3, EndEpoch = 3 });
        int[][] epochs = [.. batches.GroupBy(b => b.Epoch).Select(g => g.SelectMany(b => b.Indices).ToArray())];
        Assert.Equal(3, epochs.Length);
        Assert.All(epochs, e => Assert.Equal(Enumerable.Range(0, 101), e.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.NotEqual(Enumerable.Range(0, 101), epochs[0]);
    }

    [Fact]
    public void Last_partial_batch_can_be_left_out()
    {
        using ArrayDataset set = Numbered(10);
        Assert.Equal([4, 4], Collect(set, new LoaderOptions { BatchSize = 4, EndEpoch = 1, DropLast = true }).Select(b => b.Indices.Length));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 2)]
    public void Threads_and_ring_size_change_nothing(int threads, int ahead)
    {
        using ArrayDataset set = Numbered(53);
        var options = new LoaderOptions
        {
            BatchSize = 7,
            Shuffle = true,
            Seed = 9,
            EndEpoch = 3,
            Augmentation = new() { HorizontalFlip = true, CropPadding = 1, RotationDegrees = 10, CutoutSize = 2, Brightness = 0.1f, Contrast = 0.2f },
        };
        var one = Collect(set, options);
        var many = Collect(set, options with { Threads = threads, Ahead = ahead });
        Assert.Equal(one.Count, many.Count);
        for (int i = 0; i < one.Count; i++)
        {
            Assert.Equal(one[i].Indices, many[i].Indices);
            Assert.Equal(one[i].Pixels, many[i].Pixels);
        }
    }

    [Fact]
    public void Run_resumes_at_every_batch_with_the_same_bits()
    {
        using ArrayDataset set = Numbered(29);
        var options = new LoaderOptions { BatchSize = 8, Shuffle = true, Seed = 5, EndEpoch = 3, Augmentation = new() { HorizontalFlip = true, CropPadding = 2 } };
        var whole = Collect(set, options);
        for (int start = 0; start <= whole.Count; start++)
        {
            var rest = Collect(set, options with { StartEpoch = start / 4, StartBatch = start % 4 });
            Assert.Equal(whole.Skip(start).SelectMany(b => b.Pixels), rest.SelectMany(b => b.Pixels));
        }
    }

    [Fact]
    public void Broken_image_is_named_when_its_batch_is_asked_for()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 6; i++) folder.Write($"{(i < 3 ? "a" : "b")}/{i}.png", i == 4 ? [1, 2, 3] : Make.Picture(6, 5, 1, i).ToPng());
        using ImageDataset set = DataSets.Open(folder.Path);
        using var loader = new BatchLoader(set, Format, new LoaderOptions { BatchSize = 2, EndEpoch = 1 });
        Assert.True(loader.TryNext(out _));
        Assert.True(loader.TryNext(out _));
        var error = Assert.Throws<ImageException>(() => loader.TryNext(out _));
        Assert.StartsWith(Path.Combine(folder.Path, "b/4.png") + ": this is ", error.Message);
    }

    [Fact]
    public void Encoded_images_are_decoded_once_when_they_fit()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 6; i++) folder.Write($"{(i < 3 ? "a" : "b")}/{i}.png", Make.Picture(6, 5, 1, i).ToPng());
        using ImageDataset set = DataSets.Open(folder.Path);
        using var loader = new BatchLoader(set, Format, new LoaderOptions { BatchSize = 6, Ahead = 1 });
        Assert.True(loader.IsCached);
        Assert.True(loader.TryNext(out Batch? batch));
        float[] first = batch.Pixels.ToArray();
        for (int i = 0; i < 3; i++) Assert.True(loader.TryNext(out _));
        Directory.Delete(folder["a"], true);
        for (int i = 0; i < 3; i++) Assert.True(loader.TryNext(out batch));
        Assert.Equal(first, batch.Pixels.ToArray());

        using var uncached = new BatchLoader(set, Format, new LoaderOptions { BatchSize = 6, CacheBytes = 10 });
        Assert.False(uncached.IsCached);
        Assert.Throws<ImageException>(() => uncached.TryNext(out _));
    }

    [Fact]
    public void Colour_and_size_are_brought_to_the_models()
    {
        using ArrayDataset set = Numbered(4, 12, 10, 3);
        var format = new InputFormat(Shape.Image(6, 5, 1), new Preprocessing(ResizeRule.Stretch, [0f], [1f]));
        var batch = Collect(set, new LoaderOptions { BatchSize = 4, EndEpoch = 1 }, 1, format)[0];
        float[] expected = [.. Enumerable.Range(0, 4).SelectMany(i => set.Read(i).ToChannels(1).Resize(6, 5, ResizeRule.Stretch).Pixels).Select(p => p / 255f)];
        Assert.Equal(expected, batch.Pixels);
    }

    [Fact]
    public void Other_size_without_a_rule_is_an_error_with_the_numbers()
    {
        using ArrayDataset set = Numbered(4, 12, 10);
        var error = Assert.Throws<ImageException>(() => Collect(set, new LoaderOptions { BatchSize = 4 }, 1));
        Assert.Equal("numbered[0]: the picture is 12×10, the model takes 6×5\n  help  give a resize rule: Stretch, FitCrop (fills, cuts the edges) or FitPad (keeps all, adds black edges); for fovea --resize stretch, crop or pad", error.Message);
        Assert.Equal(ImageFault.WrongSize, error.Fault);
    }

    [Fact]
    public void Cancelled_wait_ends()
    {
        using ArrayDataset set = Numbered(10);
        using var loader = new BatchLoader(set, Format, new LoaderOptions());
        Assert.ThrowsAny<OperationCanceledException>(() => loader.TryNext(out _, new CancellationToken(true)));
    }

    [Fact]
    public void Impossible_options_are_refused_with_the_numbers()
    {
        using ArrayDataset set = Numbered(10);
        Assert.Contains("10 images do not fill one batch of 64", Assert.Throws<DatasetException>(() => new BatchLoader(set, Format, new LoaderOptions { DropLast = true })).Message);
        Assert.Contains("the batch size is 0", Assert.Throws<ArgumentException>(() => new BatchLoader(set, Format, new LoaderOptions { BatchSize = 0 })).Message);
        Assert.Contains("an epoch has 1 batches", Assert.Throws<ArgumentException>(() => new BatchLoader(set, Format, new LoaderOptions { StartBatch = 2 })).Message);
        Assert.Contains("CropPadding 5", Assert.Throws<ArgumentException>(() => new BatchLoader(set, Format, new LoaderOptions { Augmentation = new() { CropPadding = 5 } })).Message);
        Assert.Contains("there are 0 images", Assert.Throws<DatasetException>(() => new BatchLoader(set.Take(0), Format, new LoaderOptions())).Message);
    }
}
