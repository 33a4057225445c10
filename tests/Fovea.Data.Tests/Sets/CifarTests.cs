namespace Fovea.Data.Tests;

public sealed class CifarTests
{
    private static byte[] Records(int labelBytes, params int[] labels)
        => [.. labels.SelectMany((l, n) => (byte[])[.. Enumerable.Repeat((byte)77, labelBytes - 1), (byte)l, .. Enumerable.Range(0, 3072).Select(i => (byte)(i / 1024 * 80 + i % 64 + n))])];

    [Fact]
    public void Cifar10_batches_are_joined_in_order_and_planes_become_pixels()
    {
        using var folder = new TempFolder();
        folder.Write("cifar-10-batches-bin/data_batch_1.bin", Records(1, 3, 9));
        folder.Write("cifar-10-batches-bin/data_batch_2.bin", Records(1, 0));
        folder.Write("cifar-10-batches-bin/test_batch.bin", Records(1, 5));
        Assert.Equal(["train", "test"], DataSets.Splits(folder.Path));
        using ImageDataset set = DataSets.Open(folder.Path);
        Assert.Equal([3, 9, 0], set.Labels());
        Assert.Equal("cat", set.Classes[3]);
        Image image = set.Read(1);
        Assert.Equal("32×32×3", image.ToString());
        Assert.Equal((34, 114, 194), (image[1, 1, 0], image[1, 1, 1], image[1, 1, 2]));
        using ImageDataset one = DataSets.Open(folder["cifar-10-batches-bin/test_batch.bin"]);
        Assert.Equal([5], one.Labels());
    }

    [Fact]
    public void Cifar100_takes_the_fine_labels_and_their_names()
    {
        using var folder = new TempFolder();
        folder.Write("train.bin", Records(2, 99, 1));
        folder.Write("test.bin", Records(2, 4));
        folder.Write("fine_label_names.txt", string.Join('\n', Enumerable.Range(0, 100).Select(i => $"thing{i}")) + "\n");
        using ImageDataset set = DataSets.Open(folder.Path);
        Assert.Equal([99, 1], set.Labels());
        Assert.Equal("thing99", set.Classes[99]);
    }

    [Fact]
    public void Wrong_length_says_the_numbers()
    {
        using var folder = new TempFolder();
        string path = folder.Write("data_batch_1.bin", Records(1, 3, 9)[..^100]);
        Assert.Equal($"{path}: 6,046 bytes are no multiple of 3,073 (1 label + 3×32×32 pixels); 2,973 are left over\n  help  copy or download the file again",
            Assert.Throws<DatasetException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Fact]
    public void Label_out_of_range_is_named()
    {
        using var folder = new TempFolder();
        folder.Write("data_batch_1.bin", Records(1, 3, 12));
        Assert.Contains("image 1 has label 12, but there are 10 classes (0 to 9)", Assert.Throws<DatasetException>(() => DataSets.Open(folder.Path)).Message);
    }
}
