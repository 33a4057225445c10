namespace Fovea.Data;

/// <summary>IDX pairs: an images file and the labels file that is named like it.</summary>
internal static class IdxSet
{
    /// <summary>True for names like train-images-idx3-ubyte.gz.</summary>
    public static bool IsImages(string name) => Matches(name, "image", "idx3") || Matches(name, "image", "idx4");

    /// <summary>True for names like train-labels-idx1-ubyte.gz.</summary>
    public static bool IsLabels(string name) => Matches(name, "label", "idx1");

    public static FoundData? Find(EntrySource source, string? only = null)
    {
        var images = Enumerable.Range(0, source.Names.Count).Where(i => only is null ? IsImages(source.Names[i]) : source.Names[i] == only).ToList();
        // A file and its gzipped twin are one: the unpacked one is read.
        images.RemoveAll(i => source.Names[i].EndsWith(".gz", StringComparison.Ordinal) && images.Any(j => source.Names[j] == source.Names[i][..^3]));
        if (images.Count == 0) return null;
        var bySplit = images.GroupBy(i => SplitNames.Within(Path.GetFileName(source.Names[i]))).ToDictionary(g => g.Key, g => g.ToArray());
        return new FoundData("IDX files", SplitNames.Sorted(bySplit.Keys), split => Build(source, split, bySplit[split]), source);
    }

    private static ArrayDataset Build(EntrySource source, string split, int[] images)
    {
        if (images.Length > 1)
            throw new DatasetException(source.Path, $"{images.Length} IDX image files could be the split '{split}': {string.Join(", ", images.Select(i => source.Names[i]))}",
                "give the path of the one you mean");
        int entry = images[0];
        string imagesName = source.Id(entry);
        int labelsEntry = LabelsOf(source, source.Names[entry]);
        IdxFile pixels = Read(source, entry), labels = Read(source, labelsEntry);
        bool colour = pixels.Sizes.Length == 4 && pixels.Sizes[3] is 1 or 3;
        if (pixels.Sizes.Length != 3 && !colour)
            throw new DatasetException(imagesName, $"the IDX file has {pixels.Sizes.Length} axes ({string.Join("×", pixels.Sizes)}); images have count × height × width");
        if (labels.Sizes.Length != 1)
            throw new DatasetException(source.Id(labelsEntry), $"the IDX file has {labels.Sizes.Length} axes ({string.Join("×", labels.Sizes)}); labels have one");
        if (pixels.Sizes[0] != labels.Sizes[0])
            throw new DatasetException(imagesName, $"{pixels.Sizes[0]:N0} images, but {labels.Sizes[0]:N0} labels in {source.Id(labelsEntry)}", "take both files from the same place");
        if (pixels.Sizes[0] == 0) throw new DatasetException(imagesName, "the IDX file holds 0 images");

        int[] values = Array.ConvertAll(labels.Data, b => (int)b);
        string[] classes = ClassNames(source, Highest(source, values));
        string name = SplitNames.NameOf(source.Path, split);
        string description = $"IDX files, {imagesName}";
        source.Dispose();
        return new ArrayDataset(name, pixels.Sizes[1], pixels.Sizes[2], colour ? pixels.Sizes[3] : 1, pixels.Data, values, classes, description);
    }

    private static int LabelsOf(EntrySource source, string imagesName)
    {
        string folder = Path.GetDirectoryName(imagesName) ?? "", stem = Stem(Path.GetFileName(imagesName), "image");
        for (int i = 0; i < source.Names.Count; i++)
        {
            string name = source.Names[i];
            if (IsLabels(name) && (Path.GetDirectoryName(name) ?? "") == folder && Stem(Path.GetFileName(name), "label") == stem) return i;
        }
        string wanted = Path.GetFileName(imagesName).Replace("images", "labels").Replace("idx3", "idx1").Replace("idx4", "idx1");
        throw new DatasetException(source.Path, $"the labels of {imagesName} are missing", $"put {wanted} beside it");
    }

    // The highest label over all splits, so that train and test agree on the number of classes.
    private static int Highest(EntrySource source, int[] values)
    {
        int highest = values.Max();
        for (int i = 0; i < source.Names.Count; i++)
            if (IsLabels(source.Names[i]) && SplitNames.Within(Path.GetFileName(source.Names[i])) != DataSets.All)
            {
                try
                {
                    highest = Math.Max(highest, Read(source, i).Data.Max());
                }
                catch (Exception e) when (e is DataException or InvalidOperationException)
                {
                    // Another split's broken file is that split's error.
                }
            }
        return highest;
    }

    private static string[] ClassNames(EntrySource source, int highest)
    {
        for (int i = 0; i < source.Names.Count; i++)
            if (Path.GetFileName(source.Names[i]) == "classes.txt")
                return [.. System.Text.Encoding.UTF8.GetString(source.Read(i, 1 << 20)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (highest == 9 && source.Path.Contains("fashion", StringComparison.OrdinalIgnoreCase)) return [.. SampleData.ClassNames];
        return [.. Enumerable.Range(0, highest + 1).Select(i => i.ToString())];
    }

    private static IdxFile Read(EntrySource source, int entry) => IdxFile.Read(source.Read(entry, IdxFile.ByteLimit), source.Id(entry));

    private static bool Matches(string name, string what, string kind)
    {
        string file = Path.GetFileName(name);
        return file.Contains(what, StringComparison.OrdinalIgnoreCase) && file.Contains(kind, StringComparison.OrdinalIgnoreCase) && Path.GetExtension(file) is not (".txt" or ".md");
    }

    private static string Stem(string name, string what) => name[..Math.Max(0, name.IndexOf(what, StringComparison.OrdinalIgnoreCase))];
}
