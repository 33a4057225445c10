using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fovea.Data;

/// <summary>What lies at a path: the answer of <c>fovea data info</c>.</summary>
/// <param name="Path">The path that was asked about.</param>
/// <param name="Source">What was recognised.</param>
/// <param name="Classes">Class names, in the order of the labels.</param>
/// <param name="Splits">Each split, or one called "all".</param>
/// <param name="Overlaps">Images that occur, pixel for pixel, in two splits.</param>
/// <param name="Warnings">What a person should know.</param>
public sealed record DataInfo(string Path, string Source, string[] Classes, SplitInfo[] Splits, SplitOverlap[] Overlaps, string[] Warnings)
{
    private const int SizesShown = 10;

    /// <summary>Reads and decodes every image of every split.</summary>
    /// <param name="path">Anything that <see cref="DataSets.Open"/> opens.</param>
    /// <param name="progress">Images read so far.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="DatasetException">Nothing that is known lies there, or it is broken as a whole.</exception>
    public static DataInfo Of(string path, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        var splits = new List<SplitInfo>();
        var hashes = new List<(string Split, HashSet<UInt128> Hashes)>();
        var warnings = new List<string>();
        string source = "";
        string[] classes = [];
        int before = 0;
        foreach (string split in DataSets.Splits(path))
        {
            using ImageDataset set = DataSets.Open(path, split);
            (source, classes) = (splits.Count == 0 ? set.Source.Replace($", split {split}", "", StringComparison.Ordinal) : source, set.Classes);
            splits.Add(Measure(set, split, before, out HashSet<UInt128> found, warnings, progress, cancel));
            hashes.Add((split, found));
            before += set.Count;
        }
        var overlaps = new List<SplitOverlap>();
        for (int a = 0; a < hashes.Count; a++)
            for (int b = a + 1; b < hashes.Count; b++)
            {
                int shared = hashes[a].Hashes.Count(hashes[b].Hashes.Contains);
                if (shared == 0) continue;
                overlaps.Add(new SplitOverlap(hashes[a].Split, hashes[b].Split, shared));
                warnings.Add($"{shared:N0} images are in {hashes[a].Split} and in {hashes[b].Split}: scores on {hashes[b].Split} are too good by them");
            }
        return new DataInfo(path, source, classes, [.. splits], [.. overlaps], [.. warnings.Distinct()]);
    }

    /// <summary>The record as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DataJson.Default.DataInfo);

    /// <summary>A page of text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Path}\n  {Source}\n  {Classes.Length:N0} classes, {Splits.Sum(s => s.Count):N0} images\n");
        foreach (SplitInfo split in Splits) split.Print(text, Classes);
        foreach (string warning in Warnings) text.Append($"warning  {warning}\n");
        return text.ToString().TrimEnd('\n');
    }

    private static SplitInfo Measure(ImageDataset set, string split, int before, out HashSet<UInt128> distinct, List<string> warnings, IProgress<int>? progress, CancellationToken cancel)
    {
        var faults = new ConcurrentDictionary<int, ImageException>();
        var facts = new (int Height, int Width, int Channels, UInt128 Hash)[set.Count];
        PixelSums grey = new(1), colour = new(3);
        var gate = new Lock();
        int done = 0;
        Parallel.For(0, set.Count, new ParallelOptions { CancellationToken = cancel }, () => (Grey: new PixelSums(1), Colour: new PixelSums(3)), (i, _, sums) =>
        {
            try
            {
                Image image = set.Read(i);
                facts[i] = (image.Height, image.Width, image.Channels, ImageHash.Of(image));
                if (image.Channels == 1) sums.Grey.Add(image);
                sums.Colour.Add(image.ToChannels(3));
            }
            catch (ImageException e)
            {
                faults[i] = e;
            }
            int now = Interlocked.Increment(ref done);
            if (now % 256 == 0 || now == set.Count) progress?.Report(before + now);
            return sums;
        }, sums =>
        {
            lock (gate)
            {
                grey.Add(sums.Grey);
                colour.Add(sums.Colour);
            }
        });

        int[] good = [.. Enumerable.Range(0, set.Count).Where(i => !faults.ContainsKey(i))];
        var first = new Dictionary<UInt128, int>();
        int duplicates = 0, conflicts = 0;
        foreach (int i in good)
            if (!first.TryAdd(facts[i].Hash, i))
            {
                duplicates++;
                if (set.Label(first[facts[i].Hash]) != set.Label(i)) conflicts++;
            }
        distinct = [.. first.Keys];
        SizeCount[] sizes = [.. good.GroupBy(i => (facts[i].Height, facts[i].Width)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
            .Select(g => new SizeCount(g.Key.Height, g.Key.Width, g.Count()))];
        int greys = good.Count(i => facts[i].Channels == 1);
        ChannelStatistics statistics = (greys == good.Length ? grey : colour).Result();
        SkipReport bad = SkipReport.Of(set.Count, faults.OrderBy(f => f.Key).Select(f => f.Value));
        int[] counts = new int[set.Classes.Length];
        for (int i = 0; i < set.Count; i++) counts[set.Label(i)]++;

        warnings.AddRange(set.Notes);
        if (bad.Skipped > 0) warnings.Add($"{bad.Skipped:N0} images in {split} cannot be used");
        if (counts.Count(c => c > 0) == 1) warnings.Add($"all images in {split} are of one class");
        if (duplicates > 0) warnings.Add($"{duplicates:N0} images in {split} are equal to an earlier one, pixel for pixel");
        if (conflicts > 0) warnings.Add($"{conflicts:N0} of them have another label than their twin");
        return new SplitInfo(split, set.Count, counts, [.. sizes.Take(SizesShown)], sizes.Length, greys, good.Length - greys, statistics.Mean, statistics.Std, duplicates, conflicts, bad);
    }
}

/// <summary>One split of a data set.</summary>
/// <param name="Name">train, validation, test or all.</param>
/// <param name="Count">Images, bad ones included.</param>
/// <param name="ClassCounts">Images a class, in the order of the labels.</param>
/// <param name="Sizes">The most frequent sizes.</param>
/// <param name="DistinctSizes">How many sizes there are.</param>
/// <param name="Grey">Images with one channel.</param>
/// <param name="Colour">Images with three channels.</param>
/// <param name="Mean">Per channel, in [0, 1]; one channel when all images are grey.</param>
/// <param name="Std">Per channel, in [0, 1].</param>
/// <param name="Duplicates">Images equal to an earlier one, pixel for pixel.</param>
/// <param name="Conflicts">Duplicates whose label differs from their twin's.</param>
/// <param name="Bad">Images that cannot be used.</param>
public sealed record SplitInfo(string Name, int Count, int[] ClassCounts, SizeCount[] Sizes, int DistinctSizes, int Grey, int Colour,
    float[] Mean, float[] Std, int Duplicates, int Conflicts, SkipReport Bad)
{
    private const int ClassesShown = 20;

    internal void Print(StringBuilder text, string[] classes)
    {
        string sizes = string.Join(", ", Sizes.Take(4).Select(s => $"{s.Height}×{s.Width} ({s.Count:N0})")) + (DistinctSizes > 4 ? $" and {DistinctSizes - 4:N0} more" : "");
        string kind = Colour == 0 ? "grey" : Grey == 0 ? "colour" : $"{Colour:N0} colour, {Grey:N0} grey";
        text.Append(CultureInfo.InvariantCulture, $"{Name}  {Count:N0} images, {kind}\n  sizes  {sizes}\n");
        text.Append(CultureInfo.InvariantCulture, $"  mean   {string.Join(' ', Mean.Select(m => m.ToString("0.0000", CultureInfo.InvariantCulture)))}");
        text.Append(CultureInfo.InvariantCulture, $"   std  {string.Join(' ', Std.Select(s => s.ToString("0.0000", CultureInfo.InvariantCulture)))}\n");
        int width = classes.Length == 0 ? 0 : classes.Take(ClassesShown).Max(c => c.Length);
        for (int c = 0; c < Math.Min(classes.Length, ClassesShown); c++) text.Append($"  {classes[c].PadRight(width)}  {ClassCounts[c],8:N0}\n");
        if (classes.Length > ClassesShown) text.Append($"  … and {classes.Length - ClassesShown:N0} more classes\n");
        if (Bad.Skipped > 0) text.Append("  ").Append(Bad.ToString().Replace("\n", "\n  ")).Append('\n');
    }
}

/// <summary>Images of one size.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Count">How many.</param>
public readonly record struct SizeCount(int Height, int Width, int Count);

/// <summary>Images that two splits share.</summary>
/// <param name="First">A split.</param>
/// <param name="Second">A later split.</param>
/// <param name="Count">Distinct images in both.</param>
public readonly record struct SplitOverlap(string First, string Second, int Count);

/// <summary>JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DataInfo))]
internal sealed partial class DataJson : JsonSerializerContext;
