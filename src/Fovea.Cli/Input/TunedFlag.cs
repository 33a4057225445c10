using System.CommandLine;

namespace Fovea.Cli;

/// <summary><c>--tuned FILE</c>: the measured choices that a verb computes with.</summary>
internal sealed class TunedFlag(Verb verb, string title)
{
    private readonly Option<string?> option = verb.Under(title, Flags.Text("--tuned", "FILE", "convolutions by the measurements of 'fovea tune' in that file; the last bits may differ"));

    /// <summary>The choices, or null when none were given.</summary>
    /// <param name="s">The invocation.</param>
    /// <param name="strict">Whether Winograd's algorithm is forbidden.</param>
    public AlgorithmChoices? Read(Session s, bool strict = false)
    {
        if (s.Value(option) is not { } path) return null;
        if (strict) throw new UsageException("--tuned does not go with --strict", "strict convolutions have one algorithm: there is nothing to choose");
        return AlgorithmChoices.Load(path);
    }

    /// <summary>Whether it was given.</summary>
    public bool IsGiven(Session s) => s.Value(option) is not null;
}
