using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>One planted fault at a time, which the doctor has to find and to name first.</summary>
public sealed class FaultTests
{
    [Fact]
    public void Labels_that_do_not_belong_to_their_images()
    {
        Diagnosis d = Examine(Small.Plain, new LabData(Small.Images(400, 1, label: (n, _) => (n * 7919 + n / 3) % 4 ^ n / 5 % 4), Small.Images(200, 2, label: (n, _) => n / 3 % 4)));
        Found(d, "learns", Outcome.Broken, "labels of other images, of another order or at random look like this");
        Assert.Equal(Outcome.Sound, d["overfit"].Outcome);
    }

    [Fact]
    public void A_learning_rate_that_is_too_high()
    {
        Diagnosis d = Examine(Small.Plain, Small.Data(), new Sgd { LearningRate = 10 });
        Found(d, "rate", Outcome.Broken, "try a learning rate of ");
        // It is reported once: what follows is examined with a sound one.
        Assert.True(d["overfit"].Outcome == Outcome.Sound, d.ToString());
        Assert.Contains(", with the learning rate ", d["learns"].Found);
    }

    [Fact]
    public void A_learning_rate_that_only_a_harder_task_would_show()
    {
        // Dark against bright is learned in a few steps of the range test, before its rates do harm.
        ImageDataset Easy(int count, int seed) => Small.Images(count, seed, change: (n, pixels) =>
        {
            for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(n % 4 * 60 + 20 + pixels[i] % 20);
        });
        Diagnosis d = Examine("12x12x1 | conv 4 3x3 | relu | flatten | dense 4", new LabData(Easy(400, 1), Easy(200, 2)), new Sgd { LearningRate = 10 });
        Assert.Equal(Outcome.Broken, d.Worst);
        Assert.Contains("(--lr ", d.First);
    }

    [Fact]
    public void A_learning_rate_of_nothing()
        => Found(Examine(Small.Plain, Small.Data(), new Sgd { LearningRate = 0 }), "rate", Outcome.Broken, "try a learning rate of ");

    [Fact]
    public void Inputs_that_are_not_normalised()
        => Found(Examine(Small.Plain, Small.Data(), mean: 0, std: 1), "inputs", Outcome.Doubtful, "[DAT001]");

    [Fact]
    public void Mean_and_deviation_on_the_scale_of_bytes()
        => Found(Examine(Small.Plain, Small.Data(), mean: 120, std: 80), "inputs", Outcome.Broken, "measure mean and deviation on the training images");

    [Fact]
    public void A_network_whose_units_are_all_dead()
    {
        Diagnosis d = Examine(Small.Plain, Small.Data(), change: m => m.Parameters["conv2.bias"].Fill(-1000));
        Found(d, "signal", Outcome.Broken, "these layers cannot learn");
        Assert.Contains("no gradient reaches the weights of conv1, conv2", d["signal"].Found);
        Assert.Equal(Outcome.Broken, d["overfit"].Outcome);
    }

    [Fact]
    public void Half_of_a_layer_dead()
        => Found(Examine(Small.Plain, Small.Data(), change: m => m.Parameters["conv2.bias"][..5].Fill(-1000)), "signal", Outcome.Broken, "[TRN001]");

    [Fact]
    public void Weights_that_all_begin_at_a_constant()
        => Found(Examine(Small.Plain, Small.Data(), change: m => m.Parameters["conv1.weight"].Fill(0.1f)), "signal", Outcome.Broken, "[INI003]");

    [Fact]
    public void First_weights_that_are_far_too_large()
    {
        Diagnosis d = Examine(Small.Plain, Small.Data(), change: m =>
        {
            foreach (ref float v in m.Parameters["dense1.weight"]) v *= 30;
        });
        Assert.Equal(Outcome.Broken, d["first loss"].Outcome);
        Assert.Contains("[INI001]", d["first loss"].Advice);
    }

    [Fact]
    public void Sigmoids_one_after_the_other()
    {
        Diagnosis d = Examine("12x12x1 | " + string.Concat(Enumerable.Repeat("conv 8 3x3 | sigmoid | ", 7)) + "flatten | dense 4", Small.Data());
        Assert.Equal(Outcome.Doubtful, d["signal"].Outcome);
        Assert.Contains("it vanishes on the way back", d["signal"].Found);
        Assert.StartsWith("signal: ", d.First);
    }

    [Fact]
    public void A_softmax_before_the_loss()
    {
        Diagnosis d = Examine(Small.Plain + " | softmax", Small.Data());
        Found(d, "output", Outcome.Broken, "remove softmax1: end with the last dense layer");
        Assert.Contains("0.7437", d["output"].Found); // ln(1 + 3/e)
        Assert.Equal(Outcome.Skipped, d["overfit"].Outcome);
        Assert.Null(d.Rates);
    }

    [Fact]
    public void Outputs_that_are_not_the_classes()
        => Found(Examine("12x12x1 | conv 4 3x3 | relu | flatten | dense 10", Small.Data()), "output", Outcome.Broken, "end the network with dense 4");

    [Fact]
    public void Classes_in_another_order()
    {
        using Model plain = Small.Model();
        using Model model = plain.With(labels: ["down", "across", "fine", "coarse"]);
        Found(Lab.Doctor.Examine(model, Small.Data(), Small.Quick), "output", Outcome.Broken, "into the order that the model was trained with");
    }

    [Fact]
    public void Images_that_are_tested_on_and_learned_from()
    {
        ImageDataset train = Small.Images(400, 1);
        Found(Examine(Small.Plain, new LabData(train, train.Subset([.. Enumerable.Range(0, 80)], "held"))), "copies", Outcome.Broken, "[DAT005]");
    }

    [Fact]
    public void One_class_with_almost_all_images()
    {
        ImageDataset all = Small.Images(1200, 1);
        ImageDataset uneven = all.Subset([.. Enumerable.Range(0, 1200).Where(i => i % 4 == 0 || i < 80)]);
        Found(Examine(Small.Plain, new LabData(uneven, Small.Images(200, 2, "held"))), "labels", Outcome.Doubtful, "[DAT003]");
    }

    [Fact]
    public void Running_statistics_that_are_not_the_images()
    {
        using Model model = HealthyTests.Trained();
        // Each channel is shifted by another amount: the answers change, and not so far that the model seems untrained.
        Span<float> mean = model.Parameters["bn2.running_mean"];
        for (int i = 0; i < mean.Length; i++) mean[i] += i % 2 == 0 ? 2.2f : -2.2f;
        model.Parameters.MarkChanged();
        Diagnosis d = Lab.Doctor.Examine(model, Small.Data(), Small.Quick, mayBeTrained: true);
        Assert.True(d["modes"].Outcome == Outcome.Broken, d.ToString());
        Assert.Contains("[NRM005]", d["modes"].Advice);
    }

    [Fact]
    public void A_gradient_that_is_none()
    {
        using Model model = Small.Model();
        var patient = new Patient(model, Small.Data(), Small.Quick, false, null, CancellationToken.None);
        float[] pixels = [.. Enumerable.Range(0, 2 * 144).Select(i => MathF.Sin(i * 1.7f))];
        var check = new GradientCheck();
        // Guided backprop is a known wrong gradient; the right one stays sound beside it.
        Assert.Equal(Outcome.Sound, check.Judge(GradientComparison.Measure(model, (pixels, [0, 1]), 20, patient)).Outcome);
        CheckResult wrong = check.Judge(GradientComparison.Measure(model, (pixels, [0, 1]), 20, patient, Kernels.ReluRule.Guided));
        Assert.Equal(Outcome.Broken, wrong.Outcome);
        Assert.Contains("please report it", wrong.Advice);
    }

    private static void Found(Diagnosis d, string check, Outcome outcome, string advice)
    {
        Assert.True(d[check].Outcome == outcome, d.ToString());
        Assert.Contains(advice, d[check].Advice);
        Assert.True(d.Worst == outcome && d.First.StartsWith(check + ": ", StringComparison.Ordinal), d.ToString());
    }

    private static Diagnosis Examine(string net, LabData data, Optimizer? optimizer = null, float? mean = null, float? std = null, Action<Model>? change = null)
    {
        using Model plain = Small.Model(net);
        using Model model = mean is { } m ? plain.With(plain.Preprocessing with { Mean = [m], Std = [std!.Value] }) : plain.With();
        change?.Invoke(model);
        model.Parameters.MarkChanged();
        return Lab.Doctor.Examine(model, data, Small.Quick with { Optimizer = optimizer ?? new Sgd() });
    }
}
