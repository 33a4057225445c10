namespace Fovea.Data.Tests;

/// <summary>Counts bytes of the whole process, so it runs alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Steady_state_allocates_nothing(int channels)
    {
        using ImageDataset set = SampleData.Open(train: false);
        var format = new InputFormat(Shape.Image(28, 28, channels), new Preprocessing(ResizeRule.Exact, [.. Enumerable.Repeat(0.286f, channels)], [.. Enumerable.Repeat(0.353f, channels)]));
        var augmentation = new Augmentation { HorizontalFlip = true, CropPadding = 2, RotationDegrees = 5, CutoutSize = 4, Brightness = 0.1f, Contrast = 0.1f };
        using var loader = new BatchLoader(set, format, new LoaderOptions { BatchSize = 64, Shuffle = true, Augmentation = augmentation });
        for (int i = 0; i < 64; i++) Assert.True(loader.TryNext(out _));
        long before = GC.GetTotalAllocatedBytes(true);
        for (int i = 0; i < 256; i++) Assert.True(loader.TryNext(out _));
        long perBatch = (GC.GetTotalAllocatedBytes(true) - before) / 256;
        Assert.True(perBatch < 64, $"{perBatch} bytes a batch");
    }
}
