using System.Text.Json;

namespace Fovea.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string[] Line(string run, params string[] more)
        => ["train", Small.Net, Small.Folder(folder, 40), "--out", folder[run], "--epochs", "4", "--batch", "8", "--optimizer", "adam", "--lr", "0.01", "--flip-vertical", .. more];

    [Fact]
    public void A_run_leaves_weights_numbers_and_a_report()
    {
        Ended ended = Cli.Run(Line("run", "--json"));
        Assert.Equal((0, ""), (ended.Code, ended.Error));
        Assert.True(ended.Json.GetProperty("testAccuracy").GetDouble() > 0.9);
        Assert.Equal("validation", ended.Json.GetProperty("testedOn").GetString());
        foreach (string file in new[] { "args.json", "results.csv", "metrics.jsonl", "report.html", "curves.png", "confusion.png", "maps-1.png", "filters-conv1.png", "gradcam.png",
            "weights/best.safetensors", "weights/last.safetensors", "weights/initial.safetensors", "arrays/curves.csv", "arrays/confusion.npy", "arrays/maps-1-relu1-before.npy", "arrays/maps-1-relu1-after.npy" })
            Assert.True(File.Exists(folder["run/" + file]), file);
        Assert.Equal(5, File.ReadAllLines(folder["run/results.csv"]).Length);
        Ended tested = Cli.Run("eval", folder["run/weights/best.safetensors"], folder["pairs"], "--json");
        Assert.True(tested.Json.GetProperty("accuracy").GetDouble() > 0.9);
    }

    [Fact]
    public void Without_a_terminal_an_epoch_is_one_plain_line()
    {
        Ended ended = Cli.Run(Line("run"));
        string[] lines = [.. ended.Out.Split('\n').Where(l => l.StartsWith("epoch", StringComparison.Ordinal))];
        Assert.Equal(4, lines.Length);
        Assert.All(lines, l => Assert.Matches(@"^epoch   \d/4   loss \d\.\d{4}   accuracy +\d+\.\d %   validation \d\.\d{4} +\d+\.\d %   +[\d,]+ images/s   +\d+\.\d s$", l));
        Assert.DoesNotContain('\u001b', ended.Out);
    }

    [Fact]
    public void Preprocessing_is_measured_on_the_training_images_and_travels_in_the_model()
    {
        Assert.Equal(0, Cli.Run(Line("run")).Code);
        using Model model = ModelFile.Load(folder["run/weights/best.safetensors"]);
        Assert.InRange(model.Preprocessing.Mean[0], 0.3f, 0.6f);
        Assert.InRange(model.Preprocessing.Std[0], 0.1f, 0.4f);
        Assert.Equal(["left", "right"], model.Labels);
    }

    [Fact]
    public void Given_preprocessing_is_kept()
    {
        Assert.Equal(0, Cli.Run(Line("run", "--mean", "0.5", "--std", "0.25", "--resize", "pad")).Code);
        using Model model = ModelFile.Load(folder["run/weights/best.safetensors"]);
        Assert.Equal(new Preprocessing(ResizeRule.FitPad, [0.5f], [0.25f]), model.Preprocessing);
    }

    [Fact]
    public void The_same_seed_gives_the_same_model_and_another_seed_another()
    {
        foreach ((string run, string seed, string threads) in new[] { ("a", "5", "1"), ("b", "5", "2"), ("c", "6", "1") })
            Assert.Equal(0, Cli.Run(Line(run, "--seed", seed, "--threads", threads)).Code);
        byte[] a = File.ReadAllBytes(folder["a/weights/best.safetensors"]);
        Assert.Equal(a, File.ReadAllBytes(folder["b/weights/best.safetensors"]));
        Assert.NotEqual(a, File.ReadAllBytes(folder["c/weights/best.safetensors"]));
    }

    [Fact]
    public void An_interrupted_run_says_how_to_go_on_and_ends_with_the_same_bits()
    {
        Assert.Equal(0, Cli.Run(Line("whole")).Code);
        using var interrupts = new Interrupts();
        Ended stopped = Cli.Run(interrupts, line =>
        {
            if (line.StartsWith("epoch   2", StringComparison.Ordinal)) interrupts.Cancel();
        }, Line("run"));
        Assert.Equal(7, stopped.Code);
        Assert.EndsWith($"a checkpoint is saved. Go on with\n  fovea train --resume {folder["run"]}\n", stopped.Out);
        Assert.False(File.Exists(folder["run/report.html"]));

        Ended resumed = Cli.Run("train", "--resume", folder["run"], "--json");
        Assert.Equal(0, resumed.Code);
        Assert.Equal(4, resumed.Json.GetProperty("epochs").GetInt32());
        Assert.Equal(File.ReadAllBytes(folder["whole/weights/best.safetensors"]), File.ReadAllBytes(folder["run/weights/best.safetensors"]));
        Assert.True(File.Exists(folder["run/arrays/maps-1-relu1-before.npy"]));
    }

    [Fact]
    public void A_model_can_be_trained_further()
    {
        Assert.Equal(0, Cli.Run(Line("run")).Code);
        JsonElement json = Cli.Run("train", folder["run/weights/best.safetensors"], folder["pairs"], "--out", folder["more"], "--epochs", "1", "--lr", "0.001", "--json").Json;
        Assert.True(json.GetProperty("testAccuracy").GetDouble() > 0.9);
    }

    [Fact]
    public void Every_option_reaches_the_run()
    {
        Ended ended = Cli.Run("train", Small.Net, Small.Folder(folder, 20), "--out", folder["run"], "--epochs", "3", "--batch", "10", "--max-steps", "7", "--drop-last", "--loader-threads", "2",
            "--optimizer", "sgd", "--lr", "0.02", "--momentum", "0.8", "--nesterov", "--weight-decay", "0.001", "--decay-all", "--clip-norm", "5", "--weight-average", "0.9",
            "--schedule", "onecycle", "--warm-up", "0.4", "--label-smoothing", "0.1", "--class-weights", "1,2", "--flip", "--shift", "1", "--rotate", "10", "--cutout", "2",
            "--brightness", "0.1", "--contrast", "0.2", "--best-by", "loss", "--keep-last", "--early-stop", "3", "--checkpoint-steps", "2", "--checkpoint-minutes", "1", "--log-steps", "1", "--seed", "9");
        Assert.True(ended.Code == 0, ended.Error);
        JsonElement o = JsonDocument.Parse(File.ReadAllText(folder["run/args.json"])).RootElement.GetProperty("options");
        JsonElement optimizer = o.GetProperty("optimizer"), change = o.GetProperty("augmentation");
        Assert.Equal(("sgd", 0.02f, 0.8f, true), (optimizer.GetProperty("kind").GetString(), optimizer.GetProperty("learningRate").GetSingle(), optimizer.GetProperty("momentum").GetSingle(), optimizer.GetProperty("nesterov").GetBoolean()));
        Assert.Equal((0.001f, true, 5f), (optimizer.GetProperty("weightDecay").GetSingle(), optimizer.GetProperty("decayAll").GetBoolean(), optimizer.GetProperty("clipNorm").GetSingle()));
        Assert.Equal(("onecycle", 0.4), (o.GetProperty("schedule").GetProperty("kind").GetString(), o.GetProperty("schedule").GetProperty("warmUp").GetDouble()));
        Assert.Equal((true, 1, 10f, 2, 0.1f, 0.2f), (change.GetProperty("horizontalFlip").GetBoolean(), change.GetProperty("cropPadding").GetInt32(), change.GetProperty("rotationDegrees").GetSingle(),
            change.GetProperty("cutoutSize").GetInt32(), change.GetProperty("brightness").GetSingle(), change.GetProperty("contrast").GetSingle()));
        Assert.Equal((3, 10, 7, true, 2, 9), (o.GetProperty("epochs").GetInt32(), o.GetProperty("batchSize").GetInt32(), o.GetProperty("maxSteps").GetInt32(), o.GetProperty("dropLast").GetBoolean(),
            o.GetProperty("loaderThreads").GetInt32(), o.GetProperty("seed").GetInt32()));
        Assert.Equal((0.1f, 0.9f, "Loss", false, 3, 2, 1.0, 1), (o.GetProperty("labelSmoothing").GetSingle(), o.GetProperty("weightAverage").GetSingle(), o.GetProperty("bestBy").GetString(),
            o.GetProperty("keepBest").GetBoolean(), o.GetProperty("earlyStopping").GetProperty("patience").GetInt32(), o.GetProperty("checkpointEverySteps").GetInt32(),
            o.GetProperty("checkpointEveryMinutes").GetDouble(), o.GetProperty("logEverySteps").GetInt32()));
    }

    [Fact]
    public void Another_input_size_replaces_the_declared_one()
    {
        Assert.StartsWith("lenet5: 32×32×1 → 10\n", RunSummary("lenet5", "32x32x1"));
        Assert.StartsWith("resnet20: 64×48×3 → 10\n", RunSummary("resnet20", "64x48x3"));

        static string RunSummary(string net, string size)
        {
            using Model model = NetArgument.Read(net, 1, size);
            return Analysis.Summary.Of(model).ToString();
        }
    }
}
