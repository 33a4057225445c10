namespace Fovea.Data.Tests;

public sealed class CsvTests : IDisposable
{
    private readonly TempFolder folder = new();

    public CsvTests()
    {
        for (int i = 0; i < 3; i++) folder.Write($"img/{i}.png", Make.Picture(4, 4, 1, i).ToPng());
    }

    public void Dispose() => folder.Dispose();

    private ImageDataset Open(string text, string? split = null, string name = "list.csv") => DataSets.Open(folder.Write(name, text), split);

    private string Refused(string text) => Assert.Throws<DatasetException>(() => Open(text)).Message.Replace(folder.Path, ".");

    [Theory]
    [InlineData("img/0.png,cat\nimg/1.png,dog\n\nimg/2.png,cat\n")]
    [InlineData("\"img/0.png\", \"cat\"\r\nimg/1.png,dog\r\nimg/2.png,cat")]
    [InlineData("label;note;path\ncat;\"a;b\";img/0.png\ndog;;img/1.png\ncat;x;img/2.png\n")]
    [InlineData("Filename\tClass\nimg/0.png\tcat\nimg/1.png\tdog\nimg/2.png\tcat\n")]
    public void Paths_and_labels_are_found_with_and_without_a_header(string text)
    {
        using ImageDataset set = Open(text);
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([0, 1, 0], set.Labels());
        Assert.Equal(Make.Picture(4, 4, 1, 2).Pixels, set.Read(2).Pixels);
        Assert.Equal(folder["img/2.png"], set.Id(2));
    }

    [Fact]
    public void Split_column_is_used()
    {
        using ImageDataset set = Open("path,label,split\nimg/0.png,cat,train\nimg/1.png,dog,valid\nimg/2.png,dog,train\n", "validation");
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([1], set.Labels());
        Assert.Equal(["train", "validation"], DataSets.Splits(folder["list.csv"]));
    }

    [Fact]
    public void Numbers_sort_as_numbers_and_may_count_from_one()
    {
        using ImageDataset set = Open("img/0.png,10\nimg/1.png,1\nimg/2.png,2\n");
        Assert.Equal(["1", "2", "10"], set.Classes);
        Assert.Equal([2, 0, 1], set.Labels());
    }

    [Fact]
    public void Numbers_index_into_a_file_of_names()
    {
        folder.Write("classes.txt", "cat\ndog\nowl\n");
        using (ImageDataset set = Open("img/0.png,2\nimg/1.png,0\n"))
        {
            Assert.Equal(["cat", "dog", "owl"], set.Classes);
            Assert.Equal([2, 0], set.Labels());
        }
        Assert.Equal("./list.csv: line 2: the label 3 is outside 0 to 2 (3 names in ./classes.txt)\n  help  class numbers count from 0", Refused("img/0.png,2\nimg/1.png,3\n"));
        Assert.Equal("./list.csv: line 1: the label 'cow' is not in ./classes.txt", Refused("img/0.png,cow\n"));
    }

    [Fact]
    public void Bad_lines_are_named()
    {
        Assert.Equal("./list.csv: line 2 has 1 column(s), at least 2 are needed: img/1.png\n  help  write a line an image: path,label", Refused("img/0.png,cat\nimg/1.png\n"));
        Assert.Equal("./list.csv: line 2: the label -1 is negative\n  help  class numbers count from 0", Refused("img/0.png,0\nimg/1.png,-1\n"));
        Assert.Equal("./list.csv: line 2: the label 0.5 is not a whole number\n  help  a classifier's labels are class names or whole numbers", Refused("img/0.png,0\nimg/1.png,0.5\n"));
        Assert.Equal("./list.csv: line 2 has no label: img/1.png,", Refused("img/0.png,cat\nimg/1.png,\n"));
        Assert.Equal("./list.csv: line 1 has a quote that is not closed: \"img/0.png,cat", Refused("\"img/0.png,cat\n"));
        Assert.StartsWith("./list.csv: the header has the columns path, kind, but no column for the label", Refused("path,kind\nimg/0.png,cat\n"));
        Assert.Equal("./list.csv: the CSV is empty\n  help  write a line an image: path,label", Refused("\n \n"));
        Assert.Equal("./list.csv: the CSV has a header but no line with an image", Refused("path,label\n"));
    }

    [Fact]
    public void Missing_image_is_named_when_read()
    {
        using ImageDataset set = Open("img/7.png,cat\nimg/1.png,dog\n");
        Assert.Equal($"{folder["img/7.png"]}: no such file\n  help  check the path", Assert.Throws<ImageException>(() => set.Read(0)).Message);
    }

    [Fact]
    public void Folder_with_one_csv_is_its_data_set()
    {
        folder.Write("only/list.csv", "../img/0.png,cat\n../img/1.png,dog\n");
        using ImageDataset set = DataSets.Open(folder["only"]);
        Assert.Equal(2, set.Count);
    }
}
