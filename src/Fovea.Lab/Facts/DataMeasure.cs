using Fovea.Analysis;
using Fovea.Data;

namespace Fovea.Lab;

/// <summary>Counts, copies, contrast and scale of the images.</summary>
internal static class DataMeasure
{
    public static DataFacts Of(Model model, LabData data, FactsOptions options, IProgress<LabProgress>? progress, CancellationToken cancel)
    {
        var splits = new List<SplitFacts>();
        var seen = new List<Dictionary<UInt128, (string Id, int Label)>>();
        var labels = new Dictionary<UInt128, (int First, string Id, int Count, string? Other)>();
        var shared = new List<SharedImages>();
        foreach ((string name, ImageDataset whole) in data.Splits)
        {
            int[] perClass = new int[whole.Classes.Length];
            for (int i = 0; i < whole.Count; i++) perClass[whole.Label(i)]++;
            ImageDataset set = LabData.Spread(whole, options.MostHashed);
            (UInt128 Hash, bool Constant)[] found = Look(set, name, progress, cancel);
            int constant = found.Count(f => f.Constant), firstConstant = Array.FindIndex(found, f => f.Constant);
            splits.Add(new SplitFacts(name, perClass, set.Count, constant, firstConstant < 0 ? "" : set.Id(firstConstant)));
            var here = new Dictionary<UInt128, (string Id, int Label)>();
            for (int i = 0; i < set.Count; i++)
            {
                here.TryAdd(found[i].Hash, (set.Id(i), set.Label(i)));
                Note(labels, found[i].Hash, set, i);
            }
            for (int s = 0; s < seen.Count; s++)
            {
                int[] both = [.. Enumerable.Range(0, set.Count).Where(i => seen[s].ContainsKey(found[i].Hash))];
                if (both.Length > 0) shared.Add(new SharedImages(splits[s].Name, name, both.Length, set.Count, $"{seen[s][found[both[0]].Hash].Id} = {set.Id(both[0])}"));
            }
            seen.Add(here);
        }
        (int First, string Id, int Count, string? Other)[] conflicts = [.. labels.Values.Where(l => l.Other is not null)];
        return new DataFacts
        {
            Classes = data.Train.Classes,
            Splits = splits,
            Scale = Scale(model, data.Train),
            Shared = shared,
            Conflicts = conflicts.Sum(c => c.Count),
            ConflictExample = conflicts.Length == 0 ? "" : $"{conflicts[0].Id}, {conflicts[0].Other}",
        };
    }

    private static (UInt128, bool)[] Look(ImageDataset set, string name, IProgress<LabProgress>? progress, CancellationToken cancel)
    {
        var found = new (UInt128 Hash, bool Constant)[set.Count];
        int done = 0;
        var gate = new Lock();
        try
        {
            Parallel.For(0, set.Count, new ParallelOptions { CancellationToken = cancel }, i =>
            {
                Image image = set.Read(i);
                found[i] = (ImageHash.Of(image), IsConstant(image.Pixels));
                int now = Interlocked.Increment(ref done);
                if (now % 1024 == 0)
                    lock (gate) progress?.Report(new LabProgress($"reading {name} images", (double)now / set.Count));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return found;
    }

    private static bool IsConstant(byte[] pixels)
    {
        long sum = 0, squares = 0;
        foreach (byte v in pixels)
        {
            sum += v;
            squares += v * v;
        }
        double mean = (double)sum / pixels.Length;
        return (double)squares / pixels.Length - mean * mean < 1;
    }

    private static void Note(Dictionary<UInt128, (int First, string Id, int Count, string? Other)> labels, UInt128 hash, ImageDataset set, int i)
    {
        int label = set.Label(i);
        string id = $"{set.Id(i)} ({set.Classes[label]})";
        if (!labels.TryGetValue(hash, out var before)) labels[hash] = (label, id, 1, null);
        else labels[hash] = before with { Count = before.Count + 1, Other = before.Other ?? (before.First == label ? null : id) };
    }

    private static ScaleFacts? Scale(Model model, ImageDataset train)
    {
        Shape input = model.Graph.Input.Shape;
        if (!input.IsImage || input.Channels is not (1 or 3)) return null;
        ChannelStatistics found = ChannelStatistics.Measure(train, input.Channels, 5_000);
        int[] channels = [.. Enumerable.Range(0, input.Channels)];
        return new ScaleFacts([.. channels.Select(c => (double)model.Preprocessing.MeanOf(c))], [.. channels.Select(c => (double)model.Preprocessing.StdOf(c))],
            [.. found.Mean.Select(m => (double)m)], [.. found.Std.Select(s => (double)s)]);
    }
}
