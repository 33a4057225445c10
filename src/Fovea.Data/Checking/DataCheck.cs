using System.Collections.Concurrent;

namespace Fovea.Data;

/// <summary>Looks at every image before training starts, so that a truncated file is not found in the third hour.</summary>
public static class DataCheck
{
    private const long FullPixels = 2_000_000_000;

    /// <summary>Checks a data set and leaves out what cannot be used, if that is wished.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="format">The model's input, for the sizes; null when any size will do.</param>
    /// <param name="skipBad">Leave bad images out instead of failing.</param>
    /// <param name="depth">How closely to look.</param>
    /// <param name="allowOneClass">Accept a set in which all images have the same class.</param>
    /// <param name="progress">Images looked at so far.</param>
    /// <param name="cancel">Stops the check.</param>
    /// <returns>The usable images, what was left out, and warnings.</returns>
    /// <exception cref="DatasetException">Bad images and no <paramref name="skipBad"/>, no image, one class, or sizes without a rule.</exception>
    public static CheckedData Run(ImageDataset set, InputFormat? format = null, bool skipBad = false, CheckDepth depth = CheckDepth.Auto,
        bool allowOneClass = false, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        if (set.Count == 0) throw new DatasetException(set.Name, "there are 0 images", "put the images of each class into a folder named like the class");
        var faults = new ConcurrentDictionary<int, ImageException>();
        var sizes = new (int Height, int Width)[set.Count];
        long pixels = Look(set, faults, sizes, full: depth == CheckDepth.Full, progress, cancel);
        if (depth == CheckDepth.Auto && pixels <= FullPixels && set.IsEncoded) Look(set, faults, sizes, full: true, null, cancel);

        SkipReport report = SkipReport.Of(set.Count, faults.OrderBy(f => f.Key).Select(f => f.Value));
        if (report.Skipped > 0 && !skipBad)
            throw new DatasetException(set.Name, report.ToString(), "mend or remove them, or leave them out with --skip-bad");
        if (report.Skipped == set.Count) throw new DatasetException(set.Name, report.ToString(), "no image is left");
        if (format is not null) CheckSizes(set, format, sizes, faults);

        ImageDataset usable = report.Skipped == 0 ? set : set.Subset([.. Enumerable.Range(0, set.Count).Where(i => !faults.ContainsKey(i))]);
        return new CheckedData(usable, report, Warnings(set, usable, report, allowOneClass));
    }

    private static long Look(ImageDataset set, ConcurrentDictionary<int, ImageException> faults, (int Height, int Width)[] sizes, bool full, IProgress<int>? progress, CancellationToken cancel)
    {
        long pixels = 0;
        int done = 0;
        Parallel.For(0, set.Count, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            if (faults.ContainsKey(i)) return;
            try
            {
                if (full && set.IsEncoded)
                {
                    Image image = set.Read(i);
                    sizes[i] = (image.Height, image.Width);
                }
                else
                {
                    sizes[i] = set.CheckQuickly(i);
                }
                Interlocked.Add(ref pixels, (long)sizes[i].Height * sizes[i].Width);
            }
            catch (ImageException e)
            {
                faults[i] = e;
            }
            int now = Interlocked.Increment(ref done);
            if (now % 256 == 0 || now == set.Count) progress?.Report(now);
        });
        return pixels;
    }

    private static void CheckSizes(ImageDataset set, InputFormat format, (int Height, int Width)[] sizes, ConcurrentDictionary<int, ImageException> faults)
    {
        if (format.Preprocessing.Resize != ResizeRule.Exact) return;
        // A header's size is before EXIF rotation: an image that only seems to lie on its side is looked at.
        for (int i = 0; i < sizes.Length; i++)
            if (!faults.ContainsKey(i) && format.Shape.Height != format.Shape.Width && sizes[i] == (format.Shape.Width, format.Shape.Height) && set.Read(i) is var turned)
                sizes[i] = (turned.Height, turned.Width);
        int[] others = [.. Enumerable.Range(0, sizes.Length).Where(i => !faults.ContainsKey(i) && sizes[i] != (format.Shape.Height, format.Shape.Width))];
        if (others.Length == 0) return;
        string list = string.Join(", ", sizes.Where((_, i) => !faults.ContainsKey(i)).GroupBy(s => s).OrderByDescending(g => g.Count()).Take(5)
            .Select(g => $"{g.Key.Height}×{g.Key.Width} ({g.Count():N0})"));
        int kinds = sizes.Where((_, i) => !faults.ContainsKey(i)).Distinct().Count();
        throw new DatasetException(set.Name,
            $"the model takes {format.Shape.Height}×{format.Shape.Width}, but {others.Length:N0} of {set.Count:N0} images have another size, the first is {set.Id(others[0])}; sizes: {list}{(kinds > 5 ? $" and {kinds - 5:N0} more" : "")}",
            Resizer.Help);
    }

    private static string[] Warnings(ImageDataset set, ImageDataset usable, SkipReport report, bool allowOneClass)
    {
        var warnings = new List<string>(set.Notes);
        var counts = new int[set.Classes.Length];
        for (int i = 0; i < usable.Count; i++) counts[usable.Label(i)]++;
        int[] present = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0)];
        if (present.Length == 1 && !allowOneClass)
            throw new DatasetException(set.Name, $"all {usable.Count:N0} images are of one class, '{set.Classes[present[0]]}'; a classifier needs at least two to tell apart",
                "add a folder for another class");
        string[] empty = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] == 0).Select(c => set.Classes[c])];
        if (empty.Length > 0 && !set.Notes.Any(n => n.StartsWith("no images in this split", StringComparison.Ordinal)))
            warnings.Add($"{empty.Length:N0} of {counts.Length:N0} classes have no image: {string.Join(", ", empty.Take(10))}");
        if (present.Length > 1)
        {
            int most = counts.Max(), least = present.Min(c => counts[c]);
            if (least * 10 < most)
                warnings.Add($"classes are uneven: '{set.Classes[Array.IndexOf(counts, most)]}' has {most:N0} images, '{set.Classes[Array.IndexOf(counts, least)]}' {least:N0}");
            if (least < 2) warnings.Add($"{counts.Count(c => c == 1):N0} classes have one image only: none of them can be both trained on and tested");
        }
        if (report.Skipped * 100L > set.Count) warnings.Add($"{100.0 * report.Skipped / set.Count:0.#} % of the images were left out");
        return [.. warnings];
    }
}

/// <summary>A data set after the check.</summary>
/// <param name="Set">The usable images. Dispose of the original, not of this.</param>
/// <param name="Report">What was left out.</param>
/// <param name="Warnings">What a person should know before training.</param>
public sealed record CheckedData(ImageDataset Set, SkipReport Report, IReadOnlyList<string> Warnings);
