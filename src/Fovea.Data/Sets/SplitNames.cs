namespace Fovea.Data;

/// <summary>The names people give to splits.</summary>
internal static class SplitNames
{
    /// <summary>train, validation or test for any of their usual spellings, otherwise null.</summary>
    public static string? Canonical(string name) => name.ToLowerInvariant() switch
    {
        "train" or "training" or "trn" => DataSets.Train,
        "val" or "valid" or "validation" or "dev" => DataSets.Validation,
        "test" or "testing" or "tst" or "t10k" => DataSets.Test,
        "all" => DataSets.All,
        _ => null,
    };

    /// <summary>In the order train, validation, test, everything else.</summary>
    public static string[] Sorted(IEnumerable<string> splits)
    {
        string[] order = [DataSets.Train, DataSets.Validation, DataSets.Test, DataSets.All];
        return [.. splits.Distinct().OrderBy(s => Array.IndexOf(order, s) is var i && i < 0 ? order.Length : i).ThenBy(s => s, StringComparer.Ordinal)];
    }

    /// <summary>Finds a split's name as a word inside a file name: "emnist-letters-train-images" is train.</summary>
    public static string Within(string fileName)
    {
        foreach (string word in fileName.Split('-', '_', '.', ' '))
            if (Canonical(word) is { } split && split != DataSets.All) return split;
        return DataSets.All;
    }

    /// <summary>A set's name from its path and split: "pets/train".</summary>
    public static string NameOf(string path, string split)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        foreach (string ending in (string[])[".gz", ".tgz", ".tar", ".zip", ".csv"])
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) name = name[..^ending.Length];
        return split == DataSets.All ? name : $"{name}/{split}";
    }
}
