namespace Fovea.Cli.Tests;

/// <summary>Bad input: its exit code, its name in the message, no stack trace, and nothing lost.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private Ended Train(string data, params string[] more) => Cli.Run(["train", Small.Net, data, "--out", folder["run"], .. more.Contains("--epochs") ? more : [.. more, "--epochs", "1"]]);

    private static void Fails(Ended ended, int code, params string[] parts)
    {
        Assert.True(ended.Code == code, $"exit code {ended.Code}, expected {code}\n{ended.Error}");
        foreach (string part in parts) Assert.Contains(part, ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        Assert.StartsWith("fovea: ", ended.Error[ended.Error.IndexOf("fovea: ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_truncated_image_stops_the_run_before_it_begins_and_is_named()
    {
        string data = Small.Folder(folder);
        byte[] whole = File.ReadAllBytes(folder["pairs/left/03.png"]);
        folder.Write("pairs/left/03.png", whole[..(whole.Length / 2)]);
        Fails(Train(data), 3, "1 of 24 images cannot be used", "left/03.png", "--skip-bad");
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Skip_bad_leaves_them_out_and_counts_them()
    {
        string data = Small.Folder(folder);
        byte[] whole = File.ReadAllBytes(folder["pairs/left/03.png"]);
        folder.Write("pairs/left/03.png", whole[..(whole.Length / 2)]);
        folder.Write("pairs/right/04.png", "<html>not found</html>"u8.ToArray());
        Ended ended = Train(data, "--skip-bad", "--validation-fraction", "0");
        Assert.Equal(0, ended.Code);
        Assert.Contains("2 of 24 images cannot be used", ended.Error);
        Assert.Contains("left/03.png", ended.Error);
        Assert.Contains("right/04.png", ended.Error);
        Assert.Contains("training          22 images, 2 classes", ended.Out);
    }

    [Fact]
    public void An_empty_folder_says_how_to_fill_it()
    {
        Directory.CreateDirectory(folder["empty"]);
        Fails(Train(folder["empty"]), 3, "the folder is empty\n  help  put the images of each class into a folder named like the class");
    }

    [Fact]
    public void Data_that_do_not_exist_are_named() => Fails(Train(folder["nothing"]), 3, folder["nothing"], "no such file or folder");

    [Fact]
    public void One_class_only_is_no_classifier()
    {
        for (int i = 0; i < 5; i++) folder.Write($"one/left/{i}.png", Small.Picture(true, i).ToPng());
        folder.Write("one/right/notes.txt", "nothing"u8.ToArray());
        Fails(Train(folder["one"]), 3, "one class, 'left'");
    }

    [Fact]
    public void Labels_outside_the_classes_are_counted()
    {
        folder.Write("csv/a.png", Small.Picture(true, 0).ToPng());
        folder.Write("csv/b.png", Small.Picture(false, 0).ToPng());
        folder.Write("csv/train-images-idx3-ubyte", Small.Idx([2, 8, 8], new byte[128]));
        folder.Write("csv/train-labels-idx1-ubyte", Small.Idx([2], [0, 7]));
        folder.Write("csv/classes.txt", "left\nright\n"u8.ToArray());
        Fails(Train(folder["csv"]), 3, "label 7");
    }

    [Fact]
    public void Different_sizes_need_a_rule()
    {
        string data = Small.Folder(folder);
        folder.Write("pairs/left/99.png", Small.Picture(true, 9, 20, 10).ToPng());
        Fails(Train(data), 3, "20×10", "8×8");
        Assert.Equal(0, Train(data, "--resize", "crop").Code);
    }

    [Fact]
    public void An_absurd_size_is_refused_from_the_header()
    {
        string image = folder.Write("huge.png", Small.HugePng(60_000, 60_000));
        Fails(Cli.Run("predict", Small.Model(folder), image), 4, "huge.png", "60000×60000", "limit");
    }

    [Fact]
    public void A_wrong_IDX_length_gives_the_numbers()
    {
        folder.Write("idx/train-images-idx3-ubyte", Small.Idx([10, 8, 8], new byte[600]));
        folder.Write("idx/train-labels-idx1-ubyte", Small.Idx([10], new byte[10]));
        Fails(Train(folder["idx"]), 3, "the IDX header says 10×8×8, so 656 bytes in all, but the file has 616");
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("predict")]
    [InlineData("explain")]
    [InlineData("summary")]
    [InlineData("profile")]
    public void A_broken_model_file_is_named(string verb)
    {
        byte[] whole = File.ReadAllBytes(Small.Model(folder));
        string model = folder.Write("broken.safetensors", whole[..(whole.Length / 2)]);
        string[] rest = verb is "summary" or "profile" ? [] : [folder.Write("a.png", Small.Picture(true, 1).ToPng())];
        Fails(Cli.Run([verb, model, .. rest]), 3, "broken.safetensors");
    }

    [Fact]
    public void A_hostile_model_header_is_refused()
        => Fails(Cli.Run("summary", folder.Write("hostile.safetensors", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'{'])), 3, "hostile.safetensors");

    [Fact]
    public void A_pickle_is_not_opened()
        => Fails(Cli.Run("eval", folder.Write("model.pt", [0x80, 2]), "sample"), 3, "this is a pickle file, and reading one can run code\n  rule  Fovea reads models and weights from .safetensors files, which hold no code\n  help  python -c");

    [Fact]
    public void A_folder_that_does_not_exist_is_named()
        => Fails(Cli.Run("convert", Small.Model(folder), "--to", folder["nowhere/small.onnx"]), 5, "nowhere/small.onnx: could not be saved: ");

    [Fact]
    public void A_model_that_does_not_exist_is_named() => Fails(Cli.Run("eval", folder["no.safetensors"], "sample"), 3, "no.safetensors: there is no such file");

    [Fact]
    public void An_image_of_another_size_says_so()
        => Fails(Cli.Run("predict", Small.Model(folder), folder.Write("wide.png", Small.Picture(true, 0, 8, 16).ToPng())), 3, "wide.png", "8×16");

    [Fact]
    public void A_loss_that_is_no_number_is_a_code_of_its_own()
        => Fails(Train(Small.Folder(folder), "--lr", "1e30", "--schedule", "constant", "--epochs", "5"), 6, "training diverged at step", "lower the learning rate");

    [Fact]
    public void A_run_that_does_not_fit_into_memory_is_refused_with_a_batch_that_does()
    {
        using Model model = Fovea.Model.Parse("32x32x3 | conv 64 3x3 | relu | globalavgpool | dense 10", name: "wide");
        Analysis.Summary summary = Analysis.Summary.Of(model, 64);
        var refused = Assert.Throws<LimitException>(() => MemoryCheck.Run(summary, summary.TrainingBytes / 2, recompute: false));
        Assert.Equal(4, Failure.Of(refused).Code);
        Assert.Matches(@"^training wide at batch 64 needs 0\.\d GB of memory, 0\.\d GB are there\n  rule  .*the largest: conv1 32×32×64, relu1 32×32×64, input 32×32×3\n  help  --batch 31 would fit$", refused.Message);
        MemoryCheck.Run(summary, summary.TrainingBytes * 2, recompute: false);
    }

    [Fact]
    public void A_run_that_would_fit_if_it_computed_activations_again_is_told_so()
    {
        using Model model = Fovea.Model.Parse(Zoo.Nets["resnet18-cifar"], name: "resnet18-cifar");
        Analysis.Summary summary = Analysis.Summary.Of(model, 512);
        long weights = 20 * summary.Parameters;
        string Refused(long room, bool recompute = false) => Assert.Throws<LimitException>(() => MemoryCheck.Run(summary, room + weights, recompute)).Message.Split("\n  help  ")[1];
        Assert.Matches(@"^--batch \d+ would fit; --recompute takes \d\.\d GB$", Refused(summary.RecomputedBytes));
        Assert.Matches(@"^--batch \d+ would fit; --recompute takes \d\.\d GB, with --batch 256 it would fit$", Refused(summary.RecomputedBytes / 2));
        Assert.Equal("--batch 256 would fit", Refused(summary.RecomputedBytes / 2, recompute: true));
        Assert.Equal("a smaller input (--size) or a smaller network; no batch fits", Refused(0));
        MemoryCheck.Run(summary, summary.RecomputedBytes + weights, recompute: true);
    }

    [Fact]
    public void A_folder_with_a_run_is_not_overwritten()
    {
        string data = Small.Folder(folder);
        Assert.Equal(0, Train(data).Code);
        byte[] before = File.ReadAllBytes(folder["run/weights/initial.safetensors"]);
        Fails(Train(data, "--seed", "7"), 3, "there is a run in this folder", "fovea train --resume");
        Assert.Equal(before, File.ReadAllBytes(folder["run/weights/initial.safetensors"]));
    }

    [Fact]
    public void A_folder_without_a_run_cannot_be_resumed()
        => Fails(Cli.Run("train", "--resume", folder["nothing"]), 3, "in this folder\n  rule  a run folder holds weights/last.safetensors");

    [Fact]
    public void A_class_the_model_does_not_have_is_spelled_right()
        => Fails(Cli.Run("explain", Small.Model(folder), folder.Write("a.png", Small.Picture(true, 0).ToPng()), "--class", "lefd"), 2, "there is no class 'lefd'; did you mean 'left'?");

    [Theory]
    [InlineData("there is no method 'gradcan'; did you mean 'gradcam'?", "--method", "gradcan")]
    [InlineData("--method is empty", "--method", ",")]
    [InlineData("--at goes with class activation maps and lrp, not with ig, saliency", "--method", "ig,saliency", "--at", "conv1")]
    [InlineData("--at: small has no node 'conv2'; did you mean 'conv1'?", "--at", "conv2")]
    [InlineData("--class and --against do not go with --objective channel:conv1:0", "--objective", "channel:conv1:0", "--class", "left")]
    [InlineData("--against goes with --objective logit", "--objective", "probability", "--against", "left")]
    [InlineData("--against left: that is the class that is explained", "--class", "left", "--against", "left")]
    [InlineData("'logits' is no objective", "--objective", "logits")]
    [InlineData("CAM needs global average pooling", "--method", "cam")]
    [InlineData("--methods takes no MODEL", "--methods")]
    public void Questions_that_make_no_sense_are_refused(string message, params string[] options)
        => Fails(Cli.Run(["explain", Small.Model(folder), folder.Write("a.png", Small.Picture(true, 0).ToPng()), .. options]), 2, message);

    [Fact]
    public void Explain_without_an_image_says_what_it_needs() => Fails(Cli.Run("explain", Small.Model(folder)), 2, "'explain' needs MODEL and IMAGE, or --methods");

    [Fact]
    public void Names_cannot_steer_the_terminal()
    {
        Ended ended = Cli.Run("predict", Small.Model(folder), folder["\u001b[31mred.png"]);
        Assert.Equal(3, ended.Code);
        Assert.DoesNotContain('\u001b', ended.Error);
    }
}
