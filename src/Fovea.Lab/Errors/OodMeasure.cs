using System.Numerics;
using System.Runtime.InteropServices;
using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>The computation of <see cref="OutOfDistribution"/>.</summary>
internal static class OodMeasure
{
    private const int Neighbours = 10, MostReference = 2000, MostScored = 2000, MostStrange = 24, MostMade = 1000;

    /// <param name="model">The model.</param>
    /// <param name="answers">On the set.</param>
    /// <param name="training">On training images; null without: then one half of the set is the reference of the other.</param>
    /// <param name="other">Images that do not belong; null without.</param>
    /// <param name="run">Threads, seed, progress, cancellation.</param>
    public static OutOfDistribution Of(Model model, AnswerSet answers, AnswerSet? training, ImageDataset? other, LabRun run)
    {
        AnswerSet reference = training ?? answers;
        // Without training images an image would be its own neighbour: even numbers are the reference, odd ones are scored.
        int[] known = Spread([.. Enumerable.Range(0, reference.Count).Where(i => training is not null || i % 2 == 0)], MostReference);
        int[] scored = Spread([.. Enumerable.Range(0, answers.Count).Where(i => training is not null || i % 2 == 1 || answers.Count == 1)], MostScored);
        float[][] near = [.. known.Select(i => Unit(reference.Features(i)))];
        double[][] own = Scores(answers, scored, near, run);
        var tests = new List<OodTest>();
        using Model stretching = Stretching(model);
        foreach ((string name, ImageDataset set) in Strange(model, answers.Set, scored, other, run))
        {
            AnswerSet strange = AnswerSet.Of(set == other ? stretching : model, LabData.Spread(set, MostScored), name, run, anyLabels: true);
            double[][] theirs = Scores(strange, [.. Enumerable.Range(0, strange.Count)], near, run);
            tests.Add(new OodTest(name, strange.Count, [.. Names.Select((n, k) => new OodScore(n, Auroc(own[k], theirs[k]), FprAt95(own[k], theirs[k])))
                .Where(s => s.Score != "energy" || !answers.ProbabilitiesOnly).Where(s => s.Score != "kNN" || answers.FeatureWidth > 0)]));
        }
        int rank = answers.FeatureWidth > 0 ? 2 : 1;
        string[] classes = answers.Set.Classes;
        StrangeImage[] strangest = [.. scored.Select((i, k) => (i, Distance: own[rank][k])).OrderByDescending(s => s.Distance).ThenBy(s => s.i).Take(MostStrange)
            .Select(s => new StrangeImage(s.i, answers.Set.Id(s.i), classes[answers.Labels[s.i]], classes[answers.Answers[s.i]], answers.Probabilities(s.i)[answers.Answers[s.i]], s.Distance))];
        return new OutOfDistribution(scored.Length, training is null ? $"{known.Length:N0} other images of the same set" : $"{known.Length:N0} training images", tests, strangest);
    }

    /// <summary>The model with a rule for images of another size: those that do not belong need not have the right one.</summary>
    internal static Model Stretching(Model model) => model.With(model.Preprocessing with { Resize = model.Preprocessing.Resize == ResizeRule.Exact ? ResizeRule.Stretch : model.Preprocessing.Resize });

    private static string[] Names => ["max softmax", "energy", "kNN"];

    private static double[][] Scores(AnswerSet a, int[] images, float[][] near, LabRun run)
    {
        double[][] scores = [.. Names.Select(_ => new double[images.Length])];
        for (int k = 0; k < images.Length; k++)
        {
            if (k % 256 == 0) run.Say("scoring", (double)k / images.Length);
            double most = 0, largest = double.NegativeInfinity, sum = 0;
            foreach (float p in a.Probabilities(images[k])) most = Math.Max(most, p);
            foreach (float z in a.Outputs(images[k])) largest = Math.Max(largest, z);
            foreach (float z in a.Outputs(images[k])) sum += Math.Exp(z - largest);
            (scores[0][k], scores[1][k], scores[2][k]) = (1 - most, -(largest + Math.Log(sum)), a.FeatureWidth > 0 ? Distance(Unit(a.Features(images[k])), near) : 0);
        }
        return scores;
    }

    // Distance to the k-th nearest: |a − b|² = 2 − 2·a·b for vectors of length 1.
    private static double Distance(float[] v, float[][] near)
    {
        Span<float> best = stackalloc float[Math.Min(Neighbours, near.Length)];
        best.Fill(float.NegativeInfinity);
        foreach (float[] other in near)
        {
            float dot = Dot(v, other);
            int at = best.Length - 1;
            if (dot <= best[at]) continue;
            for (; at > 0 && best[at - 1] < dot; at--) best[at] = best[at - 1];
            best[at] = dot;
        }
        return Math.Sqrt(Math.Max(0, 2 - 2 * (double)best[^1]));
    }

    private static float Dot(float[] a, float[] b)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(a), ys = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sums = default;
        for (int i = 0; i < xs.Length; i++) sums += xs[i] * ys[i];
        float sum = Vector.Sum(sums);
        for (int i = xs.Length * Vector<float>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static float[] Unit(ReadOnlySpan<float> v)
    {
        double square = 0;
        foreach (float x in v) square += (double)x * x;
        float scale = square > 0 ? (float)(1 / Math.Sqrt(square)) : 0;
        float[] unit = v.ToArray();
        for (int i = 0; i < unit.Length; i++) unit[i] *= scale;
        return unit;
    }

    /// <summary>Probability that one of <paramref name="strange"/> is larger than one of <paramref name="own"/>; ties count half.</summary>
    internal static double Auroc(double[] own, double[] strange)
    {
        (double Value, bool Strange)[] all = [.. own.Select(v => (v, false)), .. strange.Select(v => (v, true))];
        Array.Sort(all, (a, b) => a.Value.CompareTo(b.Value));
        double ranks = 0;
        for (int from = 0, to; from < all.Length; from = to)
        {
            for (to = from; to < all.Length && all[to].Value == all[from].Value; to++) { }
            for (int i = from; i < to; i++) ranks += all[i].Strange ? (from + to + 1) / 2.0 : 0;
        }
        return (ranks - strange.Length * (strange.Length + 1.0) / 2) / ((double)own.Length * strange.Length);
    }

    private static double FprAt95(double[] own, double[] strange)
    {
        double[] sorted = [.. strange.Order()];
        double threshold = sorted[(int)(0.05 * sorted.Length)];
        return (double)own.Count(v => v >= threshold) / own.Length;
    }

    private static IEnumerable<(string, ImageDataset)> Strange(Model model, ImageDataset set, int[] scored, ImageDataset? other, LabRun run)
    {
        if (other is not null) yield return (other.Name, other);
        InputFormat format = InputFormat.Of(model);
        int size = checked((int)format.Shape.Count), count = Math.Min(MostMade, scored.Length), channels = format.Shape.Channels;
        uint stream = CounterRandom.Stream("errors.noise");
        byte[] noise = new byte[count * size], shuffled = new byte[count * size];
        for (int n = 0; n < count; n++)
        {
            byte[] pixels = format.Fit(set.Read(scored[n]), set.Id(scored[n])).Pixels;
            int[] order = [.. Enumerable.Range(0, size / channels).OrderBy(i => CounterRandom.Words(run.Seed, stream, (ulong)n, (uint)i).A)];
            for (int i = 0; i < size; i++)
            {
                noise[n * size + i] = (byte)CounterRandom.Words(run.Seed, stream, (ulong)n, (uint)i).B;
                shuffled[n * size + i] = pixels[order[i / channels] * channels + i % channels];
            }
        }
        yield return ("the images with shuffled pixels", Made(shuffled));
        yield return ("uniform noise", Made(noise));

        ImageDataset Made(byte[] pixels) => new ArrayDataset("made", format.Shape.Height, format.Shape.Width, channels, pixels, new int[count], ["none"]);
    }

    private static int[] Spread(int[] of, int most) => of.Length <= most ? of : [.. Enumerable.Range(0, most).Select(k => of[(int)((long)k * of.Length / most)])];
}
