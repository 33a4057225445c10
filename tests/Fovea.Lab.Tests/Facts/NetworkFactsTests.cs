using Fovea.Analysis;

namespace Fovea.Lab.Tests;

/// <summary>What is said about weights, activations and steps.</summary>
public sealed class NetworkFactsTests
{
    private static readonly FactsOptions Options = new() { Threads = 1, Images = 256, Batch = 32 };

    [Fact]
    public void Identical_filters_are_found_at_any_scale_and_opposite_ones_are_not()
    {
        using Model model = Small.Model();
        Assert.All(WeightMeasure.Of(model).Nodes, n => Assert.Equal(0, n.Identical));
        Span<float> w = model.Parameters["conv2.weight"];
        for (int i = 0; i < w.Length; i += 8) (w[i + 3], w[i + 5], w[i + 6]) = (2 * w[i], 0.1f * w[i], -w[i]);
        Assert.Equal((8, 72, 2), WeightMeasure.Of(model).Nodes.Where(n => n.Node == "conv2").Select(n => (n.Filters, n.FanIn, n.Identical)).Single());
        model.Parameters["conv2.weight"].Clear();
        Assert.Equal((7, 0.0), WeightMeasure.Of(model).Nodes.Where(n => n.Node == "conv2").Select(n => (n.Identical, n.Norm)).Single());
    }

    [Fact]
    public void Dead_units_are_counted_and_the_scale_is_that_of_first_weights()
    {
        using Model model = Small.Model();
        model.Parameters["conv1.bias"][..3].Fill(-100);
        model.Parameters.MarkChanged();
        ActivationFacts facts = Lab.Facts.Measure(model, Small.Data(), Options with { Steps = 0 }).Activations!;
        Assert.Equal((256, false), (facts.Images, facts.Trained));
        Assert.Equal(["conv1", "relu1", "conv2", "relu2", "dense1"], facts.Nodes.Select(n => n.Node));
        Assert.Equal((8, 3), (facts.Nodes[1].Units, facts.Nodes[1].Dead));
        Assert.Equal(0, facts.Nodes[1].Least);
        Assert.True(facts.Nodes[0].Least < -90);

        using Model sound = Small.Model("12x12x1 | conv 64 3x3 | relu | flatten | dense 4");
        // He's first weights make a variance of 2 from inputs of variance 1, a little less where the window meets the border.
        Assert.InRange(Lab.Facts.Measure(sound, Small.Data(), Options with { Steps = 0 }).Activations!.Nodes[0].Std, 1.0, 1.8);
    }

    [Fact]
    public void Channels_that_repeat_another_are_redundant_after_training_only()
    {
        using Model model = Small.Model();
        Span<float> w = model.Parameters["conv1.weight"];
        for (int i = 0; i < w.Length; i += 8) (w[i + 1], w[i + 2]) = (3 * w[i], -w[i]);
        NodeActivity trained = Node(Options with { Trained = true }), first = Node(Options);
        Assert.InRange(trained.Redundant, 2, 4);
        Assert.Equal(0, first.Redundant);

        NodeActivity Node(FactsOptions o) => Lab.Facts.Measure(model, Small.Data(), o with { Steps = 0 }).Activations!.Nodes[0];
    }

    [Fact]
    public void An_update_of_plain_descent_is_the_rate_times_the_gradient()
    {
        using Model model = Small.Model();
        StepFacts facts = Lab.Facts.Measure(model, Small.Data(), Options with { Steps = 1, Optimizer = new Training.Sgd { LearningRate = 0.01f, Momentum = 0 } }).Steps!;
        Assert.Equal((1, 0.01), (facts.Steps, Math.Round(facts.LearningRate, 6)));
        foreach (NodeSteps n in facts.Nodes)
        {
            double norm = Math.Sqrt(model.Parameters[$"{n.Node}.weight"].ToArray().Sum(v => (double)v * v));
            Assert.Equal(0.01 * n.GradientNorm / norm, n.UpdateRatio, 0.02 * n.UpdateRatio);
        }
    }

    [Fact]
    public void Measuring_leaves_the_model_as_it_was_and_says_what_it_does()
    {
        using Model model = Small.Model(Small.Normalised);
        float[] before = [.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span];
        var said = new HashSet<string>();
        LintSubject subject = Lab.Facts.Measure(model, Small.Data(), Options with { Steps = 3 }, new Watch<LabProgress>(p => said.Add(p.What)));
        Assert.Equal(before, (float[])[.. model.Parameters.Trainable.Span, .. model.Parameters.Statistics.Span]);
        Assert.Contains("activations", said);
        Assert.InRange(subject.Start!.FirstLoss, 1, 3);
        Assert.Null(subject.Answers);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using Model model = Small.Model();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Lab.Facts.Measure(model, Small.Data(), Options, new Watch<LabProgress>(_ => stop.Cancel()), stop.Token));
    }
}
