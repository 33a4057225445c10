namespace Fovea.Architecture.Tests;

/// <summary>What the text of src keeps to.</summary>
public sealed class SourceTests
{
    private const int MostLines = 350;

    /// <summary>Written by a program that has its own style.</summary>
    private const string Generated = "src/Fovea.Onnx/Proto/";

    /// <summary>Files that may be longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> Long = new()
    {
        ["src/Fovea.Onnx/Proto/Onnx.g.cs"] = "made by protoc",
    };

    /// <summary>Calls that undo a promise, with the promise; where a folder is named, only there.</summary>
    private static readonly (string Call, string Folder, string Instead)[] Banned =
    [
        ("Random.Shared", "src/", "every draw comes from a seed in the options: CounterRandom"),
        ("new Random(", "src/", "every draw comes from a seed in the options: CounterRandom"),
        ("DateTime.Now", "src/", "DateTime.UtcNow or Stopwatch: local time jumps"),
        ("Guid.NewGuid", "src/", "a name made from what it names, so that two runs agree"),
        ("Parallel.For", "src/Fovea.Kernels/", "a Call on the Team: its split of the work is fixed"),
        ("Parallel.For", "src/Fovea/", "a Call on the Team: its split of the work is fixed"),
        ("File.WriteAll", "src/", "AtomicFile.Write: a kill in the middle must not lose the old file"),
        ("BinaryFormatter", "src/", "no code in files"),
        ("Type.GetType(", "src/", "no type names from files"),
        ("Activator.CreateInstance(", "src/", "no reflection: it is not trimmed safely, and no type names from files"),
        ("Assembly.Load", "src/", "no code in files"),
        ("NotImplementedException", "src/", "finished code"),
    ];

    [Fact]
    public void Files_are_at_most_350_lines()
    {
        foreach ((string path, string[] lines) in Repository.Sources("src"))
            Assert.True(lines.Length <= MostLines || Long.ContainsKey(path), $"{path} has {lines.Length} lines; which second idea moved in?");
        foreach (string path in Long.Keys) Assert.True(File.ReadAllLines(Path.Combine(Repository.Root, path)).Length > MostLines, $"{path} needs no exception any more");
    }

    [Fact]
    public void Banned_calls_do_not_appear()
    {
        List<string> found = [];
        foreach ((string path, string[] lines) in Repository.Sources("src"))
            for (int i = 0; i < lines.Length; i++)
                foreach ((string call, string folder, string instead) in Banned)
                    if (path.StartsWith(folder, StringComparison.Ordinal) && lines[i].Contains(call, StringComparison.Ordinal))
                        found.Add($"{path}:{i + 1}: {call}; use {instead}");
        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [Fact]
    public void Unfinished_work_and_regions_do_not_appear()
    {
        List<string> found = [];
        string[] marks = ["TO" + "DO", "FIX" + "ME", "HA" + "CK:", "#reg" + "ion", "Gets or " + "sets", "Initializes a new " + "instance"];
        foreach ((string path, string[] lines) in Repository.Sources("src").Concat(Repository.Sources("tests")).Where(f => !f.Path.StartsWith(Generated, StringComparison.Ordinal)))
            for (int i = 0; i < lines.Length; i++)
                foreach (string mark in marks)
                    if (lines[i].Contains(mark, StringComparison.Ordinal)) found.Add($"{path}:{i + 1}: {mark}");
        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [Fact]
    public void No_test_is_skipped()
    {
        foreach ((string path, string[] lines) in Repository.Sources("tests"))
            Assert.False(lines.Any(l => l.Contains("Skip" + " = ", StringComparison.Ordinal) || l.Contains("Assert." + "Skip", StringComparison.Ordinal)), $"{path} skips a test");
    }
}
