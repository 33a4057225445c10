using Fovea.Data;

namespace Fovea.Training.Tests;

/// <summary>An interrupted run goes on bit for bit.</summary>
public sealed class ResumeTests
{
    private static readonly Lazy<(Dictionary<string, byte[]> Tensors, string[] Results, float[] Values)> Undisturbed = new(() =>
    {
        using var folder = new TempFolder();
        using Model model = Small.Model();
        model.Train(Small.Images(), Options(folder["run"]));
        return (Tensors(folder["run"]), Results(folder["run"]), Small.Values(model));
    });

    [Fact]
    public void Interrupted_at_any_step_a_run_ends_with_the_same_bits()
    {
        for (int stop = 1; stop < 20; stop++)
        {
            using var folder = new TempFolder();
            (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(stop);
            using (Model model = Small.Model())
            {
                TrainingRun run = model.Train(Small.Images(), Options(folder["run"]), progress, cancel);
                Assert.True(run.Interrupted);
                Assert.Equal(stop, run.Steps);
            }
            Finish(folder["run"], threads: 1 + stop % 3);
        }
    }

    [Fact]
    public void Interrupted_again_and_again_a_run_ends_with_the_same_bits()
    {
        using var folder = new TempFolder();
        (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(1);
        using (Model model = Small.Model()) model.Train(Small.Images(), Options(folder["run"]), progress, cancel);
        for (int stop = 4; stop < 20; stop += 5)
        {
            (progress, cancel) = Small.StopAfter(stop);
            (Model model, TrainingRun run) = Trainer.Resume(folder["run"], Small.Images(), Small.Images(16, 2), 1, progress, cancel);
            model.Dispose();
            Assert.Equal(stop, run.Steps);
        }
        Finish(folder["run"], threads: 2);
    }

    [Fact]
    public void A_crash_at_any_operation_on_the_disk_loses_nothing()
    {
        // Operation number n of the run fails as if the power went; what is on the disk then is what a resumed run finds.
        for (int n = 1; ; n++)
        {
            using var folder = new TempFolder();
            int count = 0;
            var disk = new Disk(_ =>
            {
                if (++count == n) throw new CrashException();
            });
            bool crashed = false;
            using (Model model = Small.Model())
                try
                {
                    Trainer.Train(model, Small.Images(), Options(folder["run"]) with { LogEverySteps = 0, CheckpointEverySteps = 3 }, null, disk, default);
                }
                catch (CrashException)
                {
                    crashed = true;
                }
            if (!crashed)
            {
                Assert.True(n > 40, $"only {n} operations");
                return;
            }
            bool any = Directory.Exists(folder["run/weights"]) && Directory.EnumerateFiles(folder["run/weights"], "last*").Any();
            if (any) Finish(folder["run"], threads: 1, logged: false);
            else Assert.True(count < 12, $"no checkpoint after {count} operations");
        }
    }

    [Fact]
    public void A_full_disk_stops_the_run_with_a_clear_error_and_the_former_checkpoint_is_good()
    {
        using var folder = new TempFolder();
        int checkpoints = 0;
        var disk = new Disk(o =>
        {
            if (o == DiskOperation.WriteCheckpoint && ++checkpoints == 3) throw new IOException("No space left on device", 28);
        });
        using (Model model = Small.Model())
        {
            var e = Assert.Throws<DiskFullException>(() => { Trainer.Train(model, Small.Images(), Options(folder["run"]), null, disk, default); });
            Assert.Contains("last.next.safetensors: the disk is full:", e.Message);
            Assert.Contains("help  free some space", e.Message);
        }
        Assert.Equal(8, Step(folder["run/weights/last.safetensors"]));
        Finish(folder["run"], threads: 1);
    }

    [Fact]
    public void Metrics_that_cannot_be_written_stop_the_run_with_a_clear_error()
    {
        using var folder = new TempFolder();
        int lines = 0;
        var disk = new Disk(o =>
        {
            if (o == DiskOperation.AppendMetrics && ++lines == 7) throw new IOException("No space left on device", 28);
        });
        using (Model model = Small.Model())
            Assert.Equal($"{folder["run/metrics.jsonl"]}: could not be written: No space left on device\n  rule  a run stops when it can no longer record itself; its last checkpoint is sound\n"
                + $"  help  free some space, then resume it (fovea train --resume {folder["run"]})",
                Assert.Throws<IOException>(() => { Trainer.Train(model, Small.Images(), Options(folder["run"]), null, disk, default); }).Message);
        Finish(folder["run"], threads: 1);
    }

    [Fact]
    public void A_finished_run_is_only_read()
    {
        using var folder = new TempFolder();
        using (Model model = Small.Model()) model.Train(Small.Images(), Options(folder["run"]));
        (Model again, TrainingRun run) = Trainer.Resume(folder["run"], Small.Images(), Small.Images(16, 2));
        using (again) Assert.Equal(Undisturbed.Value.Values, Small.Values(again));
        Assert.Equal(StopReason.Completed, run.StopReason);
        Assert.Equal(5, run.Epochs.Count);
    }

    [Fact]
    public void Other_images_are_refused()
    {
        using var folder = new TempFolder();
        (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(2);
        using (Model model = Small.Model()) model.Train(Small.Images(), Options(folder["run"]), progress, cancel);
        ImageDataset all = Small.Images(), validation = Small.Images(16, 2);
        const string Rule = "\n  rule  a run goes on with the same images in the same order, so that it ends with the same bits\n  help  give the same data, or begin a new run with these weights";
        Assert.Equal($"{folder["run"]}: the training images are not those that the run began with: it had 64 images, this one has 60{Rule}", Refused(all.Take(60), validation));
        Assert.Equal($"{folder["run"]}: the training images are not those that the run began with: its images have other names, another order or other labels{Rule}", Refused(all.Subset([1, 0, .. Enumerable.Range(2, 62)]), validation));
        Assert.Equal($"{folder["run"]}: the validation images are not those that the run began with: it had 16 images of small, none were given{Rule}", Refused(all, null));

        string Refused(ImageDataset set, ImageDataset? v) => Assert.Throws<RunFolderException>(() => { Trainer.Resume(folder["run"], set, v); }).Message;
    }

    [Fact]
    public void Options_are_read_back_with_the_callers_arguments()
    {
        using var folder = new TempFolder();
        TrainOptions options = Options(folder["run"]) with { Arguments = new Dictionary<string, string> { ["data"] = "pets" }, Schedule = new StepDecay { Points = [0.3] }, Optimizer = new RmsProp(), Epochs = 1 };
        using (Model model = Small.Model()) model.Train(Small.Images(), options);
        TrainOptions read = Trainer.ReadOptions(folder["run"]);
        Assert.Equal("pets", read.Arguments["data"]);
        Assert.Equal(options with { Validation = null, Arguments = read.Arguments, ClassWeights = read.ClassWeights, Freeze = read.Freeze, RateFactors = read.RateFactors }, read);
        Assert.Contains("\"data\": \"pets\"", File.ReadAllText(folder["run/args.json"]));
    }

    internal static TrainOptions Options(string folder) => Small.Options with { RunFolder = folder, Validation = Small.Images(16, 2) };

    internal static long Step(string checkpoint)
    {
        (SafetensorsFile file, CheckpointState state) = CheckpointFile.Open(checkpoint);
        using (file) return state.Step;
    }

    internal static void Finish(string folder, int threads, bool logged = true)
    {
        (Model model, TrainingRun run) = Trainer.Resume(folder, Small.Images(), Small.Images(16, 2), threads);
        using (model) Assert.Equal(Undisturbed.Value.Values, Small.Values(model));
        Assert.Equal(StopReason.Completed, run.StopReason);
        Dictionary<string, byte[]> tensors = Tensors(folder);
        Assert.Equal(Undisturbed.Value.Tensors.Keys.Order(), tensors.Keys.Order());
        foreach ((string name, byte[] bytes) in Undisturbed.Value.Tensors) Assert.True(bytes.AsSpan().SequenceEqual(tensors[name]), $"{name} differs");
        Assert.Equal(Undisturbed.Value.Results, Results(folder));
        string[] lines = File.ReadAllLines(Path.Combine(folder, "metrics.jsonl"));
        if (logged) Assert.Equal(Enumerable.Range(1, 20), lines.Where(l => l.Contains("\"step\",", StringComparison.Ordinal)).Select(l => int.Parse(l.Split("\"step\":")[1].Split(',')[0])));
        Assert.Equal(5, lines.Count(l => l.Contains("\"epoch\",", StringComparison.Ordinal)));
    }

    private static Dictionary<string, byte[]> Tensors(string folder)
    {
        var all = new Dictionary<string, byte[]>();
        foreach (string name in new[] { "last", "best" })
        {
            using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "weights", name + ".safetensors"));
            foreach (SafetensorsEntry e in file.Entries) all.Add($"{name}: {e.Name}", file.ReadBytes(e.Name));
        }
        return all;
    }

    // Without the two columns of times.
    private static string[] Results(string folder) => [.. File.ReadAllLines(Path.Combine(folder, "results.csv")).Select(l => string.Join(',', l.Split(',')[..6]))];

    private sealed class CrashException : Exception;
}
