using System.Text.Json;

namespace Fovea.Data.Tests;

public sealed class DataInfoTests
{
    private static TempFolder Pets()
    {
        var folder = new TempFolder();
        folder.Write("pets/train/cat/1.png", new Image(2, 2, 1, [0, 0, 255, 255]).ToPng());
        folder.Write("pets/train/cat/2.png", new Image(2, 2, 1, [0, 0, 255, 255]).ToPng());
        folder.Write("pets/train/dog/3.png", new Image(2, 2, 1, [0, 0, 255, 255]).ToPng());
        folder.Write("pets/train/dog/4.png", new Image(1, 2, 1, [0, 255]).ToPng());
        folder.Write("pets/train/dog/5.png", "");
        folder.Write("pets/test/cat/6.png", new Image(1, 2, 1, [0, 255]).ToPng());
        return folder;
    }

    [Fact]
    public void Page_says_everything_once()
    {
        using TempFolder folder = Pets();
        DataInfo info = DataInfo.Of(folder["pets"]);
        Assert.Equal("""
            ./pets
              folder with a folder per class, ./pets
              2 classes, 6 images
            train  5 images, grey
              sizes  2×2 (3), 1×2 (1)
              mean   0.5000   std  0.5000
              cat         2
              dog         3
              1 of 5 images cannot be used
                1 empty
                  ./pets/train/dog/5.png: the file is empty (0 bytes)
            test  1 images, grey
              sizes  1×2 (1)
              mean   0.5000   std  0.5000
              cat         1
              dog         0
            warning  1 images in train cannot be used
            warning  2 images in train are equal to an earlier one, pixel for pixel
            warning  1 of them have another label than their twin
            warning  no images in this split for: dog
            warning  all images in test are of one class
            warning  1 images are in train and in test: scores on test are too good by them
            """.ReplaceLineEndings("\n"), info.ToString().Replace(folder.Path, "."));
    }

    [Fact]
    public void Json_holds_the_same_numbers()
    {
        using TempFolder folder = Pets();
        using JsonDocument json = JsonDocument.Parse(DataInfo.Of(folder["pets"]).ToJson());
        JsonElement train = json.RootElement.GetProperty("splits")[0];
        Assert.Equal(["cat", "dog"], json.RootElement.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(5, train.GetProperty("count").GetInt32());
        Assert.Equal([2, 3], train.GetProperty("classCounts").EnumerateArray().Select(c => c.GetInt32()));
        Assert.Equal(2, train.GetProperty("sizes")[0].GetProperty("height").GetInt32());
        Assert.Equal((2, 1), (train.GetProperty("duplicates").GetInt32(), train.GetProperty("conflicts").GetInt32()));
        Assert.Equal("Empty", train.GetProperty("bad").GetProperty("groups")[0].GetProperty("fault").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("overlaps")[0].GetProperty("count").GetInt32());
    }

    [Fact]
    public void Sample_has_the_figures_that_everyone_uses()
    {
        DataInfo info = DataInfo.Of(SampleData.Folder);
        Assert.Equal([10_000, 2_000], info.Splits.Select(s => s.Count));
        Assert.Equal(0.286f, info.Splits[0].Mean[0], 0.002f);
        Assert.Equal(0.353f, info.Splits[0].Std[0], 0.002f);
        Assert.Empty(info.Overlaps);
    }
}
