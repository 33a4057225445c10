using System.Globalization;

namespace Fovea.Bench;

/// <summary>What stands behind the name of a benchmark.</summary>
/// <param name="JsonFile">Where the report goes; null for nowhere.</param>
/// <param name="Threads">Each case runs once for each of these.</param>
/// <param name="Repetitions">Rounds of which the median is taken; at least 7.</param>
/// <param name="Case">Only cases whose name holds this text.</param>
internal sealed record Arguments(string? JsonFile, IReadOnlyList<int> Threads, int Repetitions, string Case)
{
    public const string Usage = "[--json FILE] [--threads 1,2] [--repetitions 9] [--case TEXT]";
    private const int FewestRepetitions = 7;

    public bool Wants(string name) => name.Contains(Case, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">An option is unknown, or its value does not fit.</exception>
    public static Arguments Read(ReadOnlySpan<string> words)
    {
        var read = new Arguments(null, [1, 2], 9, "");
        for (int i = 0; i < words.Length; i += 2)
        {
            string option = words[i], value = i + 1 < words.Length ? words[i + 1] : throw new ArgumentException($"{option} needs a value");
            read = option switch
            {
                "--json" => read with { JsonFile = value },
                "--threads" => read with { Threads = [.. value.Split(',').Select(t => Number(option, t, 1))] },
                "--repetitions" => read with { Repetitions = Number(option, value, FewestRepetitions) },
                "--case" => read with { Case = value },
                _ => throw new ArgumentException($"there is no option '{option}'"),
            };
        }
        return read;
    }

    private static int Number(string option, string text, int least)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= least
            ? n
            : throw new ArgumentException($"{option} takes whole numbers from {least}, not '{text}'");
}
