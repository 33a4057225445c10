using System.Globalization;

namespace Fovea.Cli;

/// <summary>Names for run folders that nobody named.</summary>
internal static class RunName
{
    /// <summary><c>runs/demo-20261123-030512</c>; with a number behind it when that is taken.</summary>
    public static string New(string stem)
    {
        string clean = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.', '-');
        string name = Path.Combine("runs", $"{(clean.Length == 0 ? "run" : clean)}-{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}");
        if (!Directory.Exists(name)) return name;
        int number = 2;
        while (Directory.Exists($"{name}-{number}")) number++;
        return $"{name}-{number}";
    }
}
