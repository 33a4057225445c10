using System.Text.Json;

namespace Fovea.Analysis;

/// <summary>What a file <c>fovea.lint.json</c> says: thresholds, suppressions, and from which severity on lint fails.</summary>
/// <remarks>
/// <code>
/// {
///   "thresholds": { "RFX001.share": 0.4 },
///   "suppress": [ { "rule": "SHP004", "node": "stage1.*", "reason": "the images are always 224×224" } ],
///   "failOn": "warning"
/// }
/// </code>
/// </remarks>
/// <param name="Settings">For <see cref="Linter.Run"/>.</param>
/// <param name="FailOn">The least severity at which lint fails; null when the file leaves that to the caller.</param>
public sealed record LintConfig(LintSettings Settings, Severity? FailOn)
{
    /// <summary>The name under which it is found beside a net file.</summary>
    public const string FileName = "fovea.lint.json";

    private const int MostBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="LintConfigException">It cannot be meant; names the line.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static LintConfig Load(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists) throw new FileNotFoundException($"{path}: there is no such file\n  rule  a lint configuration is a file like {FileName}", path);
        if (info.Length > MostBytes) throw new LintConfigException(path, 0, $"it has {info.Length:N0} bytes", $"a lint configuration has at most {MostBytes:N0} bytes");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The configuration; comments and trailing commas are allowed.</param>
    /// <param name="file">Shown in errors.</param>
    /// <exception cref="LintConfigException">It cannot be meant; names the line.</exception>
    public static LintConfig Parse(string json, string file = FileName)
    {
        LintConfigFile? read;
        try
        {
            read = JsonSerializer.Deserialize(json, LintConfigJson.Default.LintConfigFile);
        }
        catch (JsonException e)
        {
            throw LintConfigCheck.Unreadable(e, file);
        }
        return new LintConfigCheck(json, file).Check(read ?? new LintConfigFile());
    }

    /// <summary>The configuration beside a net file; null when there is none.</summary>
    /// <param name="netFile">Path of the net file.</param>
    public static string? Beside(string netFile)
    {
        string path = Path.Combine(Path.GetDirectoryName(netFile) ?? "", FileName);
        return File.Exists(path) ? path : null;
    }
}
