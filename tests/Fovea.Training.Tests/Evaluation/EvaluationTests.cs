using Fovea.Data;

namespace Fovea.Training.Tests;

public sealed class EvaluationTests
{
    [Fact]
    public void Numbers_follow_from_the_single_answers()
    {
        using Model model = Small.Model();
        model.Train(Small.Images(), Small.Options with { Epochs = 2 });
        ImageDataset test = Small.Images(50, 5, "test");
        Evaluation e = model.Evaluate(test, new EvaluateOptions { BatchSize = 16, Threads = 1 });
        Assert.Equal(50, e.Count);
        Assert.Equal(Enumerable.Range(0, 50), e.Indices);
        Assert.Equal(test.Labels(), e.Labels);
        double loss = 0;
        for (int i = 0; i < e.Count; i++)
        {
            float[] p = e.Probabilities(i).ToArray();
            Assert.Equal(1, p.Sum(v => (double)v), 1e-5);
            Assert.Equal(p.Max(), p[e.Predictions[i]]);
            loss -= Math.Log(p[e.Labels[i]]) / e.Count;
        }
        Assert.Equal(loss, e.Loss, 1e-5);
        Assert.Equal(e.Correct, Enumerable.Range(0, 4).Sum(c => e.Confusion[c, c]));
        Assert.Equal(e.Count - e.Correct, e.SurestMistakes(1000).Count);
        double[] sure = [.. e.SurestMistakes(5).Select(i => (double)e.Probabilities(i)[e.Predictions[i]])];
        Assert.Equal(sure.OrderDescending(), sure);
        Assert.Contains("\"accuracy\":", e.ToJson());
        Assert.StartsWith("test, 50 images: accuracy ", e.ToString());
    }

    [Fact]
    public void Threads_and_repetition_do_not_change_a_bit()
    {
        using Model model = Small.Model();
        float[]? first = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            Evaluation e = model.Evaluate(Small.Images(30), new EvaluateOptions { BatchSize = 8, Threads = threads });
            float[] all = [.. Enumerable.Range(0, 30).SelectMany(i => e.Probabilities(i).ToArray())];
            Assert.Equal(first ??= all, all);
        }
    }

    [Fact]
    public void A_softmax_at_the_end_gives_the_same_probabilities()
    {
        using Model logits = Small.Model("12x12x1 | flatten | dense 4"), probabilities = Small.Model("12x12x1 | flatten | dense 4 | softmax");
        Evaluation a = logits.Evaluate(Small.Images(20)), b = probabilities.Evaluate(Small.Images(20));
        for (int i = 0; i < 20; i++)
            for (int c = 0; c < 4; c++) Assert.Equal(a.Probabilities(i)[c], b.Probabilities(i)[c], 1e-5f);
        Assert.Equal(a.Loss, b.Loss, 1e-5);
    }

    [Fact]
    public void The_interval_is_Wilsons()
    {
        // Values of the score interval from Newcombe 1998, table I: 81/263 and 0/20.
        Assert.Equal((0.2553, 0.3662), Rounded(81, 263));
        Assert.Equal((0.0, 0.1611), Rounded(0, 20));
    }

    private static (double, double) Rounded(int right, int total)
    {
        int[] labels = new int[total], answers = [.. Enumerable.Range(0, total).Select(i => i < right ? 0 : 1)];
        var e = new Evaluation("x", ["a", "b"], 0, [.. Enumerable.Range(0, total)], labels, answers, new float[2 * total], 0, []);
        (double low, double high) = e.Interval95;
        return (Math.Round(low, 4), Math.Round(high, 4));
    }
}
