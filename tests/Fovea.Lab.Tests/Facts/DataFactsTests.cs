using Fovea.Analysis;
using Fovea.Data;

namespace Fovea.Lab.Tests;

/// <summary>What is said about the images.</summary>
public sealed class DataFactsTests
{
    [Fact]
    public void Clean_images_are_counted_and_nothing_else_is_found()
    {
        DataFacts facts = Measure(Small.Data());
        Assert.Equal(["train", "validation"], facts.Splits.Select(s => s.Name));
        Assert.Equal([100, 100, 100, 100], facts.Training.PerClass);
        Assert.Equal((400, 0), (facts.Training.Examined, facts.Training.Constant));
        Assert.Empty(facts.Shared);
        Assert.Equal(0, facts.Conflicts);
        Assert.Equal(0, facts.Scale!.SeenMean(0), 3);
        Assert.Equal(1, facts.Scale.SeenStd(0), 3);
    }

    [Fact]
    public void Copies_across_splits_are_counted_once_for_each_later_image()
    {
        ImageDataset train = Small.Images(100, 1), held = Small.Images(40, 2, "held");
        using var both = Small.Joined(held, train, take: 6);
        SharedImages shared = Assert.Single(Measure(new LabData(train, both)).Shared);
        Assert.Equal(("train", "validation", 6, 46), (shared.First, shared.Second, shared.Count, shared.Of));
        Assert.Equal("small[0] = joined[40]", shared.Example);
    }

    [Fact]
    public void A_copy_with_another_label_is_a_conflict()
    {
        ImageDataset train = Small.Images(40, 1);
        using var twins = Small.Joined(train, train, take: 2, label: l => (l + 1) % 4);
        DataFacts facts = Measure(new LabData(twins));
        Assert.Equal(4, facts.Conflicts);
        Assert.Equal("joined[0] (across), joined[40] (down)", facts.ConflictExample);
    }

    [Fact]
    public void Images_without_contrast_are_named()
    {
        ImageDataset train = Small.Images(40, 1, change: (n, pixels) => Array.Fill(pixels, n is 7 or 9 ? (byte)90 : pixels[0], 0, n is 7 or 9 ? pixels.Length : 0));
        SplitFacts split = Measure(new LabData(train)).Training;
        Assert.Equal((2, "small[7]"), (split.Constant, split.ConstantExample));
    }

    [Fact]
    public void Sorted_labels_are_told_from_mixed_ones_even_when_a_batch_cannot_hold_all_classes()
    {
        int[] sorted = [.. Enumerable.Range(0, 1000).Select(i => i / 10)], mixed = [.. Enumerable.Range(0, 1000).Select(i => i * 37 % 100)];
        Assert.Equal(0, MixingFacts.Of(sorted, 5).Share, 9);
        Assert.InRange(MixingFacts.Of(mixed, 5).Share, 0.95, 1.05);
    }

    private static DataFacts Measure(LabData data)
    {
        using Model model = Small.Model();
        return Lab.Facts.Measure(model, data, new FactsOptions { Threads = 1, Steps = 0, Images = 64 }).Data!;
    }
}
