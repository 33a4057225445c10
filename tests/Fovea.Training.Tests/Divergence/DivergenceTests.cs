using Fovea.Data;

namespace Fovea.Training.Tests;

/// <summary>A NaN or an infinity stops the run at its step and says where it came from.</summary>
public sealed class DivergenceTests
{
    [Fact]
    public void An_exploding_learning_rate_is_named_with_the_node()
    {
        using var folder = new TempFolder();
        using Model model = Small.Model();
        TrainOptions options = Small.Options with { RunFolder = folder["run"], CheckpointEverySteps = 1, Optimizer = new Sgd { LearningRate = 1e18f }, Schedule = new Constant(), WeightAverage = 0 };
        var e = Assert.Throws<TrainingDivergedException>(() => { model.Train(Small.Images(), options); });
        Divergence d = e.Divergence;
        Assert.True(d.Step is > 0 and < 5, e.Message);
        Assert.True(d.Culprit.At is DivergedAt.Activation or DivergedAt.Loss or DivergedAt.Gradient or DivergedAt.ParameterGradient, e.Message);
        Assert.Equal(d.Step, d.CheckpointStep);
        Assert.Contains($"\n  saved   {folder["run/weights/last.safetensors"]}, after {d.Step} steps\n  help    lower the learning rate (try 1E+17), let it rise slowly (WarmUp 0.1), or clip the gradients (ClipNorm 1)", e.Message);
        Assert.All(Small.Values(model), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void A_single_image_is_found_among_the_others()
    {
        // Black images survive a deviation near zero; one white pixel does not.
        var pixels = new byte[64 * 144];
        pixels[37 * 144 + 5] = 255;
        using var set = new ArrayDataset("odd", 12, 12, 1, pixels, [.. Enumerable.Range(0, 64).Select(i => i % 4)], Small.Classes);
        using Model plain = Small.Model();
        using Model model = plain.With(preprocessing: new Preprocessing(ResizeRule.Exact, [0], [1e-44f]));
        var e = Assert.Throws<TrainingDivergedException>(() => { model.Train(set, Small.Options with { Augmentation = Augmentation.None }); });
        int batch = e.Divergence.Batch;
        Assert.Equal($"training diverged at step {batch - 1} (epoch 1, batch {batch} of 4): the loss is NaN\n"
            + "  first   input, the pixels after preprocessing: 1 of 2,304 values are not finite\n"
            + "  images  1 of 16: odd[37] (down)\n"
            + $"  rate    {e.Divergence.LearningRate:G3}\n"
            + "  saved   nothing yet\n"
            + "  help    look at the named images and at the preprocessing: a deviation near 0 makes pixels infinite", e.Message);
    }

    [Fact]
    public void Weights_that_are_bad_from_the_start_are_refused()
    {
        foreach (string name in new[] { "conv1.weight", "bn1.running_var", "conv2.bias", "dense1.weight" })
        {
            using Model model = Small.Model();
            model.Parameters[name][3] = float.NaN;
            model.Parameters.MarkChanged();
            Assert.Equal($"net: {name} holds NaN at 3\n  rule  training begins with finite numbers\n  help  begin from a sound file, or from new weights",
                Assert.Throws<ArgumentException>(() => { model.Train(Small.Images(), Small.Options); }).Message);
        }
    }

    [Fact]
    public void A_running_statistic_that_overflows_is_named()
    {
        using Model model = Small.Model();
        model.Parameters["conv1.weight"].Fill(1e20f);
        model.Parameters.MarkChanged();
        Divergence d = Assert.Throws<TrainingDivergedException>(() => { model.Train(Small.Images(), Small.Options); }).Divergence;
        Assert.True(d.Culprit is { At: DivergedAt.Statistic, Name: "bn1.running_var" } or { At: DivergedAt.Activation, Name: "bn1" }, d.ToString());
        Assert.All(model.Parameters.Statistics.Span.ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Every_injected_fault_is_found_at_its_step_and_no_other()
    {
        for (int at = 1; at < 12; at++)
        {
            using Model model = Small.Model();
            int step = at;
            var watch = new Small.Watch(p =>
            {
                if (p.TotalSteps != step || p.Finished is not null) return;
                model.Parameters["conv2.weight"][step] = step % 2 == 0 ? float.PositiveInfinity : float.NaN;
                model.Parameters.MarkChanged();
            });
            Divergence d = Assert.Throws<TrainingDivergedException>(() => { model.Train(Small.Images(), Small.Options, watch); }).Divergence;
            Assert.Equal((step, DivergedAt.Parameter, "conv2.weight"), (d.Step, d.Culprit.At, d.Culprit.Name));
        }
    }

    [Fact]
    public void An_activation_that_overflows_is_named_with_the_size_of_its_inputs()
    {
        using Model model = Small.Model("12x12x1 | conv 4 3x3 | relu | conv 6 3x3 | relu | flatten | dense 4");
        foreach (string name in new[] { "conv1.weight", "conv2.weight" })
            foreach (ref float w in model.Parameters[name]) w = 1e25f;
        model.Parameters.MarkChanged();
        Divergence d = Assert.Throws<TrainingDivergedException>(() => { model.Train(Small.Images(), Small.Options); }).Divergence;
        Assert.Equal((DivergedAt.Activation, "conv2"), (d.Culprit.At, d.Culprit.Name));
        Assert.InRange(d.Culprit.Largest, 1e24, 1e27);
        Assert.Equal(16, d.Images.Count);
    }
}
