using System.Text.Json;
using Fovea.Training;

namespace Fovea.Cli.Tests;

/// <summary>Weights of other people, and runs that begin from them.</summary>
public sealed class TransferTests : IDisposable
{
    private const string Net = "8x8x1 | conv 4 3x3 nobias | bn | relu | maxpool 2 | conv 6 3x3 | relu | flatten | dense 3";
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    // As torch.save_file(nn.Sequential(...).state_dict()) would write it.
    private string Torch(Func<string, bool>? with = null, int outputs = 3)
    {
        (string Name, long[] Shape)[] all =
        [
            ("0.weight", [4, 1, 3, 3]), ("1.weight", [4]), ("1.bias", [4]), ("1.running_mean", [4]), ("1.running_var", [4]), ("1.num_batches_tracked", []),
            ("4.weight", [6, 4, 3, 3]), ("4.bias", [6]), ("7.weight", [outputs, 96]), ("7.bias", [outputs]),
        ];
        string path = folder["torch.safetensors"];
        using FileStream stream = File.Create(path);
        SafetensorsFile.Write(stream, new Dictionary<string, string>(), [.. all.Where(t => with?.Invoke(t.Name) ?? true).Select(t => SafetensorsTensor.Of(t.Name, t.Shape,
            Enumerable.Range(0, (int)t.Shape.Aggregate(1L, (a, b) => a * b)).Select(i => 0.5f + MathF.Sin(i) / 4).ToArray()))]);
        return path;
    }

    private string Model(params string[] labels)
    {
        using Model declared = Fovea.Model.Parse(Net, seed: 1, name: "three");
        using Model model = declared.With(new Preprocessing(ResizeRule.Exact, [0.4f], [0.3f]), labels);
        model.Save(folder["three.safetensors"]);
        return folder["three.safetensors"];
    }

    [Fact]
    public void Weights_make_a_model_of_a_network()
    {
        File.WriteAllLines(folder["labels.txt"], ["a", "b", "c"]);
        Ended text = Cli.Run("convert", Net, "--weights", Torch(), "--to", folder["net.safetensors"], "--mean", "0.5", "--std", "0.25", "--labels", folder["labels.txt"]);
        Assert.Equal((0, ""), (text.Code, text.Error));
        Assert.Equal($"{folder["torch.safetensors"]} → net: names of nn.Sequential\n"
            + "matched    9 of 9 parameters, 565 values\n"
            + "ignored    1: '1.num_batches_tracked'\n"
            + "net: 8×8×1 → 3, 557 parameters\n"
            + $"file       {folder["net.safetensors"]}, {new FileInfo(folder["net.safetensors"]).Length:N0} bytes\n"
            + "pixels     (v / 255 − mean) / std, mean 0.5, std 0.25; other sizes: Exact\n", text.Out);
        using Model model = ModelFile.Load(folder["net.safetensors"]);
        Assert.Equal(["a", "b", "c"], model.Labels);
        Assert.Equal(0.5f, model.Parameters["conv1.weight"][0]);

        JsonElement json = Cli.Run("convert", Net, "--weights", Torch(), "--to", folder["net.onnx"], "--json").Json;
        Assert.Equal("onnx", json.GetProperty("format").GetString());
        Assert.Equal((9, 0), (json.GetProperty("weights").GetProperty("matched").GetInt32(), json.GetProperty("weights").GetProperty("missing").GetArrayLength()));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_bad_input_unless_a_part_will_do()
    {
        string path = Torch(n => !n.StartsWith('4'));
        Ended ended = Cli.Run("convert", Net, "--weights", path, "--to", folder["net.safetensors"]);
        Assert.Equal(3, ended.Code);
        Assert.Contains("2 of 9 parameters of net have no values in it (names of nn.Sequential)\n  missing    2 in the file\n             conv2.weight 6×4×3×3, looked for as 4.weight\n", ended.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["net.safetensors"]));
        JsonElement json = Cli.Run("convert", Net, "--weights", path, "--partial", "--to", folder["net.safetensors"], "--json").Json;
        Assert.Equal(["conv2.weight", "conv2.bias"], json.GetProperty("weights").GetProperty("missing").EnumerateArray().Select(e => e.GetString()));
    }

    [Theory]
    [InlineData("net.pth", "this is a pickle file, and reading one can run code\n  rule  Fovea reads models and weights from .safetensors files, which hold no code\n  help  python -c \"import torch, safetensors.torch as s; s.save_file(torch.load('")]
    [InlineData("net.onnx", "this is an ONNX file")]
    public void Other_files_are_refused_as_weights(string name, string message)
    {
        Ended ended = Cli.Run("convert", Net, "--weights", folder.Write(name, [0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0]), "--to", folder["net.safetensors"]);
        Assert.Equal(3, ended.Code);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_from_weights_with_a_frozen_part_gets_a_head_for_its_classes()
    {
        string data = Small.Folder(folder);
        Ended ended = Cli.Run("train", Net, data, "--from", Torch(), "--freeze", "*", "--epochs", "2", "--out", folder["run"]);
        Assert.Equal(0, ended.Code);
        Assert.Contains("new head    dense1, 2 outputs: the weights are for 3 classes, pairs has 2\n", ended.Out, StringComparison.Ordinal);
        Assert.Contains("frozen      266 of 460 parameters; learned: dense1.weight, dense1.bias\nfeatures    flatten1 96: computed once for each image, 0.0 MB for 24 images, the limit is 1024 MB\n", ended.Out, StringComparison.Ordinal);
        using Model best = ModelFile.Load(folder["run/weights/best.safetensors"]), first = ModelFile.Load(folder["run/weights/initial.safetensors"]);
        Assert.Equal(["left", "right"], best.Labels);
        foreach (Parameter p in best.Parameters.All) Assert.Equal(p.Node.Name != "dense1", first.Parameters[p.Name].SequenceEqual(best.Parameters.Values(p).Span));
        Assert.Equal(["*", "!dense1"], Trainer.ReadOptions(folder["run"]).Freeze);
        Assert.Equal(0, Cli.Run("predict", folder["run/weights/best.safetensors"], folder["pairs/left/00.png"]).Code);
    }

    [Fact]
    public void A_run_from_a_model_needs_no_network_and_can_be_resumed()
    {
        string data = Small.Folder(folder), model = Model("a", "b", "c");
        string[] run = ["train", "--from", model, data, "--freeze", "conv1", "--freeze", "bn1", "--lr-of", "conv2=0.1", "--lr-decay-by-depth", "0.9", "--epochs", "3", "--json"];
        JsonElement json = Cli.Run([.. run, "--out", folder["whole"]]).Json;
        Assert.Equal(["conv1", "bn1", "!dense1"], json.GetProperty("frozen").EnumerateArray().Select(e => e.GetString()));
        using (var interrupts = new Interrupts())
            Assert.Equal(7, Cli.Run(interrupts, line => { if (line.StartsWith("epoch   1", StringComparison.Ordinal)) interrupts.Cancel(); }, [.. run.SkipLast(1), "--out", folder["run"]]).Code);
        Assert.Equal(0, Cli.Run("train", "--resume", folder["run"]).Code);
        Assert.Equal(File.ReadAllBytes(folder["whole/weights/best.safetensors"]), File.ReadAllBytes(folder["run/weights/best.safetensors"]));
        using Model ended = ModelFile.Load(folder["run/weights/best.safetensors"]);
        Assert.Equal([0.4f], ended.Preprocessing.Mean);
    }

    [Theory]
    [InlineData("--freeze cnov1", "Freeze 'cnov1' chooses nothing in three; did you mean 'conv1'?")]
    [InlineData("--lr-of conv1=0", "--lr-of 'conv1=0'\n  rule  --lr-of takes a pattern, '=' and a number above 0: 'block1.*=0.1'\n  help  what shall not learn at all is frozen: --freeze")]
    [InlineData("--size 9x9x1", "a trained model keeps its input size\n  help  leave --size out, or give a network: fovea train NET DATA --from FILE")]
    [InlineData("--cache-features always", "features cannot be kept: nothing below the lowest layer that learns is frozen")]
    [InlineData("--freeze * --cache-features always --flip", "features cannot be kept: since augmentation changes the images")]
    [InlineData("--new-head 5", "three has 5 outputs, pairs has 2 classes (left, right)")]
    public void Mistakes_are_usage_errors(string flags, string message)
    {
        Ended ended = Cli.Run(["train", "--from", Model(), Small.Folder(folder), "--out", folder["run"], .. flags.Split(' ')]);
        Assert.Equal(2, ended.Code);
        Assert.StartsWith($"fovea: {message}", ended.Error, StringComparison.Ordinal);
    }
}
