using Fovea.Data;
using Fovea.Kernels;
using Fovea.Training;

namespace Fovea.Lab.Tests;

/// <summary>Confident learning: a case by hand, and wrong labels planted in real images.</summary>
public sealed class LabelErrorTests
{
    [Fact]
    public void Counts_and_ranking_are_those_of_a_case_by_hand()
    {
        // Thresholds: class 0 (0.9 + 0.8 + 0.1) / 3 = 0.6, class 1 (0.9 + 0.7) / 2 = 0.8.
        int[] labels = [0, 0, 0, 1, 1];
        float[][] p = [[0.9f, 0.1f], [0.8f, 0.2f], [0.1f, 0.9f], [0.1f, 0.9f], [0.3f, 0.7f]];
        ((int Image, int Truth)[] suspects, double[][] joint) = ConfidentLearning.Find(labels, 2, i => p[i]);
        Assert.Equal([(2, 1)], suspects);
        Assert.Equal([2.0, 1.0], joint[0]);
        // Image 4 reaches no threshold; its row is scaled to the two labels of class 1.
        Assert.Equal([0.0, 2.0], joint[1]);
    }

    [Fact]
    public void Folds_hold_each_image_once_and_the_same_share_of_each_class()
    {
        int[] labels = [.. Enumerable.Range(0, 103).Select(i => i % 4)], fold = CrossValidation.Folds(labels, 5, 2);
        Assert.All(Enumerable.Range(0, 5), f => Assert.InRange(fold.Count(v => v == f), 20, 21));
        for (int c = 0; c < 4; c++)
            Assert.All(Enumerable.Range(0, 5), f => Assert.InRange(Enumerable.Range(0, 103).Count(i => labels[i] == c && fold[i] == f), 5, 6));
    }

    [Fact]
    public void One_percent_of_planted_wrong_labels_in_Fashion_MNIST_is_found()
    {
        using ImageDataset sample = SampleData.Open(train: true);
        ImageDataset set = sample.Take(4000);
        int[] labels = set.Labels();
        HashSet<int> planted = [.. Enumerable.Range(0, set.Count).OrderBy(i => CounterRandom.Words(7, 1, 0, (uint)i).A).Take(40)];
        foreach (int i in planted) labels[i] = (labels[i] + 1 + CounterRandom.Below(9, 7, 2, 0, (uint)i)) % 10;
        var noisy = new ArrayDataset("noisy", 28, 28, 1, [.. Enumerable.Range(0, set.Count).SelectMany(i => set.Read(i).Pixels)], labels, set.Classes);
        using Model declared = Model.Parse("28x28x1 | conv 12 3x3 | relu | maxpool 2 | conv 24 3x3 | relu | maxpool 2 | flatten | dropout 0.3 | dense 48 | relu | dense 10", 1);
        using Model model = Preparation.Of(declared, noisy);
        AnswerSet held = CrossValidation.Answers(model, noisy, 3, new TrainOptions { Epochs = 6 }, Known.Run with { Threads = 0 });
        LabelErrors found = ConfidentLearning.Report(held, "folds", outOfSample: true);
        int hits = 0, rank = 0;
        foreach (LabelError e in found.Suspects)
        {
            rank++;
            if (planted.Contains(e.Index)) hits++;
            if (2 * hits >= planted.Count) break;
        }
        Assert.True(2 * hits >= planted.Count && 2 * hits >= rank, $"{hits} of {planted.Count} planted among the first {rank} of {found.Suspects.Count}; accuracy {found.Accuracy:P1}");
        Assert.Equal(noisy.Classes[labels[found.Suspects[0].Index]], found.Suspects[0].Label);
    }
}
