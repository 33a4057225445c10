namespace Fovea.Training.Tests;

/// <summary>Whole runs: resumed, with rates of their own, with a new head.</summary>
public sealed class TransferRunTests
{
    [Theory]
    [InlineData(FeatureCaching.Auto)]
    [InlineData(FeatureCaching.Never)]
    public void An_interrupted_transfer_ends_with_the_same_bits(FeatureCaching caching)
    {
        TrainOptions options = FreezeTests.Options with { Freeze = ["*", "!dense*"], FeatureCaching = caching, WeightAverage = 0.8f, RateDecayByDepth = 0.5 };
        using Model undisturbed = FreezeTests.Warm();
        undisturbed.Train(Small.Images(), options);
        for (int stop = 1; stop < 12; stop += 2)
        {
            using var folder = new TempFolder();
            (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(stop);
            using (Model model = FreezeTests.Warm()) Assert.True(model.Train(Small.Images(), options with { RunFolder = folder["run"] }, progress, cancel).Interrupted);
            (Model again, TrainingRun run) = Trainer.Resume(folder["run"], Small.Images(), Small.Images(20, 2), 1 + stop % 3);
            using (again) Assert.Equal(Small.Values(undisturbed), Small.Values(again));
            Assert.Equal(StopReason.Completed, run.StopReason);
        }
    }

    [Fact]
    public void A_run_says_what_was_frozen()
    {
        using var folder = new TempFolder();
        using (Model model = Small.Model())
            model.Train(Small.Images(), Small.Options with { Epochs = 1, RunFolder = folder["run"], Freeze = ["conv1"], RateFactors = [new RateFactor("conv2", 0.1)], RateDecayByDepth = 0.9 });
        TrainOptions read = Trainer.ReadOptions(folder["run"]);
        Assert.Equal(["conv1"], read.Freeze);
        Assert.Equal([new RateFactor("conv2", 0.1)], read.RateFactors);
        Assert.Equal(0.9, read.RateDecayByDepth);
        Assert.Contains("\"freeze\": [\n", File.ReadAllText(folder["run/args.json"]).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_differ_by_pattern_and_by_depth()
    {
        using Model model = Small.Model(FreezeTests.Net);
        Dictionary<Parameter, float> factors = RateFactors.Of(model, Small.Options with { RateDecayByDepth = 0.5, RateFactors = [new RateFactor("bn1", 0.1), new RateFactor("*.bias", 3)] });
        // Ten layers multiply: conv1, two in each of three blocks, a projection, two dense.
        Assert.Equal(1f, factors[model.Parameters.Find("dense2.weight")]);
        Assert.Equal(3 * 0.5f, factors[model.Parameters.Find("dense1.bias")], 1e-7f);
        Assert.Equal(MathF.Pow(0.5f, 9), factors[model.Parameters.Find("conv1.weight")]);
        Assert.Equal(0.1f * MathF.Pow(0.5f, 9), factors[model.Parameters.Find("bn1.weight")], 1e-9f);
    }

    // Plain descent: a step moves in proportion to the rate.
    [Fact]
    public void A_tenth_of_the_rate_is_a_tenth_of_the_step()
    {
        const string net = "12x12x1 | flatten | dense 4";
        TrainOptions options = Small.Options with { Optimizer = new Sgd { Momentum = 0, LearningRate = 0.5f }, Schedule = new Constant(), MaxSteps = 1, WeightAverage = 0 };
        using Model first = Small.Model(net), full = Small.Model(net), tenth = Small.Model(net);
        full.Train(Small.Images(), options);
        tenth.Train(Small.Images(), options with { RateFactors = [new RateFactor("dense1.weight", 0.125)] });
        for (int i = 0; i < 50; i++)
        {
            float start = first.Parameters["dense1.weight"][i];
            Assert.Equal((full.Parameters["dense1.weight"][i] - start) / 8, tenth.Parameters["dense1.weight"][i] - start, 1e-6f);
        }
        Assert.Equal(full.Parameters["dense1.bias"], tenth.Parameters["dense1.bias"]);
    }

    [Theory]
    [InlineData("12x12x1 | conv 4 3x3 | bn | relu | flatten | dense 8 | relu | dense 4", "dense2")]
    [InlineData("12x12x1 | conv 4 3x3 | bn | relu | dropout 0.5 | conv 4 1x1 | relu | globalavgpool", "conv2")]
    public void A_new_head_learns_other_classes(string net, string head)
    {
        using Model model = FreezeTests.Warm(net), five = model.WithHead(5, seed: 7), again = model.WithHead(5, seed: 7);
        Assert.Equal(5, five.Outputs);
        Assert.Empty(five.Labels);
        Assert.Equal(Small.Values(five), Small.Values(again));
        foreach (Parameter p in model.Parameters.All.Where(p => p.Node.Name != head)) Assert.Equal(model.Parameters[p.Name], five.Parameters[p.Name]);
        TrainingRun run = five.Train(Small.Noise(20, 12, 12, 1, 5), Small.Options with { Epochs = 1, Freeze = ["*", "!" + head] });
        Assert.Equal(StopReason.Completed, run.StopReason);
    }

    [Theory]
    [InlineData("12x12x1 | conv 4 3x3 | relu | globalavgpool", "conv1 is conv 4 3x3")]
    [InlineData("12x12x1 | residual(conv 1 1x1)  | flatten", "add1 is add")]
    [InlineData("12x12x1 | conv 4 1x1 | flatten", "conv1 with 5 outputs makes flatten1 720")]
    public void A_network_that_ends_in_something_else_has_no_head(string net, string why)
    {
        using Model model = Small.Model(net);
        Assert.Equal($"net has no head that can be replaced: behind its last weights, {why}\n"
            + "  rule  the head is a dense layer or a 1×1 convolution, and nothing behind it has weights or joins branches\n"
            + "  help  declare the network with the right number of outputs and load its weights in part (WeightOptions.Partial, --partial)",
            Assert.Throws<ArgumentException>(() => { model.WithHead(5); }).Message);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    public void A_rate_of_nothing_is_an_error(double factor)
    {
        using Model model = Small.Model();
        Assert.Equal($"the learning rate of 'conv1' is multiplied with {factor}\n  rule  a factor is above 0\n  help  what shall not learn is frozen: Freeze",
            Assert.Throws<ArgumentException>(() => { model.Train(Small.Images(), Small.Options with { RateFactors = [new RateFactor("conv1", factor)] }); }).Message);
    }
}
