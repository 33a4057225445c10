using System.Formats.Tar;
using System.Security.Cryptography;

namespace Fovea.Data.Tests;

public sealed class KnownDataSetsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Downloader downloader = new(TimeSpan.FromSeconds(20));
    private static readonly byte[] Images = Make.Idx([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]), Labels = Make.Idx([2], [0, 1]);

    public void Dispose()
    {
        downloader.Dispose();
        folder.Dispose();
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static KnownFile Packed(string name, byte[] content, string address) => new(name + ".gz", Make.Gzip(content).Length, Sha(Make.Gzip(content)), [address + name + ".gz"], [new(name, content.Length, Sha(content))]);

    private static KnownDataSet Tiny(string address) => new("tiny", "Tiny", 2, "2×2×1", "", "", ["zero", "one"],
        [Packed("train-images-idx3-ubyte", Images, address), Packed("train-labels-idx1-ubyte", Labels, address)]);

    private static TinyServer Server() => new((path, _) => ("200 OK", "", Make.Gzip(path.Contains("images") ? Images : Labels), int.MaxValue));

    private string Get(KnownDataSet set, string? from = null) => KnownDataSets.Get(set, folder["data"], from, downloader, null, default);

    [Fact]
    public void Set_is_fetched_once_and_opens_with_its_class_names()
    {
        using TinyServer server = Server();
        string path = Get(Tiny(server.Address));
        Assert.Equal(path, Get(Tiny(server.Address)));
        Assert.Equal(2, server.Requests.Count);
        using ImageDataset set = DataSets.Open(path);
        Assert.Equal(["zero", "one"], set.Classes);
        Assert.Equal([5, 6, 7, 8], set.Read(1).Pixels);
    }

    [Theory]
    [InlineData("published")]
    [InlineData("packed again")]
    [InlineData("unpacked")]
    [InlineData("unpacked with a dot")]
    [InlineData("in a subfolder")]
    public void Files_from_a_folder_are_taken_without_a_network(string how)
    {
        foreach (var (name, content) in (ReadOnlySpan<(string, byte[])>)[("train-images-idx3-ubyte", Images), ("train-labels-idx1-ubyte", Labels)])
        {
            byte[] packed = Make.Gzip(content);
            byte[] again = [.. packed];
            again[4] = 99; // The time stamp in the gzip header.
            _ = how switch
            {
                "published" => folder.Write($"from/{name}.gz", packed),
                "packed again" => folder.Write($"from/{name}.gz", again),
                "unpacked" => folder.Write($"from/{name}", content),
                "unpacked with a dot" => folder.Write($"from/{name.Replace("-idx", ".idx")}", content),
                _ => folder.Write($"from/raw/{name}.gz", packed),
            };
        }
        string path = Get(Tiny("http://127.0.0.1:1/"), folder["from"]);
        Assert.Equal(path, Get(Tiny("http://127.0.0.1:1/")));
        using ImageDataset set = DataSets.Open(path);
        Assert.Equal([1, 2, 3, 4], set.Read(0).Pixels);
    }

    [Fact]
    public void Wrong_or_missing_file_in_the_folder_says_what_was_expected()
    {
        Directory.CreateDirectory(folder["from/x"]);
        Assert.Equal($"{folder["from"]}: train-images-idx3-ubyte.gz is not here\n  help  put train-images-idx3-ubyte.gz or train-images-idx3-ubyte into this folder; they come from http://a/train-images-idx3-ubyte.gz",
            Assert.Throws<DatasetException>(() => Get(Tiny("http://a/"), folder["from"])).Message);
        string wrong = folder.Write("from/train-images-idx3-ubyte", [1, 2, 3]);
        KnownFile file = Tiny("http://a/").Files[0];
        Assert.Equal($"{wrong}: this is not the published file: 3 bytes with SHA-256 {Sha([1, 2, 3])}; expected are {file.Bytes:N0} bytes with {file.Sha256}\n  help  take it from http://a/train-images-idx3-ubyte.gz",
            Assert.Throws<DatasetException>(() => Get(Tiny("http://a/"), folder["from"])).Message);
        Assert.Contains("no such folder", Assert.Throws<DatasetException>(() => Get(Tiny("http://a/"), folder["nowhere"])).Message);
    }

    [Fact]
    public void Archive_is_unpacked_flat_and_verified()
    {
        byte[] batch = [.. Enumerable.Range(0, 3073).Select(i => (byte)(i == 0 ? 1 : i))];
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
            foreach (var (name, content) in (ReadOnlySpan<(string, byte[])>)[("dir/data_batch_1.bin", batch), ("dir/batches.meta.txt", "a\nb\n"u8.ToArray()), ("dir/../../evil.txt", [1]), ("dir/other.bin", [2])])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        byte[] archive = Make.Gzip(stream.ToArray());
        using TinyServer server = TinyServer.File(archive);
        var set = new KnownDataSet("c", "C", 1, "32×32×3", "", "", ["a", "b"], [new("c.tar.gz", archive.Length, Sha(archive), [server.Address], [new("data_batch_1.bin", batch.Length, Sha(batch))])]);
        string path = Get(set);
        Assert.Equal(["batches.meta.txt", "classes.txt", "data_batch_1.bin"], Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order());
        Get(set);
        Assert.Single(server.Requests);
        using ImageDataset opened = DataSets.Open(path);
        Assert.Equal([1], opened.Labels());
    }

    [Fact]
    public void Sample_needs_no_network()
    {
        string path = KnownDataSets.Get("sample", folder["data"]);
        using ImageDataset set = DataSets.Open(path, "test");
        Assert.Equal(2000, set.Count);
        Assert.Equal("Bag", set.Classes[8]);
    }

    [Fact]
    public void Names_are_forgiving_and_unknown_ones_are_answered()
    {
        Assert.Equal("fashion-mnist", KnownDataSets.Find("FashionMNIST").Name);
        Assert.Equal("cifar10", KnownDataSets.Find("cifar-10").Name);
        Assert.Equal("imagenet: no known data set has this name; there are: mnist, fashion-mnist, cifar10, cifar100, fashion-mnist-sample\n  help  to use your own images, give the path of their folder",
            Assert.Throws<DatasetException>(() => KnownDataSets.Find("imagenet")).Message);
        Assert.EndsWith("did you mean cifar10?", Assert.Throws<DatasetException>(() => KnownDataSets.Find("cifar")).Message);
    }

    [Fact]
    public void List_is_complete_and_well_formed()
    {
        foreach (KnownDataSet set in KnownDataSets.All)
        {
            Assert.NotEmpty(set.Terms);
            foreach (KnownFile file in set.Files)
            {
                Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
                Assert.NotEmpty(file.Addresses);
                Assert.All(file.Contents, c => Assert.Matches("^[0-9a-f]{64}$", c.Sha256));
            }
        }
        Assert.Equal(100, KnownDataSets.Find("cifar100").Classes.Length);
        Assert.Equal(100, KnownDataSets.Find("cifar100").Classes.Distinct().Count());
    }
}
