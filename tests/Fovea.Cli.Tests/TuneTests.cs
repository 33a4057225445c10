using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fovea.Cli.Tests;

/// <summary><c>fovea tune</c> and the verbs that take what it writes.</summary>
public sealed class TuneTests : IDisposable
{
    private const string Net = "8x8x1 | conv 16 3x3 | relu | conv 16 3x3 | relu | globalavgpool | dense 2";
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_writes_a_file_that_other_verbs_take()
    {
        string file = Tune("--batch", "4"), data = Small.Folder(folder), image = folder.Write("a.png", Small.Picture(true, 1).ToPng());
        Assert.Equal(0, Cli.Run("train", Net, data, "--batch", "4", "--epochs", "1", "--tuned", file, "--out", folder["run"]).Code);
        Assert.Equal(["format", "processor", "variant", "choices"], JsonNode.Parse(File.ReadAllText(file))!.AsObject().Select(m => m.Key));
        JsonNode options = JsonNode.Parse(File.ReadAllText(folder["run/args.json"]))!["options"]!;
        Assert.NotEmpty(options["choices"]!["choices"]!.AsArray());
        string model = folder["run/weights/best.safetensors"];
        foreach (string[] line in (string[][])[["eval", model, data], ["predict", model, image], ["profile", Net, "--batch", "4", "--repetitions", "1"], ["train", "--resume", folder["run"]]])
        {
            Ended ended = Cli.Run(line[0] == "train" ? line : [.. line, "--tuned", file]);
            Assert.True(ended.Code == 0, $"{string.Join(' ', line)}: {ended.Error}");
        }
    }

    [Fact]
    public void A_profile_says_measured()
    {
        string file = Tune("--batch", "4");
        Assert.Contains("measured: Direct ", Cli.Run("profile", Net, "--batch", "4", "--repetitions", "1", "--tuned", file).Out);
        Assert.DoesNotContain("measured: Direct ", Cli.Run("profile", Net, "--batch", "5", "--repetitions", "1", "--tuned", file).Out);
    }

    [Fact]
    public void What_the_file_holds_stays_unless_it_is_to_be_measured_again()
    {
        string file = Tune("--batch", "4"), before = File.ReadAllText(file);
        Assert.Contains("(known)", Cli.Run("tune", Net, "--batch", "4", "--out", file).Out);
        Assert.Equal(before, File.ReadAllText(file));
        Tune("--batch", "2", "--train");
        JsonArray choices = JsonNode.Parse(File.ReadAllText(file))!["choices"]!.AsArray();
        Assert.Equal([(4, false), (2, true), (2, true), (2, true)], choices.Select(c => (c!["batch"]!.GetValue<int>(), c["training"]!.GetValue<bool>())));
        Assert.DoesNotContain("(known)", Cli.Run("tune", Net, "--batch", "4", "--out", file, "--again", "--repetitions", "1").Out);
    }

    [Fact]
    public void Json_has_the_documented_members()
    {
        JsonElement json = Cli.Run("tune", Net, "--batch", "2", "--repetitions", "1", "--out", folder["tuned.json"], "--json").Json;
        Assert.Equal(["name", "batch", "training", "gainMilliseconds", "processor", "variant", "layers"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["nodes", "layer", "direction", "algorithm", "table", "known", "milliseconds"], json.GetProperty("layers")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void A_file_of_another_processor_is_refused_and_kept()
    {
        string file = Tune("--batch", "4");
        JsonNode json = JsonNode.Parse(File.ReadAllText(file))!;
        json["processor"] = "Elsewhere";
        File.WriteAllText(file, json.ToJsonString());
        foreach (string[] line in (string[][])[["tune", Net, "--out", file], ["profile", Net, "--tuned", file], ["train", Net, Small.Folder(folder), "--tuned", file, "--out", folder["run"]]])
        {
            Ended ended = Cli.Run(line);
            Assert.Equal(3, ended.Code);
            Assert.Contains($"{file}: it was measured on Elsewhere, this is ", ended.Error);
        }
        Assert.Equal(json.ToJsonString(), File.ReadAllText(file));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Broken_and_missing_files_are_bad_input()
    {
        string file = folder.Write("tuned.json", "{"u8.ToArray());
        Ended broken = Cli.Run("profile", Net, "--tuned", file), missing = Cli.Run("eval", "x.safetensors", "sample", "--tuned", folder["no.json"]);
        Assert.Equal((3, 3), (broken.Code, missing.Code));
        Assert.Contains("rule  the file holds what fovea tune wrote, unchanged", broken.Error);
        Assert.Contains($"help  measure them: fovea tune NET --out {folder["no.json"]}", missing.Error);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named_before_anything_is_measured()
    {
        Ended ended = Cli.Run("tune", "vgg19", "--batch", "64", "--train", "--out", folder["no/tuned.json"]);
        Assert.Equal(5, ended.Code);
        Assert.Contains($"{folder["no/tuned.json"]}: there is no folder {folder["no"]}", ended.Error);
    }

    [Fact]
    public void Where_it_makes_no_sense_it_says_so()
    {
        foreach ((string[] line, string text) in new (string[], string)[]
        {
            (["profile", Net, "--tuned", "x.json", "--strict"], "--tuned does not go with --strict"),
            (["train", Net, "sample", "--tuned", "x.json", "--strict"], "--tuned does not go with --strict"),
            (["train", "--resume", folder["run"], "--tuned", "x.json"], "--resume takes no --tuned"),
        })
        {
            Ended ended = Cli.Run(line);
            Assert.Equal(2, ended.Code);
            Assert.Contains(text, ended.Error);
        }
    }

    private string Tune(params string[] options)
    {
        Ended ended = Cli.Run(["tune", Net, "--repetitions", "1", "--out", folder["tuned.json"], .. options]);
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains($"Use them with --tuned {folder["tuned.json"]}", ended.Out);
        return folder["tuned.json"];
    }
}
