using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>Images with other labels.</summary>
internal static class Relabelled
{
    private const long MostBytes = 256L << 20;

    /// <summary>
    /// The images at the network's size with shuffled labels. Within each class the new labels are as evenly spread over all classes as the
    /// whole set is, so that nothing of the old ones is left: a plain shuffle leaves some by luck, which a network would find.
    /// </summary>
    /// <param name="set">The images.</param>
    /// <param name="format">The network's input.</param>
    /// <param name="most">Take at most so many images.</param>
    /// <param name="seed">Of the shuffle.</param>
    /// <param name="cancel">Ends it.</param>
    public static ImageDataset Shuffled(ImageDataset set, InputFormat format, int most, ulong seed, CancellationToken cancel)
    {
        int size = checked((int)format.Shape.Count), count = (int)Math.Min(Math.Min(set.Count, most), Math.Max(set.Classes.Length, MostBytes / size));
        ImageDataset part = LabData.Spread(set, count);
        byte[] pixels = new byte[(long)count * size];
        for (int i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            format.Fit(part.Read(i), part.Id(i)).Pixels.CopyTo(pixels.AsSpan(i * size, size));
        }
        return new ArrayDataset($"{set.Name}, labels shuffled", format.Shape.Height, format.Shape.Width, format.Shape.Channels, pixels, Shuffle(part.Labels(), seed), set.Classes);
    }

    /// <summary>Deals the labels of the whole set out to the images, class after class in turn, each class's images in random order.</summary>
    public static int[] Shuffle(int[] labels, ulong seed)
    {
        uint images = CounterRandom.Stream("shuffled.images"), cards = CounterRandom.Stream("shuffled.labels");
        int[] order = [.. Enumerable.Range(0, labels.Length).OrderBy(i => labels[i]).ThenBy(i => CounterRandom.Words(seed, images, 0, (uint)i).A)];
        // All labels as one deck that repeats the classes in turn, each as often as it occurs, begun at a random place.
        (double Place, int Label)[] deck =
        [
            .. labels.GroupBy(l => l).SelectMany(g => Enumerable.Range(0, g.Count()).Select(k => (Place: (k + (double)CounterRandom.Uniform(seed, cards, (ulong)g.Key, (uint)k)) / g.Count(), Label: g.Key))).OrderBy(c => c.Place),
        ];
        int[] shuffled = new int[labels.Length];
        for (int i = 0; i < order.Length; i++) shuffled[order[i]] = deck[i].Label;
        return shuffled;
    }
}
