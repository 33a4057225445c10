namespace Fovea.Data;

/// <summary>Opens data sets of every kind that is read, recognised by what is there.</summary>
/// <remarks>
/// A folder per class, with or without train / validation / test above; the same in a zip, tar or tar.gz; IDX pairs (gzipped too);
/// CIFAR-10 and CIFAR-100 binary; a CSV of paths and labels; one IDX images file beside its labels file.
/// </remarks>
public static class DataSets
{
    /// <summary>The training split's name.</summary>
    public const string Train = "train";

    /// <summary>The validation split's name ("val" and "valid" mean it too).</summary>
    public const string Validation = "validation";

    /// <summary>The test split's name.</summary>
    public const string Test = "test";

    /// <summary>The split's name when there is only one and it has none.</summary>
    public const string All = "all";

    /// <summary>Opens a data set.</summary>
    /// <param name="path">A folder, an archive, an IDX or CIFAR file, a CSV.</param>
    /// <param name="split">train, validation or test; by default train where splits exist, otherwise everything.</param>
    /// <exception cref="DatasetException">Nothing that is known lies there, it is broken, or it has no such split.</exception>
    public static ImageDataset Open(string path, string? split = null)
    {
        FoundData found = Find(path);
        try
        {
            string wanted = split is null ? found.Splits.Contains(Train) ? Train : found.Splits[0]
                : SplitNames.Canonical(split) ?? split;
            if (!found.Splits.Contains(wanted))
                throw new DatasetException(path, $"there is no split '{split}' in this {found.Kind}; it has: {string.Join(", ", found.Splits)}",
                    wanted == Validation ? "cut one from the training images: train.Split(0.1, seed)" : "name one of these");
            return found.Open(wanted);
        }
        catch
        {
            found.Source?.Dispose();
            throw;
        }
    }

    /// <summary>The splits that <see cref="Open"/> would find: train, validation, test, or only "all".</summary>
    /// <exception cref="DatasetException">Nothing that is known lies there, or it is broken.</exception>
    public static IReadOnlyList<string> Splits(string path)
    {
        FoundData found = Find(path);
        found.Source?.Dispose();
        return found.Splits;
    }

    private static FoundData Find(string path)
    {
        if (File.Exists(path))
        {
            if (CsvSet.IsCsv(path)) return CsvSet.Find(path);
            // One file of a pair or of several: its folder is the source, and only that file is meant.
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, file = Path.GetFileName(path);
            if (IdxSet.IsImages(file)) return IdxSet.Find(new FolderEntries(folder), only: file)!;
            if (IdxSet.IsLabels(file)) throw new DatasetException(path, "this is the labels file of an IDX pair", "give the images file or the folder");
            if (CifarSet.IsBatch(file)) return CifarSet.Find(new FolderEntries(folder), only: file)!;
        }
        EntrySource source = EntrySource.Open(path);
        try
        {
            return IdxSet.Find(source) ?? CifarSet.Find(source) ?? ClassFolders.Find(source) ?? CsvSet.FindIn(path) ?? throw Nothing(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static DatasetException Nothing(EntrySource source)
    {
        const string Help = "put the images of each class into a folder named like the class: pets/cat/1.jpg, pets/dog/2.jpg";
        int loose = source.Names.Count(n => ImageNames.LooksLikeImage(n));
        if (source.Names.Count == 0) return new(source.Path, $"the {source.Kind} is empty", Help);
        return loose > 0
            ? new(source.Path, $"{loose:N0} images lie here, but in no class folder", Help)
            : new(source.Path, $"no images among {source.Names.Count:N0} files (the first is {source.Names[0]})", Help);
    }
}

/// <summary>What was recognised at a path.</summary>
/// <param name="Kind">For people.</param>
/// <param name="Splits">At least one.</param>
/// <param name="Open">Opens one of the splits; the set then owns the source.</param>
/// <param name="Source">To close when nothing is opened.</param>
internal sealed record FoundData(string Kind, string[] Splits, Func<string, ImageDataset> Open, EntrySource? Source);
