using System.Numerics;
using Fovea.Data;

namespace Fovea.Lab;

/// <summary>Two images that are nearly the same.</summary>
/// <param name="Image">Where to find the one, in the set that is looked at.</param>
/// <param name="Index">Its number.</param>
/// <param name="Label">Its label.</param>
/// <param name="Other">Where to find the other.</param>
/// <param name="OtherIndex">Its number in its set.</param>
/// <param name="OtherLabel">Its label.</param>
/// <param name="Across">The other is a training image: what is tested on has been learned from.</param>
/// <param name="Correlation">Of their pixels, −1 … 1.</param>
/// <param name="FeatureCosine">Of what the network makes of them; null when it was not computed.</param>
public sealed record NearDuplicate(string Image, int Index, string Label, string Other, int OtherIndex, string OtherLabel, bool Across, double Correlation, double? FeatureCosine);

/// <summary>Near-duplicates within a set and between it and the training images.</summary>
/// <remarks>
/// A pair is one when its difference hashes (64 bits: is a pixel of the image at 8×9 brighter than its right neighbour, by more than 2 of 255, which noise on a plain ground is not?) differ in at most 6 bits,
/// pixels correlate with at least 0.985 at the network's input size, and features point in the same direction (cosine at least 0.99).
/// Source: difference hash: N. Krawetz 2013; thresholds are ours.
/// </remarks>
/// <param name="Looked">Images of the set that were compared.</param>
/// <param name="Against">Training images they were compared with as well; 0 without.</param>
/// <param name="Within">Pairs within the set.</param>
/// <param name="Across">Pairs with a training image.</param>
/// <param name="OtherLabels">Pairs of both kinds whose labels differ.</param>
/// <param name="Pairs">The pairs, those with the highest correlation first; at most 200.</param>
public sealed record NearDuplicates(int Looked, int Against, int Within, int Across, int OtherLabels, IReadOnlyList<NearDuplicate> Pairs);

/// <summary>The search for <see cref="NearDuplicates"/>.</summary>
internal static class DuplicateSearch
{
    private const int MostBits = 6, MostPairs = 200;
    private const double LeastCorrelation = 0.985, LeastCosine = 0.99, LeastStep = 2;

    public static NearDuplicates Find(Model model, AnswerSet answers, AnswerSet? training, LabRun run)
    {
        InputFormat format = InputFormat.Of(model);
        (ImageDataset set, ImageDataset? other) = (answers.Set, training?.Set);
        ulong?[] here = Hashes(set, format, run), there = other is null ? [] : Hashes(other, format, run);
        var pairs = new List<NearDuplicate>();
        for (int i = 0; i < here.Length; i++)
        {
            if (i % 256 == 0) run.Say("comparing images", (double)i / here.Length);
            if (here[i] is not { } hash) continue;
            for (int j = i + 1; j < here.Length; j++)
                if (here[j] is { } h && BitOperations.PopCount(hash ^ h) <= MostBits) Check(i, set, answers, j, across: false);
            for (int j = 0; j < there.Length; j++)
                if (there[j] is { } h && BitOperations.PopCount(hash ^ h) <= MostBits) Check(i, other!, training!, j, across: true);
        }
        NearDuplicate[] sorted = [.. pairs.OrderByDescending(p => p.Correlation).ThenBy(p => p.Index).ThenBy(p => p.OtherIndex)];
        return new NearDuplicates(here.Length, there.Length, sorted.Count(p => !p.Across), sorted.Count(p => p.Across), sorted.Count(p => p.Label != p.OtherLabel), [.. sorted.Take(MostPairs)]);

        void Check(int i, ImageDataset where, AnswerSet of, int j, bool across)
        {
            double? cosine = answers.FeatureWidth > 0 && of.FeatureWidth > 0 ? Cosine(answers.Features(i), of.Features(j)) : null;
            if (cosine < LeastCosine) return;
            double correlation = Correlation(format.Fit(set.Read(i), set.Id(i)).Pixels, format.Fit(where.Read(j), where.Id(j)).Pixels);
            if (correlation >= LeastCorrelation)
                pairs.Add(new NearDuplicate(set.Id(i), i, set.Classes[set.Label(i)], where.Id(j), j, where.Classes[where.Label(j)], across, correlation, cosine));
        }
    }

    // A plain image has no hash: it would be like every other one.
    private static ulong?[] Hashes(ImageDataset set, InputFormat format, LabRun run)
    {
        var hashes = new ulong?[set.Count];
        for (int i = 0; i < hashes.Length; i++)
        {
            if (i % 256 == 0) run.Say($"hashing {set.Name}", (double)i / hashes.Length);
            hashes[i] = Hash(format.Fit(set.Read(i), set.Id(i)));
        }
        return hashes;
    }

    /// <summary>The difference hash; null when no pixel differs much from its neighbour.</summary>
    internal static ulong? Hash(Image image)
    {
        Span<double> small = stackalloc double[72];
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 9; x++)
            {
                (int top, int bottom) = (y * image.Height / 8, Math.Max(y * image.Height / 8 + 1, (y + 1) * image.Height / 8));
                (int left, int right) = (x * image.Width / 9, Math.Max(x * image.Width / 9 + 1, (x + 1) * image.Width / 9));
                double sum = 0;
                for (int v = top; v < bottom; v++)
                    for (int u = left; u < right; u++)
                        for (int c = 0; c < image.Channels; c++) sum += image[Math.Min(v, image.Height - 1), Math.Min(u, image.Width - 1), c];
                small[y * 9 + x] = sum / ((bottom - top) * (right - left) * image.Channels);
            }
        ulong hash = 0;
        bool any = false;
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 8; x++)
            {
                bool brighter = small[y * 9 + x] > small[y * 9 + x + 1] + LeastStep;
                any |= brighter || small[y * 9 + x] < small[y * 9 + x + 1] - LeastStep;
                hash = hash << 1 | (brighter ? 1UL : 0);
            }
        return any ? hash : null;
    }

    internal static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++) (ab, aa, bb) = (ab + (double)a[i] * b[i], aa + (double)a[i] * a[i], bb + (double)b[i] * b[i]);
        return aa * bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    private static double Correlation(byte[] a, byte[] b)
    {
        long sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (int i = 0; i < a.Length; i++) (sa, sb, saa, sbb, sab) = (sa + a[i], sb + b[i], saa + a[i] * a[i], sbb + b[i] * b[i], sab + a[i] * b[i]);
        double n = a.Length, va = saa - (double)sa * sa / n, vb = sbb - (double)sb * sb / n;
        return va > 0 && vb > 0 ? (sab - (double)sa * sb / n) / Math.Sqrt(va * vb) : 0;
    }
}
