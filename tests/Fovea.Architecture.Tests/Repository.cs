using System.Xml.Linq;

namespace Fovea.Architecture.Tests;

/// <summary>The working tree these tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The projects below <paramref name="folder"/>, by name.</summary>
    public static SortedDictionary<string, XDocument> Projects(string folder)
    {
        var projects = new SortedDictionary<string, XDocument>(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
            projects.Add(Path.GetFileNameWithoutExtension(path), XDocument.Load(path));
        return projects;
    }

    /// <summary>The C# files below <paramref name="folder"/>, as paths from the root with forward slashes, with their lines.</summary>
    public static IEnumerable<(string Path, string[] Lines)> Sources(string folder)
        => Directory.GetFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllLines(path)))
            .Where(file => !file.Item1.Contains("/obj/", StringComparison.Ordinal) && !file.Item1.Contains("/bin/", StringComparison.Ordinal))
            .OrderBy(file => file.Item1, StringComparer.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Fovea.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no Fovea.slnx above {AppContext.BaseDirectory}");
    }
}
