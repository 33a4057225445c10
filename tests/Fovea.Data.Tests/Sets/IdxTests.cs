using System.Buffers.Binary;

namespace Fovea.Data.Tests;

public sealed class IdxTests
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 4 * 3 * 2).Select(i => (byte)(i * 5))];
    private static readonly byte[] Images = Make.Idx([4, 3, 2], Pixels), Labels = Make.Idx([4], [0, 2, 1, 2]);

    private static DatasetException Refused(byte[] images, byte[]? labels = null, string name = "train-images-idx3-ubyte")
    {
        using var folder = new TempFolder();
        folder.Write("d/" + name, images);
        folder.Write("d/" + name.Replace("images", "labels").Replace("idx3", "idx1"), labels ?? Labels);
        var error = Assert.Throws<DatasetException>(() => DataSets.Open(folder["d"]));
        return new DatasetException(error.Subject.Replace(folder.Path, "."), error.Problem.Replace(folder.Path, "."), error.Help);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte", false)]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", true)]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte", false)]
    [InlineData("emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-train-labels-idx1-ubyte.gz", true)]
    public void Pair_is_read_by_its_names(string images, string labels, bool packed)
    {
        using var folder = new TempFolder();
        folder.Write("d/" + images, packed ? Make.Gzip(Images) : Images);
        folder.Write("d/" + labels, packed ? Make.Gzip(Labels) : Labels);
        folder.Write("d/" + images.Replace("train", "t10k"), packed ? Make.Gzip(Images) : Images);
        folder.Write("d/" + labels.Replace("train", "t10k"), packed ? Make.Gzip(Make.Idx([4], [0, 0, 0, 4])) : Make.Idx([4], [0, 0, 0, 4]));
        Assert.Equal(["train", "test"], DataSets.Splits(folder["d"]));
        using ImageDataset set = DataSets.Open(folder["d"]);
        Assert.Equal([0, 2, 1, 2], set.Labels());
        Assert.Equal(["0", "1", "2", "3", "4"], set.Classes);
        Assert.Equal(Pixels[6..12], set.Read(1).Pixels);
        Assert.Equal((3, 2, 1), set.Size(3));
        Assert.Equal("d/train[2]", set.Id(2));
        using ImageDataset test = DataSets.Open(folder["d"], "test");
        Assert.Equal([0, 0, 0, 4], test.Labels());
        using ImageDataset one = DataSets.Open(folder["d/" + images]);
        Assert.Equal(4, one.Count);
    }

    [Fact]
    public void Class_names_come_from_a_file_beside_it()
    {
        using var folder = new TempFolder();
        folder.Write("train-images-idx3-ubyte", Images);
        folder.Write("train-labels-idx1-ubyte", Labels);
        folder.Write("classes.txt", "cat\ndog\r\nowl\n");
        using (ImageDataset set = DataSets.Open(folder.Path)) Assert.Equal(["cat", "dog", "owl"], set.Classes);
        folder.Write("classes.txt", "cat\ndog\n");
        Assert.Contains("image 1 has label 2, but there are 2 classes (0 to 1)", Assert.Throws<DatasetException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Fact]
    public void Wrong_magic_says_what_it_found()
    {
        Assert.Equal("./d/train-images-idx3-ubyte: this is no IDX file: it begins with 0x3C68746D; images begin with 0x00000803, labels with 0x00000801\n  help  check that this is the right file",
            Refused([.. "<html>"u8, .. Images]).Message);
        byte[] little = [.. Images];
        little.AsSpan(0, 4).Reverse();
        Assert.Equal("the bytes are in little-endian order; IDX is big-endian", Refused(little).Help);
        byte[] floats = [.. Images];
        floats[2] = 0x0D;
        Assert.Equal("the IDX file holds values of type 0x0D, only unsigned bytes (0x08) are read", Refused(floats).Problem);
    }

    [Fact]
    public void Wrong_length_says_both_numbers()
    {
        Assert.Equal("the IDX header says 4×3×2, so 40 bytes in all, but the file has 39", Refused(Images[..^1]).Problem);
        Assert.Equal("the IDX header says 4×3×2, so 40 bytes in all, but the file has 41", Refused([.. Images, 0]).Problem);
        Assert.Equal("the IDX header says 4×3×2, so 40 bytes in all, but the gzip data ends after 39", Refused(Make.Gzip(Images[..^1])).Problem);
        Assert.Equal("the IDX header says 4×3×2, so 40 bytes in all, but the gzip data goes on after that", Refused(Make.Gzip([.. Images, 0])).Problem);
        Assert.Equal("the IDX file has only 3 bytes, not even a header", Refused(Images[..3]).Problem);
        Assert.Equal("the IDX file ends inside its header: 3 sizes were announced, 1 are there", Refused(Images[..10]).Problem);
    }

    [Fact]
    public void Counts_that_differ_say_both_numbers()
        => Assert.Equal("4 images, but 5 labels in ./d/train-labels-idx1-ubyte", Refused(Images, Make.Idx([5], new byte[5])).Problem);

    [Fact]
    public void No_images_at_all_is_an_error() => Assert.Equal("the IDX file holds 0 images", Refused(Make.Idx([0, 3, 2], []), Make.Idx([0], [])).Problem);

    [Fact]
    public void Missing_labels_file_is_named()
    {
        using var folder = new TempFolder();
        folder.Write("train-images-idx3-ubyte.gz", Make.Gzip(Images));
        Assert.Equal($"{folder.Path}: the labels of train-images-idx3-ubyte.gz are missing\n  help  put train-labels-idx1-ubyte.gz beside it",
            Assert.Throws<DatasetException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Fact]
    public void Huge_sizes_are_refused_before_anything_is_allocated()
    {
        byte[] huge = Make.Idx([int.MaxValue, 3, 2], []);
        Assert.Equal("the IDX header announces 2147483647×… bytes, the limit is 2,147,483,591", Refused(huge).Problem);
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(4), uint.MaxValue);
        Assert.Equal("the IDX header says size 0 is 4,294,967,295", Refused(huge).Problem);
    }

    [Fact]
    public void Gzip_bomb_is_not_unpacked_beyond_its_header()
    {
        byte[] bomb = Make.Gzip([.. Images, .. new byte[50_000_000]]);
        Assert.True(bomb.Length < 100_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("goes on after that", Assert.Throws<DatasetException>(() => IdxFile.Read(bomb, "bomb.gz")).Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 5_000_000);
    }

    [Fact]
    public void Truncation_anywhere_is_a_clear_error()
    {
        byte[] packed = Make.Gzip(Images);
        for (int i = 0; i < packed.Length; i++)
        {
            try
            {
                // The last bytes are the end mark and a checksum: without them everything may still have arrived.
                Assert.Equal(Pixels, IdxFile.Read(packed[..i], "cut.gz").Data);
                Assert.True(i > packed.Length - 16);
            }
            catch (DatasetException e)
            {
                Assert.StartsWith("cut.gz: ", e.Message);
            }
        }
        for (int i = 0; i < Images.Length; i++) Assert.Throws<DatasetException>(() => IdxFile.Read(Images[..i], "cut"));
    }
}
