using Fovea.Kernels;

namespace Fovea.Training.Tests;

/// <summary>Runs with measured choices of algorithms, and runs that compute activations again.</summary>
public sealed class ChoicesTests
{
    private const string Net = "12x12x1 | conv 16 3x3 nobias | bn | relu | conv 16 3x3 | relu | residual(conv 16 3x3 nobias | bn | relu) | dropout 0.2 | globalavgpool | dense 4";
    private const string Layer = "12x12x16 conv 16 3x3 pad 1,1,1,1";

    [Fact]
    public void A_run_keeps_its_choices_and_goes_on_with_them()
    {
        using var folder = new TempFolder();
        TrainOptions options = Options with { RunFolder = folder["run"], Choices = Choices("this one", Layer, "99x99x16 conv 16 3x3 pad 1,1,1,1") };
        using Model whole = Small.Model(Net), half = Small.Model(Net);
        whole.Train(Small.Images(), options with { RunFolder = null });
        (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(5);
        half.Train(Small.Images(), options, progress, cancel);

        // Only the layers of this network; and nothing is asked of a file, which may be gone or changed.
        AlgorithmChoices kept = Trainer.ReadOptions(folder["run"]).Choices!;
        Assert.Equal([Layer], kept.Choices.Select(c => c.Layer).Distinct());
        Assert.Equal(3, kept.Choices.Count);
        string arguments = File.ReadAllText(folder["run/args.json"]);
        Assert.Contains($"\"layer\": \"{Layer}\"", arguments);
        Assert.DoesNotContain("99x99x16", arguments);

        (Model model, TrainingRun run) = Trainer.Resume(folder["run"], Small.Images(), Small.Images(16, 2), threads: 3);
        using (model) Assert.Equal(Small.Values(whole), Small.Values(model));
        Assert.Contains(run.Notes, n => n.StartsWith("the run's algorithms were measured on this one, this is ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_choices_decide_the_last_bits_and_the_threads_do_not()
    {
        if (KernelTable.Resolve(KernelVariant.Auto) is not (KernelVariant.Avx2 or KernelVariant.Avx512)) return;
        float[][] results = [.. from options in (TrainOptions[])[Options, Options with { Choices = Choices("", Layer) }, Options with { Choices = Choices("", Layer), Threads = 3 }] select Train(options)];
        Assert.NotEqual(results[0], results[1]);
        Assert.Equal(results[1], results[2]);
    }

    [Theory]
    [InlineData(Net)]
    [InlineData(Small.Net)]
    public void Activations_computed_again_change_no_bit_of_a_run(string net)
        => Assert.Equal(Train(Options, net), Train(Options with { Recompute = true, Threads = 2 }, net));

    [Fact]
    public void A_run_that_computes_activations_again_is_resumed_as_such()
    {
        using var folder = new TempFolder();
        TrainOptions options = Options with { RunFolder = folder["run"], Recompute = true };
        (IProgress<TrainProgress> progress, CancellationToken cancel) = Small.StopAfter(5);
        using (Model half = Small.Model(Net)) half.Train(Small.Images(), options, progress, cancel);
        Assert.True(Trainer.ReadOptions(folder["run"]).Recompute);
        (Model model, _) = Trainer.Resume(folder["run"], Small.Images(), Small.Images(16, 2));
        using (model) Assert.Equal(Train(Options), Small.Values(model));
    }

    private static TrainOptions Options => Small.Options with { Epochs = 3, Validation = Small.Images(16, 2) };

    private static float[] Train(TrainOptions options, string net = Net)
    {
        using Model model = Small.Model(net);
        model.Train(Small.Images(), options);
        return Small.Values(model);
    }

    private static AlgorithmChoices Choices(string processor, params string[] layers) => new()
    {
        Processor = processor,
        Variant = KernelTable.Resolve(KernelVariant.Auto),
        Choices = [.. from layer in layers
            from direction in Enum.GetValues<ConvDirection>()
            select new AlgorithmChoice { Layer = layer, Batch = 16, Training = true, Direction = direction, Algorithm = ConvAlgorithm.F2 }],
    };
}
