using Fovea.Data;

namespace Fovea.Lab.Tests;

/// <summary>Shuffled labels keep their numbers and lose what they said.</summary>
public sealed class ShuffleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_class_gets_all_labels_alike(int seed)
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i * 7 % 10)], shuffled = Relabelled.Shuffle(labels, (ulong)seed);
        Assert.Equal(labels.Order(), shuffled.Order());
        foreach (IGrouping<int, int> old in Enumerable.Range(0, 1000).GroupBy(i => labels[i]))
            foreach (IGrouping<int, int> given in old.GroupBy(i => shuffled[i]))
                Assert.InRange(given.Count(), 8, 12);
        Assert.NotEqual(shuffled, Relabelled.Shuffle(labels, (ulong)seed + 1));
        Assert.Equal(shuffled, Relabelled.Shuffle(labels, (ulong)seed));
    }

    [Fact]
    public void Uneven_classes_keep_their_numbers()
    {
        int[] labels = [.. Enumerable.Range(0, 300).Select(i => i < 200 ? 0 : i < 290 ? 1 : 2)], shuffled = Relabelled.Shuffle(labels, 4);
        Assert.Equal(labels.Order(), shuffled.Order());
        // Two thirds of the labels are 0, so two thirds of each class's new ones are.
        Assert.InRange(Enumerable.Range(200, 90).Count(i => shuffled[i] == 0), 56, 64);
    }

    [Fact]
    public void Images_are_brought_to_the_size_of_the_network()
    {
        using Model model = Model.Parse("6x6x3 | flatten | dense 4").With(Preprocessing.Default with { Resize = ResizeRule.Stretch });
        ImageDataset set = Relabelled.Shuffled(Small.Images(40, 1), InputFormat.Of(model), 20, 1, CancellationToken.None);
        Assert.Equal((20, (6, 6, 3)), (set.Count, set.Size(0)));
    }
}
