namespace Fovea.Training.Tests;

public sealed class RunLockTests
{
    [Fact]
    public void A_second_writer_is_refused_and_told_who_the_first_is()
    {
        using var folder = new TempFolder();
        using RunFiles files = RunFiles.Create(folder["run"], Disk.Real);
        string text = Assert.Throws<RunFolderException>(() => { RunFiles.Open(folder["run"], Disk.Real); }).Message;
        Assert.StartsWith($"{folder["run"]}: another run is writing here: process {Environment.ProcessId} on {Environment.MachineName}, since ", text);
        Assert.EndsWith(" UTC\n  rule  one run folder has one writer\n  help  wait for it, stop it, or choose another folder", text);
    }

    [Fact]
    public void The_lock_of_a_dead_process_is_taken_over()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(folder["run/.lock"], "");
        File.WriteAllText(folder["run/.owner"], "process 4711 on box, since yesterday");
        using RunFiles files = RunFiles.Create(folder["run"], Disk.Real);
        Assert.Equal("process 4711 on box, since yesterday", files.TakenOver);
    }

    [Fact]
    public void A_new_run_never_overwrites_another()
    {
        using var folder = new TempFolder();
        using Model model = Small.Model();
        TrainOptions options = Small.Options with { Epochs = 1, RunFolder = folder["run"] };
        model.Train(Small.Images(), options);
        Assert.Equal($"{folder["run"]}: there is a run in this folder\n  rule  a new run never overwrites another\n  help  resume it (fovea train --resume {folder["run"]}), or choose another folder",
            Assert.Throws<RunFolderException>(() => { model.Train(Small.Images(), options); }).Message);
    }

    [Fact]
    public void A_folder_without_a_run_cannot_be_resumed()
    {
        using var folder = new TempFolder();
        Assert.Equal($"{folder.Path}: there is no run in this folder\n  rule  a run folder holds weights/last.safetensors\n  help  give the folder of an earlier run",
            Assert.Throws<RunFolderException>(() => { Trainer.Resume(folder.Path, Small.Images()); }).Message);
    }
}
