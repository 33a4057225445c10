using System.Text;

namespace Fovea.Cli.Tests;

/// <summary>README.md and the guide, and the blocks in them.</summary>
internal static class Documents
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root.</summary>
    public static IEnumerable<string> All => Directory.GetFiles(Path.Combine(Root, "docs", "guide"), "*.md").Order(StringComparer.Ordinal)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Prepend("README.md");

    public static string Read(string document) => File.ReadAllText(Path.Combine(Root, document)).ReplaceLineEndings("\n");

    /// <summary>The fenced blocks of a language.</summary>
    public static IEnumerable<string> Blocks(string document, string language)
    {
        string text = Read(document), fence = $"```{language}\n";
        for (int at = text.IndexOf(fence, StringComparison.Ordinal); at >= 0; at = text.IndexOf(fence, at, StringComparison.Ordinal))
        {
            int start = at + fence.Length, end = text.IndexOf("```", start, StringComparison.Ordinal);
            yield return text[start..end];
            at = end;
        }
    }

    /// <summary>The document with the output of each console block as the program gives it now.</summary>
    public static string WithOutputs(string document, Func<string, string> run)
    {
        var text = new StringBuilder();
        bool console = false;
        foreach (string line in Read(document).Split('\n'))
        {
            if (console && line.StartsWith("$ ", StringComparison.Ordinal)) text.Append(line).Append('\n').Append(run(line[2..]).TrimEnd('\n')).Append('\n');
            else if (!console || line == "```") text.Append(line).Append('\n');
            console = line == "```console" || (console && line != "```");
        }
        return text.ToString()[..^1];
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Fovea.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"no Fovea.slnx above {AppContext.BaseDirectory}");
    }
}
