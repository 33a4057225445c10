namespace Fovea.Training.Tests;

/// <summary>A damaged checkpoint is known before it is used, and the former one takes its place.</summary>
public sealed class DamageTests
{
    [Fact]
    public void The_former_checkpoint_is_used_and_the_note_names_both()
    {
        using var folder = new TempFolder();
        Interrupt(folder["run"], 6);
        string last = folder["run/weights/last.safetensors"], previous = folder["run/weights/last.previous.safetensors"];
        byte[] bytes = File.ReadAllBytes(last);
        bytes[^100] ^= 4;
        File.WriteAllBytes(last, bytes);
        (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(5);
        (Model model, TrainingRun run) = Trainer.Resume(folder["run"], Small.Images(), Small.Images(16, 2), 1, progress, cancel);
        model.Dispose();
        Assert.Contains($"{last} is damaged (its content does not match its checksum); the run goes on from {previous} (step 4)", run.Notes);
        ResumeTests.Finish(folder["run"], 1);
    }

    [Fact]
    public void A_flip_of_any_byte_is_seen()
    {
        using var folder = new TempFolder();
        Interrupt(folder["run"], 2);
        byte[] bytes = File.ReadAllBytes(folder["run/weights/last.safetensors"]);
        string copy = folder["copy.safetensors"];
        for (int at = 0; at < bytes.Length; at += at < 64 ? 1 : 97)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= (byte)(1 << at % 8);
            File.WriteAllBytes(copy, damaged);
            Assert.ThrowsAny<FormatException>(() =>
            {
                (SafetensorsFile file, _) = CheckpointFile.Open(copy);
                file.Dispose();
            });
        }
        for (int length = 0; length < bytes.Length; length += 511)
        {
            File.WriteAllBytes(copy, bytes[..length]);
            Assert.ThrowsAny<FormatException>(() => CheckpointFile.Open(copy));
        }
    }

    [Fact]
    public void Nothing_sound_is_an_error_that_names_every_file()
    {
        using var folder = new TempFolder();
        Interrupt(folder["run"], 6);
        string last = folder["run/weights/last.safetensors"], previous = folder["run/weights/last.previous.safetensors"];
        File.WriteAllText(last, "hello");
        File.WriteAllText(previous, "");
        string text = Assert.Throws<RunFolderException>(() => { Trainer.Resume(folder["run"], Small.Images(), Small.Images(16, 2)); }).Message;
        Assert.Equal($"{folder["run"]}: no checkpoint is sound\n  {last}: holds 5 bytes, too few for a safetensors file\n  {previous}: holds 0 bytes, too few for a safetensors file\n"
            + "  rule  every byte is checked before a run goes on\n  help  restore the folder from a copy, or start the run again", text);
    }

    [Fact]
    public void Lines_that_were_lost_or_added_since_are_put_right()
    {
        using var folder = new TempFolder();
        Interrupt(folder["run"], 9);
        File.AppendAllText(folder["run/metrics.jsonl"], "{\"kind\":\"step\",\"step\":10,");
        File.AppendAllText(folder["run/results.csv"], "3,0.1");
        ResumeTests.Finish(folder["run"], 1);
    }

    [Fact]
    public void A_model_file_is_no_checkpoint()
    {
        using var folder = new TempFolder();
        using Model model = Small.Model();
        string path = folder["plain.safetensors"];
        model.Save(path);
        Assert.Equal($"{path}: it is a model file without the state of a training run\n  rule  a checkpoint holds weights, optimiser and state\n  help  resume from weights/last.safetensors of a run folder",
            Assert.Throws<ModelFileException>(() => CheckpointFile.Open(path)).Message);
    }

    [Fact]
    public void A_checkpoint_and_the_best_weights_are_model_files()
    {
        using var folder = new TempFolder();
        Interrupt(folder["run"], 6);
        using Model last = ModelFile.Load(folder["run/weights/last.safetensors"]), best = ModelFile.Load(folder["run/weights/best.safetensors"]);
        Assert.Equal(Small.Classes, last.Labels);
        Assert.Equal(Small.Classes, best.Labels);
    }

    private static void Interrupt(string folder, int step)
    {
        (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(step);
        using Model model = Small.Model();
        model.Train(Small.Images(), ResumeTests.Options(folder), progress, cancel);
    }
}
