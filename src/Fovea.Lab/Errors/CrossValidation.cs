using Fovea.Data;
using Fovea.Kernels;
using Fovea.Training;

namespace Fovea.Lab;

/// <summary>Answers of networks that have not learned from the images they answer: the set is cut in folds, each answered by a network trained on the others.</summary>
internal static class CrossValidation
{
    /// <summary>Trains a network with new first weights for each fold.</summary>
    /// <param name="model">Its network and preprocessing; the weights are not used.</param>
    /// <param name="set">The images.</param>
    /// <param name="folds">At least 2; each holds about the same share of each class.</param>
    /// <param name="training">How each network is trained.</param>
    /// <param name="run">Threads, seed, progress, cancellation.</param>
    public static AnswerSet Answers(Model model, ImageDataset set, int folds, TrainOptions training, LabRun run)
    {
        int[] fold = Folds(set.Labels(), folds, run.Seed);
        var parts = new List<(int[], AnswerSet)>();
        for (int f = 0; f < folds; f++)
        {
            int[] held = [.. Enumerable.Range(0, set.Count).Where(i => fold[i] == f)], rest = [.. Enumerable.Range(0, set.Count).Where(i => fold[i] != f)];
            if (held.Length == 0) continue;
            using Model copy = model.With();
            Init.Reset(copy.Graph, copy.Parameters, run.Seed + (ulong)f);
            string what = $"training network {f + 1} of {folds}";
            copy.Train(set.Subset(rest), training with { Seed = run.Seed + (ulong)f, Threads = run.Threads },
                new Steps(p => run.Say(what, ((double)f + (p.Epoch - 1 + (double)p.Step / p.StepsPerEpoch) / p.Epochs) / folds)), run.Cancel);
            run.Cancel.ThrowIfCancellationRequested();
            parts.Add((held, AnswerSet.Of(copy, set.Subset(held), "held images", run with { Progress = null })));
        }
        return AnswerSet.Joined(set, parts);
    }

    /// <summary>The fold of each image: each class is dealt out in random order.</summary>
    internal static int[] Folds(int[] labels, int folds, ulong seed)
    {
        uint stream = CounterRandom.Stream("errors.folds");
        int[] fold = new int[labels.Length];
        int place = 0;
        foreach (int i in Enumerable.Range(0, labels.Length).OrderBy(i => labels[i]).ThenBy(i => CounterRandom.Words(seed, stream, 0, (uint)i).A)) fold[i] = place++ % folds;
        return fold;
    }

    private sealed class Steps(Action<TrainProgress> seen) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress p) => seen(p);
    }
}
