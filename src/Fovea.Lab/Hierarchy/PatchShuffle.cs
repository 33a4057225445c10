using System.Globalization;
using Fovea.Analysis;
using Fovea.Data;
using Fovea.Kernels;

namespace Fovea.Lab;

/// <summary>What a network still gets right when images are cut into a grid and the pieces are put back in another order: texture stays, shape goes.</summary>
/// <remarks>
/// Formula: accuracy on images of which the g×g pieces of <c>⌊H/g⌋×⌊W/g⌋</c> pixels are permuted, by another permutation for each image; what is left
/// over at the lower and right edge stays where it is.
/// Source: Geirhos et al., ICLR 2019, for the question; Brendel, Bethge, ICLR 2019, who shuffle in this way. New edges between the pieces
/// are part of what is measured: it is an upper bound on what shape is worth.
/// </remarks>
/// <param name="Images">How many.</param>
/// <param name="Points">Accuracy by grid, whole images first.</param>
/// <param name="Guessing">Share of the largest class among them.</param>
public sealed record PatchShuffle(int Images, IReadOnlyList<ShufflePoint> Points, double Guessing)
{
    private static readonly int[] Grids = [1, 2, 4, 8, 16];

    /// <summary>Accuracy with 4×4 pieces ÷ accuracy on whole images; null when images are smaller than 8 pixels, or the network is no better than one constant answer.</summary>
    public double? Reliance => Points[0].Low > Guessing && Points.FirstOrDefault(p => p.Grid == 4) is { } four ? four.Accuracy / Points[0].Accuracy : null;

    internal static PatchShuffle Of(Model model, ImageDataset set, ulong seed, int threads, Action<double> say, CancellationToken cancel)
    {
        Shape input = model.Graph.Input.Shape;
        int[] grids = [.. Grids.Where(g => g == 1 || Math.Min(input.Height, input.Width) / g >= 2)];
        var right = new int[grids.Length];
        int[] labels = set.Labels();
        int batch = Math.Min(64, set.Count), done = 0;
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = batch, Threads = threads });
        using var loader = new BatchLoader(set, InputFormat.Of(model), new LoaderOptions { BatchSize = batch, EndEpoch = 1 });
        var cut = new float[batch * (int)input.Count];
        while (loader.TryNext(out Batch? b, cancel))
        {
            for (int g = 0; g < grids.Length; g++)
            {
                b.Pixels.CopyTo(cut);
                for (int n = 0; n < b.Count && grids[g] > 1; n++)
                    Cut(b.Pixels.Slice(n * (int)input.Count, (int)input.Count), cut.AsSpan(n * (int)input.Count, (int)input.Count), input, grids[g], seed, done + n);
                plan.Load(cut.AsSpan(0, b.Count * (int)input.Count));
                plan.Run();
                for (int n = 0; n < b.Count; n++)
                    if (Hierarchy.Largest(plan.Output(n)) == labels[done + n]) right[g]++;
            }
            done += b.Count;
            say((double)done / set.Count);
        }
        return new PatchShuffle(done, [.. grids.Select((g, i) => new ShufflePoint(g, (double)right[i] / done, ShareInterval.Of((double)right[i] / done, done).Low, ShareInterval.Of((double)right[i] / done, done).High))],
            labels.GroupBy(l => l).Max(l => l.Count()) / (double)labels.Length);
    }

    /// <summary>Permutes the pieces of one image, H W C.</summary>
    internal static void Cut(ReadOnlySpan<float> image, Span<float> target, Shape shape, int grid, ulong seed, int number)
    {
        int height = shape.Height / grid, width = shape.Width / grid, pieces = grid * grid;
        int[] order = [.. Enumerable.Range(0, pieces)];
        uint stream = CounterRandom.Stream("patch shuffle");
        for (int i = 0; i < pieces - 1; i++)
        {
            int other = i + CounterRandom.Below(pieces - i, seed, stream, (ulong)number, (uint)i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        for (int p = 0; p < pieces; p++)
            for (int y = 0; y < height; y++)
            {
                int from = ((order[p] / grid * height + y) * shape.Width + order[p] % grid * width) * shape.Channels;
                int to = ((p / grid * height + y) * shape.Width + p % grid * width) * shape.Channels;
                image.Slice(from, width * shape.Channels).CopyTo(target[to..]);
            }
    }

    /// <summary>One line.</summary>
    public override string ToString() => string.Join(", ", Points.Select(p => string.Create(CultureInfo.InvariantCulture,
        $"{(p.Grid == 1 ? "whole" : $"{p.Grid}×{p.Grid}")} {100 * p.Accuracy:F1} %"))) + string.Create(CultureInfo.InvariantCulture, $" of {Images:N0} images right");
}

/// <summary>Accuracy on cut images.</summary>
/// <param name="Grid">Pieces along a side; 1 leaves the image whole.</param>
/// <param name="Accuracy">0 … 1.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
public sealed record ShufflePoint(int Grid, double Accuracy, double Low, double High);
