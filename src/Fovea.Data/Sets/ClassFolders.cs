namespace Fovea.Data;

/// <summary>A folder per class, with or without a folder per split above it, in any source of entries.</summary>
internal static class ClassFolders
{
    public static FoundData? Find(EntrySource source)
    {
        var images = new List<(int Entry, string[] Parts)>();
        for (int i = 0; i < source.Names.Count; i++)
            if (ImageNames.LooksLikeImage(source.Names[i])) images.Add((i, source.Names[i].Split('/')));
        if (images.Count == 0) return null;
        int skip = Wrapper(images);
        bool split = images.Any(e => e.Parts.Length - skip >= 3 && IsSplit(e.Parts[skip]))
            && images.All(e => e.Parts.Length - skip < 2 || IsSplit(e.Parts[skip]));
        int level = skip + (split ? 1 : 0);

        // Classes come from all splits together, so that a label means the same in each.
        string[] classes = [.. images.Where(e => e.Parts.Length > level + 1).Select(e => e.Parts[level]).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length == 0) return null;
        foreach (IGrouping<string, string> same in classes.GroupBy(c => c, StringComparer.OrdinalIgnoreCase))
            if (same.Count() > 1)
                throw new DatasetException(source.Path, $"the class folders {string.Join(" and ", same.Select(s => $"'{s}'"))} differ in case only",
                    "rename or merge them: one class is one folder");

        string[] splits = split ? SplitNames.Sorted(images.Where(e => e.Parts.Length > level + 1).Select(e => SplitNames.Canonical(e.Parts[skip])!)) : [DataSets.All];
        string kind = $"{source.Kind} with a folder per class";
        return new FoundData(kind, splits, wanted => Build(source, images, classes, skip, split ? wanted : null, kind), source);
    }

    private static EncodedDataset Build(EntrySource source, List<(int Entry, string[] Parts)> images, string[] classes, int skip, string? split, string kind)
    {
        int level = skip + (split is null ? 0 : 1);
        Dictionary<string, int> label = classes.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        var chosen = images.Where(e => e.Parts.Length > level + 1 && (split is null || SplitNames.Canonical(e.Parts[skip]) == split)).ToArray();
        int[] labels = [.. chosen.Select(e => label[e.Parts[level]])];

        var notes = new List<string>();
        int loose = images.Count(e => e.Parts.Length <= level + 1), other = source.Names.Count - images.Count;
        if (loose > 0) notes.Add($"{loose:N0} images outside the class folders are not used");
        if (other > 0) notes.Add($"{other:N0} files that are no images are not used");
        string[] empty = [.. classes.Where((_, i) => !labels.Contains(i))];
        if (empty.Length > 0) notes.Add($"no images in this split for: {string.Join(", ", empty.Take(10))}");

        return new EncodedDataset(SplitNames.NameOf(source.Path, split ?? DataSets.All), $"{kind}, {source.Path}" + (split is null ? "" : $", split {split}"),
            source, [.. chosen.Select(e => e.Entry)], labels, classes, [.. notes]);
    }

    private static bool IsSplit(string name) => SplitNames.Canonical(name) is { } split && split != DataSets.All;

    // Archives often hold one folder that holds everything: pets/cat/1.jpg, pets/dog/2.jpg.
    private static int Wrapper(List<(int Entry, string[] Parts)> images)
    {
        int skip = 0;
        while (true)
        {
            string first = images[0].Parts[skip];
            int next = skip;
            if (!images.All(e => e.Parts.Length > next + 2 && e.Parts[next] == first) || IsSplit(first)) return skip;
            skip++;
        }
    }
}
