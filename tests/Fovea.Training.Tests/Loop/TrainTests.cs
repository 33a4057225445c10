using Fovea.Data;

namespace Fovea.Training.Tests;

public sealed class TrainTests
{
    [Fact]
    public void A_small_net_learns_a_small_problem()
    {
        using Model model = Small.Model();
        TrainingRun run = model.Train(Small.Images(), Small.Options with { Epochs = 12, Validation = Small.Images(32, 2, "held out"), Augmentation = Augmentation.None });
        Assert.Equal(12, run.Epochs.Count);
        Assert.Equal(48, run.Steps);
        Assert.Equal(StopReason.Completed, run.StopReason);
        Assert.True(run.Epochs[^1].TrainLoss < run.Epochs[0].TrainLoss / 2, run.ToString());
        Assert.True(run.Best!.ValidationAccuracy >= 0.9, run.ToString());
        Evaluation test = model.Evaluate(Small.Images(32, 2, "held out"), new EvaluateOptions { BatchSize = 16, Threads = 1 });
        Assert.Equal(run.Best.ValidationAccuracy, test.Accuracy);
        Assert.Equal(run.Best.ValidationLoss, test.Loss);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        float[]? first = null;
        double[]? losses = null;
        foreach (int threads in new[] { 1, 2, 3, 8, 16 })
        {
            using Model model = Small.Model();
            TrainingRun run = model.Train(Small.Images(), Small.Options with { Threads = threads, LoaderThreads = threads == 3 ? 2 : 1, Epochs = 3, Validation = Small.Images(16, 2), KeepBest = false });
            float[] values = Small.Values(model);
            double[] now = [.. run.Epochs.SelectMany(e => new[] { e.TrainLoss, e.ValidationLoss!.Value })];
            Assert.Equal(losses ??= now, now);
            Assert.Equal(first ??= values, values);
        }
    }

    // Large enough that calls are dealt in parts and every algorithm of convolutions takes part.
    [Theory]
    [InlineData("resnet20", 32)]
    [InlineData("twoconv", 48)]
    public void Threads_do_not_change_a_bit_of_a_network_whose_calls_are_dealt(string net, int batch)
    {
        float[]? first = null;
        foreach (int threads in new[] { 1, 2, 3, 8, 16 })
        {
            using Model model = Small.Model(Zoo.Nets[net]);
            Shape input = model.Graph.Input.Shape;
            ImageDataset images = Small.Noise(3 * batch, input.Height, input.Width, input.Channels, model.Outputs);
            model.Train(images, Small.Options with { Threads = threads, BatchSize = batch, Epochs = 1, KeepBest = false });
            float[] values = Small.Values(model);
            Assert.Equal(first ??= values, values);
        }
    }

    [Fact]
    public void Strict_runs_round_as_declared_and_reach_the_same()
    {
        const string Net = "12x12x1 | conv 32 3x3 | relu | conv 32 3x3 | relu | globalavgpool | dense 4";
        double[][] losses = [.. new[] { false, true, true }.Select(strict =>
        {
            using Model model = Small.Model(Net);
            TrainingRun run = model.Train(Small.Images(), Small.Options with { Epochs = 3, Strict = strict, Validation = Small.Images(16, 2) });
            return run.Epochs.SelectMany(e => new[] { e.TrainLoss, e.ValidationLoss!.Value }).ToArray();
        })];
        Assert.Equal(losses[1], losses[2]);
        Assert.NotEqual(losses[0], losses[1]);
        for (int i = 0; i < losses[0].Length; i++) Assert.Equal(losses[1][i], losses[0][i], 1e-3);
    }

    [Fact]
    public void Best_weights_are_kept_and_last_ones_only_when_wished()
    {
        TrainOptions options = Small.Options with { WeightAverage = 0, Epochs = 4, Validation = Small.Images(16, 2), Optimizer = new Sgd { LearningRate = 0.3f }, Schedule = new Constant() };
        using Model kept = Small.Model(), last = Small.Model();
        TrainingRun run = kept.Train(Small.Images(), options), same = last.Train(Small.Images(), options with { KeepBest = false });
        Assert.Equal(run.BestEpoch, same.BestEpoch);
        Assert.Equal(run.Best!.ValidationLoss, kept.Evaluate(Small.Images(16, 2), new EvaluateOptions { BatchSize = 16 }).Loss);
        Assert.Equal(run.Epochs[^1].ValidationLoss, last.Evaluate(Small.Images(16, 2), new EvaluateOptions { BatchSize = 16 }).Loss);
    }

    [Fact]
    public void Early_stopping_counts_epochs_without_improvement()
    {
        using Model model = Small.Model();
        TrainOptions options = Small.Options with
        {
            Epochs = 50,
            WeightAverage = 0,
            Optimizer = new Sgd { LearningRate = 0 },
            Validation = Small.Images(16, 2),
            EarlyStopping = new EarlyStopping(Patience: 3, On: Metric.Accuracy),
        };
        TrainingRun run = model.Train(Small.Images(), options);
        Assert.Equal(StopReason.EarlyStopping, run.StopReason);
        Assert.Equal(4, run.Epochs.Count);
    }

    [Fact]
    public void The_average_forgets_the_first_weights_and_follows_the_rest()
    {
        using Model source = Small.Model();
        using var average = new AverageSteps(source, 0.9f);
        using var team = new Fovea.Kernels.Team(1);
        double expected = double.NaN;
        for (long step = 0; step < 200; step++)
        {
            source.Parameters.Trainable.Span.Fill(step);
            average.Run(team, step);
            double decay = step < 9 ? 0 : step < 27 ? 0.5 : step < 63 ? 0.75 : step < 135 ? 0.875 : 0.9;
            expected = step == 0 ? 0 : decay * expected + (1 - decay) * step;
            Assert.Equal(expected, average.Model.Parameters.Trainable.Span[0], 2e-2);
        }
    }

    [Fact]
    public void MaxSteps_ends_in_the_middle_of_an_epoch_and_still_gives_its_numbers()
    {
        using Model model = Small.Model();
        TrainingRun run = model.Train(Small.Images(), Small.Options with { MaxSteps = 6 });
        Assert.Equal(StopReason.MaxSteps, run.StopReason);
        Assert.Equal(6, run.Steps);
        Assert.Equal([1, 2], run.Epochs.Select(e => e.Epoch));
    }

    [Fact]
    public void Progress_counts_steps_and_epochs()
    {
        using Model model = Small.Model();
        var seen = new List<TrainProgress>();
        model.Train(Small.Images(), Small.Options with { Epochs = 2 }, new Small.Watch(seen.Add));
        Assert.Equal(10, seen.Count);
        Assert.Equal([1, 2, 3, 4, 4, 5, 6, 7, 8, 8], seen.Select(p => p.TotalSteps));
        Assert.Equal(2, seen.Count(p => p.Finished is not null));
        Assert.All(seen, p => Assert.True(p.ImagesPerSecond > 0 && p.StepsPerEpoch == 4 && p.Epochs == 2));
    }

    [Fact]
    public void Mean_squared_error_can_be_minimised_too()
    {
        using Model model = Small.Model();
        TrainingRun run = model.Train(Small.Images(), Small.Options with { Loss = Loss.MeanSquaredError, Optimizer = new Adam { LearningRate = 0.01f }, Epochs = 6 });
        Assert.True(run.Epochs[^1].TrainLoss < run.Epochs[0].TrainLoss, run.ToString());
    }

    [Fact]
    public void The_run_prints_itself_and_is_json()
    {
        var run = new TrainingRun
        {
            Epochs = [new EpochResult(1, 0.5, 0.75, 0.4, 0.8, 0.05, 1.25, 0.01), new EpochResult(2, 0.25, 0.875, null, null, 0.025, 1, 0)],
            BestEpoch = 1,
            Steps = 8,
            Seconds = 2.25,
            WaitShare = 0.005,
            StopReason = StopReason.Interrupted,
            RunFolder = "runs/a",
        };
        Assert.Equal("epoch 1  loss 0.5000  accuracy 0.7500  validation 0.4000 0.8000  rate 0.05  1.2 s  best\n"
            + "epoch 2  loss 0.2500  accuracy 0.8750  rate 0.025  1.0 s\n"
            + "8 steps in 2.2 s (0.5 % waiting for data), interrupted; resume it from runs/a", run.ToString());
        Assert.Contains("\"stopReason\": \"Interrupted\"", run.ToJson());
        Assert.Contains("\"validationLoss\": 0.4", run.ToJson());
    }
}
