namespace Fovea.Onnx.Tests;

/// <summary>
/// The texts of all refusals, in <c>Refusals.txt</c>: a line with what the file is, then the text, then an empty line. With
/// <c>FOVEA_UPDATE_DOCS=1</c> they are written there.
/// </summary>
internal static class Refusals
{
    private static readonly Lock Access = new();

    public static string Path { get; } = System.IO.Path.Combine(Repository(), "tests", "Fovea.Onnx.Tests", "Read", "Refusals.txt");

    public static void Check(string what, string text)
    {
        lock (Access)
        {
            SortedDictionary<string, string> known = Read();
            if (Environment.GetEnvironmentVariable("FOVEA_UPDATE_DOCS") == "1")
            {
                known[what] = text;
                File.WriteAllText(Path, string.Concat(known.Select(k => $"# {k.Key}\n{k.Value}\n\n")));
            }
            else
            {
                Assert.Equal((what, known.GetValueOrDefault(what)), (what, text));
            }
        }
    }

    public static SortedDictionary<string, string> Read()
    {
        var known = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(Path)) return known;
        foreach (string part in ("\n" + File.ReadAllText(Path).ReplaceLineEndings("\n")).Split("\n# ").Skip(1))
            known[part[..part.IndexOf('\n', StringComparison.Ordinal)]] = part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd('\n');
        return known;
    }

    private static string Repository()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Fovea.slnx"))) folder = System.IO.Path.GetDirectoryName(folder)!;
        return folder;
    }

    /// <summary>A file of the repository.</summary>
    public static string InRepository(params string[] path) => System.IO.Path.Combine([Repository(), .. path]);
}
