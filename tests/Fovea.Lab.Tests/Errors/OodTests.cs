using Fovea.Data;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>Scores of strange images.</summary>
public sealed class OodTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2 }, new[] { 3.0, 4 }, 1)]
    [InlineData(new[] { 3.0, 4 }, new[] { 1.0, 2 }, 0)]
    [InlineData(new[] { 1.0, 1 }, new[] { 1.0 }, 0.5)]
    [InlineData(new[] { 1.0, 3 }, new[] { 2.0, 3 }, 0.625)]
    public void The_area_under_the_curve_counts_pairs(double[] own, double[] strange, double area) => Assert.Equal(area, OodMeasure.Auroc(own, strange), 12);

    [Fact]
    public void A_trained_model_tells_noise_and_other_images_by_its_features()
    {
        using Model model = Small.Model();
        model.Train(Small.Images(400, 1), new TrainOptions { Epochs = 6, BatchSize = 32, Threads = 1 });
        AnswerSet answers = AnswerSet.Of(model, Small.Images(200, 2), "", Known.Run), training = AnswerSet.Of(model, Small.Images(400, 1), "", Known.Run);
        OutOfDistribution found = OodMeasure.Of(model, answers, training, new ArrayDataset("grey", 12, 12, 1, [.. Enumerable.Repeat((byte)90, 144 * 20)], new int[20], ["one class"]), Known.Run);
        Assert.Equal(["grey", "the images with shuffled pixels", "uniform noise"], found.Tests.Select(t => t.Against));
        Assert.All(found.Tests, t => Assert.Equal(["max softmax", "energy", "kNN"], t.Scores.Select(s => s.Score)));
        Assert.All(found.Tests, t => Assert.True(t.Scores[2].Auroc > 0.9, $"{t.Against} {t.Scores[2]}"));
        Assert.Equal("400 training images", found.Reference);
    }

    [Fact]
    public void Without_training_images_one_half_is_measured_against_the_other()
    {
        using Model model = Small.Model();
        OutOfDistribution found = OodMeasure.Of(model, AnswerSet.Of(model, Small.Images(40, 2), "", Known.Run), null, null, Known.Run);
        Assert.Equal((20, "20 other images of the same set"), (found.Images, found.Reference));
        Assert.All(found.Strangest, s => Assert.Equal(1, s.Index % 2));
    }
}
