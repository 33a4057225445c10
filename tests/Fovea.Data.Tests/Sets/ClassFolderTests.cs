using System.Formats.Tar;
using System.IO.Compression;

namespace Fovea.Data.Tests;

public sealed class ClassFolderTests
{
    private static readonly (string Name, int Seed)[] Pets =
        [("train/cat/1.png", 1), ("train/cat/2.png", 2), ("train/dog/1.png", 3), ("train/dog/deep/2.png", 4), ("val/cat/9.png", 5), ("test/dog/8.png", 6)];

    private static Dictionary<string, byte[]> Files(string prefix = "")
    {
        var files = Pets.ToDictionary(p => prefix + p.Name, p => Make.Picture(6, 5, 3, p.Seed).ToPng());
        files[prefix + "train/cat/notes.txt"] = [65];
        files[prefix + "train/.DS_Store"] = [65];
        files["__MACOSX/train/cat/._1.png"] = [65];
        return files;
    }

    private static string Store(TempFolder folder, string kind, Dictionary<string, byte[]> files)
    {
        string path = folder["pets" + (kind == "folder" ? "" : "." + kind)];
        switch (kind)
        {
            case "folder":
                foreach (var (name, bytes) in files) folder.Write("pets/" + name, bytes);
                break;
            case "zip":
                using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
                    foreach (var (name, bytes) in files)
                    {
                        using Stream s = zip.CreateEntry(name).Open();
                        s.Write(bytes);
                    }
                break;
            default:
                using (FileStream file = File.Create(path))
                using (Stream outer = kind == "tar" ? file : new GZipStream(file, CompressionLevel.Fastest))
                using (var tar = new TarWriter(outer, TarEntryFormat.Ustar))
                    foreach (var (name, bytes) in files)
                        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
                break;
        }
        return path;
    }

    [Theory]
    [InlineData("folder", "")]
    [InlineData("zip", "")]
    [InlineData("tar", "")]
    [InlineData("tar.gz", "")]
    [InlineData("zip", "wrapped/twice/")]
    [InlineData("tar.gz", "./wrapped/")]
    public void Splits_and_classes_are_found_in_every_container(string kind, string prefix)
    {
        using var folder = new TempFolder();
        string path = Store(folder, kind, Files(prefix));
        Assert.Equal(["train", "validation", "test"], DataSets.Splits(path));
        using ImageDataset train = DataSets.Open(path);
        Assert.Equal("pets/train", train.Name);
        Assert.Equal($"{kind} with a folder per class, {path}, split train", train.Source);
        Assert.Equal(["cat", "dog"], train.Classes);
        Assert.Equal([0, 0, 1, 1], train.Labels());
        Assert.Equal(Make.Picture(6, 5, 3, 4).Pixels, train.Read(3).Pixels);
        Assert.EndsWith("train/dog/deep/2.png", train.Id(3));
        Assert.Equal((6, 5, 3), train.Size(0));
        Assert.Equal(["1 files that are no images are not used"], train.Notes);

        using ImageDataset validation = DataSets.Open(path, "val");
        Assert.Equal([0], validation.Labels());
        Assert.Contains("no images in this split for: dog", validation.Notes);
        using ImageDataset test = DataSets.Open(path, "test");
        Assert.Equal([1], test.Labels());
        Assert.Equal(Make.Picture(6, 5, 3, 6).Pixels, test.Read(0).Pixels);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void Reading_is_thread_safe(string kind)
    {
        using var folder = new TempFolder();
        string path = Store(folder, kind, Enumerable.Range(0, 40).ToDictionary(i => $"{(i % 2 == 0 ? "a" : "b")}/{i:00}.png", i => Make.Picture(9, 8, 1, i).ToPng()));
        using ImageDataset set = DataSets.Open(path);
        Assert.Equal("all", DataSets.Splits(path)[0]);
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, k =>
        {
            int i = k % 40, number = int.Parse(Path.GetFileNameWithoutExtension(set.Id(i)));
            Assert.Equal(Make.Picture(9, 8, 1, number).Pixels, set.Read(i).Pixels);
            Assert.Equal(number % 2, set.Label(i));
        });
    }

    [Fact]
    public void Missing_split_lists_those_there_are()
    {
        using var folder = new TempFolder();
        string path = Store(folder, "folder", new() { ["cat/1.png"] = [1], ["dog/1.png"] = [1] });
        Assert.Equal($"{path}: there is no split 'validation' in this folder with a folder per class; it has: all\n  help  cut one from the training images: train.Split(0.1, seed)",
            Assert.Throws<DatasetException>(() => DataSets.Open(path, "validation")).Message);
        Assert.Contains("'holdout'", Assert.Throws<DatasetException>(() => DataSets.Open(path, "holdout")).Message);
    }

    [Fact]
    public void Class_folders_that_differ_in_case_only_are_refused()
    {
        using var folder = new TempFolder();
        string path = Store(folder, "zip", new() { ["Cat/1.png"] = [1], ["cat/1.png"] = [1], ["dog/1.png"] = [1] });
        Assert.Equal($"{path}: the class folders 'Cat' and 'cat' differ in case only\n  help  rename or merge them: one class is one folder",
            Assert.Throws<DatasetException>(() => DataSets.Open(path)).Message);
    }

    [Fact]
    public void Nothing_usable_says_what_lies_there_and_what_should()
    {
        using var folder = new TempFolder();
        const string Help = "\n  help  put the images of each class into a folder named like the class: pets/cat/1.jpg, pets/dog/2.jpg";
        string Message(string path) => Assert.Throws<DatasetException>(() => DataSets.Open(path)).Message;
        Directory.CreateDirectory(folder["empty/x"]);
        Assert.Equal($"{folder["empty"]}: the folder is empty{Help}", Message(folder["empty"]));
        folder.Write("texts/a.txt", "hello");
        Assert.Equal($"{folder["texts"]}: no images among 1 files (the first is a.txt){Help}", Message(folder["texts"]));
        folder.Write("loose/1.png", [1]);
        folder.Write("loose/2.png", [1]);
        Assert.Equal($"{folder["loose"]}: 2 images lie here, but in no class folder{Help}", Message(folder["loose"]));
        Assert.Equal($"{folder["nowhere"]}: no such file or folder", Message(folder["nowhere"]));
        Assert.Equal($"{folder["Texts"]}: no such file or folder\n  help  did you mean {folder["texts"]}?", Message(folder["Texts"]));
        Assert.StartsWith($"{folder.Write("a.pdf", "%PDF-1.4")}: this is a PDF, not a data set\n  help  give a folder with a subfolder per class", Message(folder["a.pdf"]));
    }

    [Fact]
    public void Entries_that_leave_the_archive_are_ignored()
    {
        using var folder = new TempFolder();
        byte[] png = Make.Picture(3, 3, 1).ToPng();
        var files = new Dictionary<string, byte[]>
        {
            ["a/1.png"] = png,
            ["b/1.png"] = png,
            ["../evil/1.png"] = png,
            ["a/../../evil.png"] = png,
            ["/etc/evil/1.png"] = png,
            ["..\\evil\\2.png"] = png,
            ["C:/evil/1.png"] = png,
        };
        foreach (string kind in (string[])["zip", "tar", "tar.gz"])
        {
            using ImageDataset set = DataSets.Open(Store(folder, kind, files));
            Assert.Equal(["a", "b"], set.Classes);
            Assert.DoesNotContain(Enumerable.Range(0, set.Count), i => set.Id(i).Contains("evil"));
            Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.png", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public void Links_in_a_tar_are_not_followed()
    {
        using var folder = new TempFolder();
        string path = folder["links.tar"];
        using (var tar = new TarWriter(File.Create(path)))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "a/1.png") { DataStream = new MemoryStream(Make.Picture(3, 3, 1).ToPng()) });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "b/1.png") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "b/2.png") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "b/3.png"));
        }
        using ImageDataset set = DataSets.Open(path);
        Assert.Equal(["a"], set.Classes);
        Assert.Equal(1, set.Count);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void Truncated_archive_is_an_error_or_a_smaller_set_but_never_a_crash(string kind)
    {
        using var folder = new TempFolder();
        byte[] whole = File.ReadAllBytes(Store(folder, kind, Files()));
        for (int percent = 0; percent < 100; percent += 5)
        {
            string path = folder.Write("cut." + kind, whole[..(whole.Length * percent / 100)]);
            try
            {
                using ImageDataset set = DataSets.Open(path, DataSets.Splits(path)[0]);
                for (int i = 0; i < set.Count; i++) set.Read(i);
            }
            catch (DataException e)
            {
                Assert.StartsWith(folder.Path, e.Message);
            }
        }
    }

    [Fact]
    public void Split_is_stratified_seeded_and_complete()
    {
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i < 150 ? 0 : i < 199 ? 1 : 2)];
        using var set = new ArrayDataset("s", 1, 1, 1, new byte[200], labels, ["a", "b", "c"]);
        var (first, second) = set.Split(0.2, 7);
        Assert.Equal([30, 10, 0], Enumerable.Range(0, 3).Select(c => second.Labels().Count(l => l == c)));
        Assert.Equal(200, first.Count + second.Count);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"s[{i}]").Order(), Ids(first).Concat(Ids(second)).Order());
        Assert.Equal(Ids(second), Ids(set.Split(0.2, 7).Second));
        Assert.NotEqual(Ids(second), Ids(set.Split(0.2, 8).Second));
        Assert.Equal(["s[5]", "s[3]"], Ids(set.Subset([9, 5, 3]).Subset([1, 2])));
        Assert.Equal(3, set.Take(3).Count);
        Assert.Equal(200, set.Take(999).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Subset([200]));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Split(1));

        static string[] Ids(ImageDataset s) => [.. Enumerable.Range(0, s.Count).Select(s.Id)];
    }
}
