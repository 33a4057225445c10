using Fovea.Analysis;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>Trainings that go wrong in one way, measured, and judged by lint.</summary>
public sealed class MeasuredRunTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Shuffled_labels()
    {
        LabData shuffled = new(Small.Images(400, 1, label: (n, _) => (n * 7919 + n / 3) % 4 ^ n / 5 % 4), Small.Images(200, 2, "held", (n, _) => n / 3 % 4));
        Assert.Contains("DAT004", Warnings(Small.Plain, shuffled));
    }

    [Fact]
    public void Labels_moved_by_one_between_the_splits()
    {
        string[] found = Warnings(Small.Plain, new LabData(Small.Images(400, 1), Small.Images(200, 2, "held", (_, k) => (k + 1) % 4)));
        Assert.Contains("DAT004", found);
        Assert.Contains("TRN008", found);
        Assert.Contains("INI005", found);
    }

    [Fact]
    public void A_learning_rate_of_nothing()
    {
        string[] found = Warnings(Small.Plain, Small.Data(), rate: 0);
        Assert.Contains("TRN003", found);
        Assert.Contains("TRN006", found);
    }

    [Fact]
    public void A_learning_rate_that_kills_the_network()
    {
        string[] found = Warnings(Small.Plain, Small.Data(), rate: 3);
        Assert.Contains("TRN001", found);
        Assert.Contains("INI005", found);
        Assert.Contains("DAT004", found);
    }

    [Fact]
    public void A_learning_rate_that_is_far_too_low()
    {
        string[] found = Warnings(Small.Plain, Small.Data(), rate: 1e-6f);
        Assert.Contains("TRN003", found);
        Assert.Contains("TRN006", found);
    }

    private string[] Warnings(string net, LabData data, float rate = 0.05f)
    {
        using Model model = Small.Model(net);
        Directory.CreateDirectory(folder["run/weights"]);
        model.Save(folder["run/weights/initial.safetensors"]);
        model.Train(data.Train, new TrainOptions { Epochs = 4, BatchSize = 32, Threads = 1, Validation = data.Validation, RunFolder = folder["run"], KeepBest = false, Optimizer = new Sgd { LearningRate = rate } });
        return [.. Linter.Run(Lab.Facts.Measure(model, data, new FactsOptions { Trained = true, RunFolder = folder["run"], Threads = 1 })).Findings
            .Where(f => f.Severity >= Severity.Warning).Select(f => f.Rule).Distinct()];
    }
}
