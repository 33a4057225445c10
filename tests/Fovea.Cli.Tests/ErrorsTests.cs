using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary><c>fovea errors</c>: what it prints, writes and answers to scripts.</summary>
public sealed class ErrorsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_part_is_printed()
    {
        Ended ended = Cli.Run("errors", Small.Model(folder), Small.Folder(folder, 24), "--threads", "1");
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.StartsWith("small on pairs, 48 images: accuracy ", ended.Out);
        foreach (string part in new[] { "\nclass ", "\ncalibration   ECE ", "\nlabels ", "\nduplicates ", "\nstrange ", "\nexplanations ", "\nleft out " }) Assert.Contains(part, ended.Out);
    }

    [Fact]
    public void Json_has_the_documented_members_and_the_same_numbers_on_any_number_of_threads()
    {
        string[] line = ["errors", Small.Model(folder), Small.Folder(folder, 24), "--json"];
        JsonElement one = Cli.Run([.. line, "--threads", "1"]).Json, two = Cli.Run([.. line, "--threads", "2"]).Json;
        string[] names = [.. one.EnumerateObject().Select(p => p.Name)];
        Assert.Equal(["name", "on", "count", "accuracy", "classes", "confusion", "perClass", "calibration", "mistakes", "labels", "duplicates", "strange", "clusters", "leftOut", "seconds"], names);
        foreach (string name in names.Where(n => n != "seconds")) Assert.Equal(one.GetProperty(name).GetRawText(), two.GetProperty(name).GetRawText());
    }

    [Fact]
    public void A_folder_takes_page_pictures_and_numbers()
    {
        Ended ended = Cli.Run("errors", Small.Model(folder), Small.Folder(folder, 24), "--ood", Small.Folder(folder, 6, "other"), "--out", folder["out"]);
        Assert.Equal(0, ended.Code);
        Assert.Contains("strange       against other: AUROC ", ended.Out);
        foreach (string file in new[] { "errors.html", "errors.json", "errors-reliability.png", "errors-reliability.svg", "errors-confusion.png" })
        {
            Assert.True(new FileInfo(folder[$"out/{file}"]).Length > 500, file);
            Assert.Contains($"{folder["out"]}/{file}\n", ended.Out);
        }
    }

    [Fact]
    public void Strange_images_of_another_size_are_stretched()
    {
        for (int i = 0; i < 4; i++) folder.Write($"large/any/{i}.png", Small.Picture(i % 2 == 0, i, 20, 13).ToPng());
        Ended ended = Cli.Run("errors", Small.Model(folder), Small.Folder(folder, 24), "--ood", folder["large"]);
        Assert.Equal(0, ended.Code);
        Assert.Contains("strange       against large: AUROC ", ended.Out);
    }

    [Fact]
    public void A_model_in_a_run_folder_gets_its_page_there()
    {
        string data = Small.Folder(folder, 24);
        Assert.Equal(0, Cli.Run("train", Small.Net, data, "--out", folder["run"], "--epochs", "1").Code);
        Assert.Equal(0, Cli.Run("errors", folder["run/weights/best.safetensors"], data).Code);
        Assert.True(File.Exists(folder["run/errors.html"]));
    }

    [Fact]
    public void Folds_train_networks_of_their_own()
    {
        Ended ended = Cli.Run("errors", Small.Model(folder), Small.Folder(folder, 24), "--folds", "2", "--fold-epochs", "3");
        Assert.Equal(0, ended.Code);
        Assert.Contains("each image was answered by one of 2 networks, trained for 3 epochs on the other images", ended.Out);
    }

    [Theory]
    [InlineData("--folds", "1", "--folds 1 leaves no images to train on")]
    [InlineData("--folds", "-2", "--folds takes a whole number from 0 to 50")]
    [InlineData("--fold-epochs", "0", "--fold-epochs takes a whole number, at least 1")]
    public void An_option_that_makes_no_sense_is_refused(string option, string value, string text)
    {
        Ended ended = Cli.Run("errors", Small.Model(folder), Small.Folder(folder, 8), option, value);
        Assert.Equal(2, ended.Code);
        Assert.Contains(text, ended.Error);
    }

    [Fact]
    public void Data_that_is_not_there_is_bad_input() => Assert.Equal(3, Cli.Run("errors", Small.Model(folder), folder["nothing"]).Code);
}
