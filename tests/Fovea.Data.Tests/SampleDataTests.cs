namespace Fovea.Data.Tests;

public sealed class SampleDataTests
{
    [Theory]
    [InlineData(true, 10_000)]
    [InlineData(false, 2_000)]
    public void Sample_is_beside_the_program(bool train, int count)
    {
        using ImageDataset set = SampleData.Open(train);
        Assert.Equal(count, set.Count);
        Assert.Equal(SampleData.ClassNames, set.Classes);
        Assert.Equal((28, 28, 1), set.Size(0));
        Assert.True(set.Labels().GroupBy(l => l).All(g => g.Count() > count / 12));
    }

    [Fact]
    public void First_image_is_the_ankle_boot_that_everyone_knows()
    {
        using ImageDataset set = SampleData.Open(train: true);
        Assert.Equal("Ankle boot", set.Classes[set.Label(0)]);
        Image boot = set.Read(0);
        Assert.Equal(0, boot[0, 0]);
        Assert.Equal(76_247, boot.Pixels.Sum(p => p));
    }

    [Fact]
    public void Licence_travels_with_the_images() => Assert.Contains("Zalando", File.ReadAllText(Path.Combine(SampleData.Folder, "LICENSE")));
}
