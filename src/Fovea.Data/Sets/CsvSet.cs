using System.Globalization;

namespace Fovea.Data;

/// <summary>A CSV of image paths and labels: comma, semicolon or tab; a header is recognised; a column "split" is used.</summary>
internal static class CsvSet
{
    private static readonly string[] PathWords = ["path", "file", "filename", "file_name", "image", "image_path", "filepath", "img"];
    private static readonly string[] LabelWords = ["label", "class", "category", "target", "class_name"];

    /// <summary>True for .csv and .tsv.</summary>
    public static bool IsCsv(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv";

    /// <summary>The one CSV of a folder that has nothing else, or null.</summary>
    public static FoundData? FindIn(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        string[] files = [.. Directory.EnumerateFiles(folder).Where(IsCsv).Order(StringComparer.Ordinal)];
        return files.Length switch
        {
            0 => null,
            1 => Find(files[0]),
            _ => throw new DatasetException(folder, $"{files.Length} CSV files lie here: {string.Join(", ", files.Select(Path.GetFileName))}", "give the path of the one you mean"),
        };
    }

    public static FoundData Find(string path)
    {
        List<Row> rows = Rows(path);
        string[] classes = Classes(path, rows, out Func<Row, int> label);
        string[] splits = SplitNames.Sorted(rows.Select(r => r.Split));
        return new FoundData("CSV of paths and labels", splits, split =>
        {
            Row[] chosen = [.. rows.Where(r => r.Split == split)];
            var source = new ListedFiles(path, [.. chosen.Select(r => r.Path)]);
            return new EncodedDataset(SplitNames.NameOf(path, split), $"CSV of paths and labels, {path}" + (split == DataSets.All ? "" : $", split {split}"),
                source, [.. Enumerable.Range(0, chosen.Length)], [.. chosen.Select(label)], classes, []);
        }, null);
    }

    private static List<Row> Rows(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(path, $"cannot be read: {e.Message}", inner: e);
        }
        int first = Array.FindIndex(lines, l => l.Trim().Length > 0);
        if (first < 0) throw new DatasetException(path, "the CSV is empty", "write a line an image: path,label");
        char separator = lines[first].Contains('\t') ? '\t' : lines[first].Contains(';') && !lines[first].Contains(',') ? ';' : ',';
        string[] head = Cells(lines[first], separator, path, first + 1);
        int pathColumn = Column(head, PathWords), labelColumn = Column(head, LabelWords), splitColumn = Column(head, ["split", "subset", "set"]);
        bool header = pathColumn >= 0 || labelColumn >= 0;
        if (header && (pathColumn < 0 || labelColumn < 0))
            throw new DatasetException(path, $"the header has the columns {string.Join(", ", head)}, but no column for the {(pathColumn < 0 ? "path" : "label")}",
                pathColumn < 0 ? $"name it one of: {string.Join(", ", PathWords)}" : $"name it one of: {string.Join(", ", LabelWords)}");
        if (!header) (pathColumn, labelColumn, splitColumn) = (0, 1, -1);

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var rows = new List<Row>(lines.Length);
        for (int i = header ? first + 1 : first; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0) continue;
            string[] cells = Cells(lines[i], separator, path, i + 1);
            int need = Math.Max(pathColumn, labelColumn) + 1;
            if (cells.Length < need)
                throw new DatasetException(path, $"line {i + 1} has {cells.Length} column(s), at least {need} are needed: {lines[i]}", "write a line an image: path,label");
            string file = cells[pathColumn], label = cells[labelColumn];
            if (file.Length == 0 || label.Length == 0) throw new DatasetException(path, $"line {i + 1} has no {(file.Length == 0 ? "path" : "label")}: {lines[i]}");
            string split = splitColumn >= 0 && splitColumn < cells.Length ? SplitNames.Canonical(cells[splitColumn]) ?? cells[splitColumn] : DataSets.All;
            rows.Add(new Row(i + 1, Path.Combine(folder, file), label, split.Length == 0 ? DataSets.All : split));
        }
        return rows.Count > 0 ? rows : throw new DatasetException(path, "the CSV has a header but no line with an image");
    }

    // Whole numbers are class numbers when classes.txt gives names to them, otherwise names that sort as numbers.
    private static string[] Classes(string path, List<Row> rows, out Func<Row, int> label)
    {
        bool numbers = rows.All(r => double.TryParse(r.Label, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        string namesFile = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "classes.txt");
        string[]? names = File.Exists(namesFile) ? [.. File.ReadAllLines(namesFile).Select(l => l.Trim()).Where(l => l.Length > 0)] : null;
        if (numbers)
            foreach (Row row in rows)
            {
                if (!int.TryParse(row.Label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
                    throw new DatasetException(path, $"line {row.Line}: the label {row.Label} is not a whole number", "a classifier's labels are class names or whole numbers");
                if (value < 0) throw new DatasetException(path, $"line {row.Line}: the label {value} is negative", "class numbers count from 0");
                if (names is not null && value >= names.Length)
                    throw new DatasetException(path, $"line {row.Line}: the label {value} is outside 0 to {names.Length - 1} ({names.Length} names in {namesFile})", "class numbers count from 0");
            }
        else if (names is not null)
            foreach (Row row in rows)
                if (!names.Contains(row.Label)) throw new DatasetException(path, $"line {row.Line}: the label '{row.Label}' is not in {namesFile}");
        if (numbers && names is not null)
        {
            label = r => int.Parse(r.Label, CultureInfo.InvariantCulture);
            return names;
        }
        string[] classes = names ?? [.. rows.Select(r => r.Label).Distinct().OrderBy(l => numbers ? int.Parse(l, CultureInfo.InvariantCulture) : 0).ThenBy(l => l, StringComparer.Ordinal)];
        Dictionary<string, int> index = classes.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        label = r => index[r.Label];
        return classes;
    }

    private static int Column(string[] head, string[] words) => Array.FindIndex(head, h => words.Contains(h.Trim().ToLowerInvariant()));

    private static string[] Cells(string line, char separator, string path, int number)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[++i]);
            else if (c == '"') quoted = !quoted;
            else if (c == separator && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else cell.Append(c);
        }
        if (quoted) throw new DatasetException(path, $"line {number} has a quote that is not closed: {line}");
        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }

    private readonly record struct Row(int Line, string Path, string Label, string Split);
}
