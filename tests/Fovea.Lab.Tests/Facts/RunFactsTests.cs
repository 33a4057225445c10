using Fovea.Analysis;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>What is said about a trained model and its run, and what lint makes of it.</summary>
public sealed class RunFactsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_sound_run_is_read_and_nothing_is_said_against_it()
    {
        using Model model = Train(Small.Data());
        LintSubject subject = Lab.Facts.Measure(model, Small.Data(), new FactsOptions { Trained = true, RunFolder = folder["run"], Threads = 1 });
        Assert.Equal((4, 200), (subject.Run!.Epochs.Count, subject.Run.ValidationImages));
        Assert.Equal(32, subject.Batch);
        Assert.Equal(("validation", 200), (subject.Answers!.On, subject.Answers.Count));
        Assert.True(subject.Answers.Accuracy > 0.9, $"{subject.Answers.Accuracy}");
        Assert.True(subject.Answers.BlankLoss > subject.Answers.Loss);
        Assert.NotNull(subject.Start);
        Assert.InRange(subject.Start!.FirstLoss, 1, 3);
        Assert.DoesNotContain(Linter.Run(subject).Findings, f => f.Severity >= Severity.Warning && f.Rule is not "TRN003");
    }

    [Fact]
    public void Learning_by_heart_is_a_generalisation_gap()
    {
        // Labels that say nothing can be learned by heart and do not carry over.
        LabData random = new(Small.Images(64, 1, label: (n, _) => n * n / 5 % 4), Small.Images(200, 2, label: (n, _) => n / 3 % 4));
        using Model model = Train(random, epochs: 60);
        string[] found = Rules(model, random, "run");
        Assert.Contains("TRN008", found);
        Assert.Contains("DAT004", found);
    }

    [Fact]
    public void Stale_statistics_of_batch_norm_are_found()
    {
        using Model model = Train(Small.Data());
        model.Parameters["bn1.running_mean"].Fill(3);
        model.Parameters["bn2.running_var"].Fill(0.01f);
        model.Parameters.MarkChanged();
        Assert.Contains("NRM005", Rules(model, Small.Data(), null));
    }

    [Fact]
    public void A_network_that_does_not_see_the_image_is_found()
    {
        using Model model = Train(Small.Data());
        model.Parameters["conv1.weight"].Clear();
        model.Parameters.MarkChanged();
        // Without contrast every image is the blank one.
        Assert.Contains("INI005", Rules(model, Small.Data(), null));
    }

    [Fact]
    public void A_rate_that_is_too_high_is_seen_in_the_updates()
    {
        using Model model = Small.Model();
        LintSubject subject = Lab.Facts.Measure(model, Small.Data(), new FactsOptions { Threads = 1, Batch = 32, Steps = 3, Optimizer = new Sgd { LearningRate = 1 } });
        Assert.Contains(Linter.Run(subject).Findings, f => f.Rule == "TRN003");
    }

    [Fact]
    public void A_folder_without_a_run_is_an_error()
        => Assert.Throws<RunFolderException>(() => Lab.Facts.Measure(Small.Model(), Small.Data(40, 20), new FactsOptions { RunFolder = folder.Path, Threads = 1 }));

    private Model Train(LabData data, int epochs = 4)
    {
        Model model = Small.Model(Small.Normalised.Replace(" | dropout 0.2", "", StringComparison.Ordinal));
        Directory.CreateDirectory(folder["run/weights"]);
        model.Save(folder["run/weights/initial.safetensors"]);
        model.Train(data.Train, new TrainOptions { Epochs = epochs, BatchSize = 32, Threads = 1, Validation = data.Validation, RunFolder = folder["run"], KeepBest = false, Optimizer = new Sgd { LearningRate = 0.05f } });
        return model;
    }

    private string[] Rules(Model model, LabData data, string? run)
        => [.. Linter.Run(Lab.Facts.Measure(model, data, new FactsOptions { Trained = true, RunFolder = run is null ? null : folder[run], Threads = 1 })).Findings.Select(f => f.Rule)];
}
