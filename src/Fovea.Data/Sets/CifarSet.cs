namespace Fovea.Data;

/// <summary>The binary versions of CIFAR-10 and CIFAR-100: label bytes and 3 × 32 × 32 pixels in C H W order.</summary>
/// <remarks>Source: A. Krizhevsky, https://www.cs.toronto.edu/~kriz/cifar.html, "binary version".</remarks>
internal static class CifarSet
{
    private const int Side = 32, PixelBytes = 3 * Side * Side;

    /// <summary>True for names like data_batch_1.bin and test_batch.bin.</summary>
    public static bool IsBatch(string name) => Path.GetFileName(name) is "test_batch.bin" || IsTrainBatch(name);

    public static FoundData? Find(EntrySource source, string? only = null)
    {
        int[] all = [.. Enumerable.Range(0, source.Names.Count).Where(i => only is null || source.Names[i] == only)];
        int[] train10 = [.. all.Where(i => IsTrainBatch(source.Names[i]))], test10 = Named(source, all, "test_batch.bin");
        if (train10.Length + test10.Length > 0) return Of("CIFAR-10 binary files", source, 1, train10, test10, "batches.meta.txt");
        if (!source.Names.Any(n => Path.GetFileName(n) == "fine_label_names.txt")) return null;
        return Of("CIFAR-100 binary files", source, 2, Named(source, all, "train.bin"), Named(source, all, "test.bin"), "fine_label_names.txt");
    }

    private static FoundData? Of(string kind, EntrySource source, int labelBytes, int[] train, int[] test, string names)
    {
        var splits = new Dictionary<string, int[]>();
        if (train.Length > 0) splits[DataSets.Train] = train;
        if (test.Length > 0) splits[DataSets.Test] = test;
        return splits.Count == 0 ? null
            : new FoundData(kind, SplitNames.Sorted(splits.Keys), split => Build(kind, source, labelBytes, splits[split], split, names), source);
    }

    private static ArrayDataset Build(string kind, EntrySource source, int labelBytes, int[] files, string split, string names)
    {
        int record = labelBytes + PixelBytes;
        byte[][] contents = [.. files.Select(i => source.Read(i, 1L << 30))];
        for (int f = 0; f < files.Length; f++)
            if (contents[f].Length % record != 0)
                throw new DatasetException(source.Id(files[f]), $"{contents[f].Length:N0} bytes are no multiple of {record:N0} ({labelBytes} label + 3×32×32 pixels); {contents[f].Length % record:N0} are left over",
                    "copy or download the file again");
        int count = contents.Sum(c => c.Length / record);
        var pixels = new byte[(long)count * PixelBytes];
        var labels = new int[count];
        int at = 0;
        foreach (byte[] file in contents)
            for (int from = 0; from < file.Length; from += record, at++)
            {
                labels[at] = file[from + labelBytes - 1];
                ReadOnlySpan<byte> planes = file.AsSpan(from + labelBytes, PixelBytes);
                Span<byte> image = pixels.AsSpan(at * PixelBytes, PixelBytes);
                for (int p = 0; p < Side * Side; p++)
                    (image[3 * p], image[3 * p + 1], image[3 * p + 2]) = (planes[p], planes[Side * Side + p], planes[2 * Side * Side + p]);
            }
        string[] classes = ClassNames(source, names, labelBytes == 1 ? 10 : 100);
        string where = $"{kind}, {source.Path}, split {split}";
        string name = SplitNames.NameOf(source.Path, split);
        source.Dispose();
        return new ArrayDataset(name, Side, Side, 3, pixels, labels, classes, where);
    }

    private static string[] ClassNames(EntrySource source, string file, int count)
    {
        for (int i = 0; i < source.Names.Count; i++)
            if (Path.GetFileName(source.Names[i]) == file)
            {
                string[] names = System.Text.Encoding.UTF8.GetString(source.Read(i, 1 << 20)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (names.Length == count) return names;
            }
        return count == 10
            ? ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
            : [.. Enumerable.Range(0, count).Select(i => i.ToString())];
    }

    private static bool IsTrainBatch(string name)
    {
        string file = Path.GetFileName(name);
        return file.StartsWith("data_batch_", StringComparison.Ordinal) && file.EndsWith(".bin", StringComparison.Ordinal);
    }

    private static int[] Named(EntrySource source, int[] entries, string file) => [.. entries.Where(i => Path.GetFileName(source.Names[i]) == file)];
}
