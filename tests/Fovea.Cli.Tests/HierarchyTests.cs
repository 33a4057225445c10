using System.Text.Json;

namespace Fovea.Cli.Tests;

/// <summary><c>fovea hierarchy</c>: what it prints, writes and answers to scripts.</summary>
public sealed class HierarchyTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_table_has_a_row_for_each_layer()
    {
        Ended ended = Cli.Run("hierarchy", Small.Model(folder), Small.Folder(folder, 40), "--steps", "0");
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        string[] lines = ended.Out.Split('\n');
        Assert.Equal("small on pairs, 2 classes", lines[0]);
        Assert.Equal("linear probes learned from 64 images, tested on 16 unseen ones; always the same answer has 50.0 %", lines[1]);
        Assert.Equal(["layer", "input", "relu1", "dense1"], lines[3..7].Select(l => l.Split(' ')[0]));
        Assert.Contains("\nthe network itself    ", ended.Out);
        Assert.Contains("\ncut and shuffled      whole ", ended.Out);
        Assert.Contains("\nfilters of conv1 ", ended.Out);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        JsonElement json = Cli.Run("hierarchy", Small.Net, Small.Folder(folder, 20), "--steps", "0", "--against", Small.Model(folder), "--json").Json;
        Assert.Equal(["name", "data", "images", "held", "guessing", "accuracy", "layers", "addNothing", "alike", "alikeImages", "against", "filters", "shuffle", "seconds"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["node", "start", "op", "output", "field", "channels", "numbers", "probe", "shuffled", "untrained", "adds", "verdict", "evidence", "selectivity", "selectivityShuffled", "dead", "saturated",
            "dimension", "dimensionError", "saturation", "participation", "alikeBefore", "orientation", "oriented", "shown"], json.GetProperty("layers")[1].EnumerateObject().Select(p => p.Name));
        Assert.Equal("small", json.GetProperty("against").GetProperty("name").GetString());
        Assert.Equal(["node", "window", "spectra", "random", "gabors", "gaborFloor", "orientations"], json.GetProperty("filters").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["images", "points", "guessing", "reliance"], json.GetProperty("shuffle").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void A_folder_takes_page_picture_and_numbers()
    {
        Ended ended = Cli.Run("hierarchy", Small.Model(folder), Small.Folder(folder, 20), "--steps", "4", "--channels", "2", "--out", folder["layers"]);
        Assert.Equal(0, ended.Code);
        foreach (string file in new[] { "hierarchy.html", "hierarchy.png", "hierarchy.json" })
        {
            Assert.True(new FileInfo(folder[$"layers/{file}"]).Length > 500, file);
            Assert.Contains($"\n{folder["layers"]}/{file}\n", ended.Out);
        }
        Assert.Contains("pairs", File.ReadAllText(folder["layers/hierarchy.json"]));
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        string[] line = ["hierarchy", Small.Net, Small.Folder(folder, 20), "--steps", "0", "--json", "--seed", "3"];
        string one = Cli.Run([.. line, "--threads", "1"]).Json.GetProperty("layers").GetRawText(), two = Cli.Run([.. line, "--threads", "2"]).Json.GetProperty("layers").GetRawText();
        Assert.Equal(one, two);
    }

    [Theory]
    [InlineData("--patches", "0", "--patches takes a whole number from 1 to 64")]
    [InlineData("--images", "2", "--images takes a whole number, at least 5")]
    [InlineData("--against", "nothing.safetensors", "there is no such file")]
    public void An_option_that_makes_no_sense_is_refused(string option, string value, string text)
    {
        Ended ended = Cli.Run("hierarchy", Small.Model(folder), Small.Folder(folder, 8), option, value);
        Assert.True(ended.Code is 2 or 3, ended.Error);
        Assert.Contains(text, ended.Error);
    }

    [Fact]
    public void A_network_of_vectors_is_refused()
    {
        Ended ended = Cli.Run("hierarchy", "16 | dense 4", Small.Folder(folder, 8));
        Assert.Equal(2, ended.Code);
        Assert.Contains("takes a vector of 16", ended.Error);
    }
}
