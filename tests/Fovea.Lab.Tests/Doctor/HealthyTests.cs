namespace Fovea.Lab.Tests;

/// <summary>Networks that are sound: the doctor must be quiet.</summary>
public sealed class HealthyTests
{
    [Theory]
    [InlineData(Small.Plain, 1)]
    [InlineData(Small.Plain, 2)]
    [InlineData(Small.Normalised, 1)]
    [InlineData(Small.Normalised, 2)]
    [InlineData("12x12x1 | flatten | dense 32 | relu | dense 4", 1)]
    [InlineData("12x12x1 | conv 8 3x3 nobias | bn | relu | residual(conv 8 3x3 nobias | bn | relu | conv 8 3x3 nobias | bn) | relu | globalavgpool | dense 4", 1)]
    [InlineData("12x12x1 | conv 16 5x5 stride 2 | gelu | conv 16 3x3 | gelu | globalavgpool | dense 4", 1)]
    [InlineData("12x12x1 | conv 16 3x3 | tanh | maxpool 2 | flatten | dense 16 | tanh | dense 4", 1)]
    public void A_sound_network_is_called_healthy(string net, int seed)
    {
        using Model model = Small.Model(net, (ulong)seed);
        Diagnosis d = Lab.Doctor.Examine(model, Small.Data(), Small.Quick with { Seed = (ulong)seed });
        Assert.True(d.Worst == Outcome.Sound, d.ToString());
        Assert.StartsWith("train it; learning rates from ", d.First);
        Assert.StartsWith("healthy: ", d.Verdict);
    }

    [Fact]
    public void Adam_has_another_scale_of_rates()
    {
        using Model model = Small.Model();
        Diagnosis d = Lab.Doctor.Examine(model, Small.Data(), Small.Quick with { Optimizer = new Training.Adam() });
        Assert.True(d.Worst == Outcome.Sound, d.ToString());
    }

    [Fact]
    public void A_trained_model_is_recognised()
    {
        using Model model = Trained();
        Diagnosis d = Lab.Doctor.Examine(model, Small.Data(), Small.Quick, mayBeTrained: true);
        Assert.True(d.Worst == Outcome.Sound, d.ToString());
        Assert.Contains("what follows about training begins from new weights", d["answers"].Found);
        Assert.Contains("with running ones", d["modes"].Found);
    }

    [Fact]
    public void The_same_seed_finds_the_same_on_one_thread_and_on_two_and_the_model_stays_as_it_was()
    {
        using Model model = Small.Model(Small.Normalised);
        float[] before = [.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span];
        string[] one = Findings(1), two = Findings(2);
        Assert.Equal(one, two);
        Assert.Equal(before, (float[])[.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span]);

        string[] Findings(int threads) => [.. Lab.Doctor.Examine(model, Small.Data(), Small.Quick with { Threads = threads }).Checks.Select(c => $"{c.Outcome} {c.Found}")];
    }

    [Fact]
    public void Without_held_images_a_fifth_is_held_out()
    {
        using Model model = Small.Model();
        Diagnosis d = Lab.Doctor.Examine(model, new LabData(Small.Images(300, 1)), Small.Quick);
        Assert.Contains("of 60 unseen images", d["learns"].Found);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using Model model = Small.Model();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Lab.Doctor.Examine(model, Small.Data(), Small.Quick, progress: new Watch<LabProgress>(p =>
        {
            if (p.What == "overfit") stop.Cancel();
        }), cancel: stop.Token));
    }

    internal static Model Trained()
    {
        Model model = Small.Model(Small.Normalised);
        Training.Trainer.Train(model, Small.Images(400, 1), new Training.TrainOptions { Epochs = 6, BatchSize = 32, Threads = 1 });
        return model;
    }
}
