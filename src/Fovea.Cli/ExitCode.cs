namespace Fovea.Cli;

/// <summary>What the process says to scripts and schedulers; see docs/decisions/0006-exit-codes.md.</summary>
internal static class ExitCode
{
    public const int Done = 0, Bug = 1, Usage = 2, BadInput = 3, Limit = 4, Disk = 5, Diverged = 6, Interrupted = 7, Findings = 9;

    /// <summary>Each code with its meaning, for help pages and documentation.</summary>
    public static IReadOnlyList<(int Code, string Word, string Meaning)> All { get; } =
    [
        (Done, "done", "done"),
        (Bug, "bug", "unexpected: a bug in Fovea"),
        (Usage, "usage", "usage: an unknown verb, option or layer, or a value that makes no sense"),
        (BadInput, "bad input", "bad input: an image, data set, model file or run folder that cannot be used"),
        (Limit, "limit", "refused because of a limit: pixels or memory"),
        (Disk, "disk", "disk or network: full, no permission, unreachable"),
        (Diverged, "diverged", "training diverged: NaN or infinity"),
        (Interrupted, "interrupted", "interrupted; a training run left a checkpoint to resume from"),
        (Findings, "findings", "an examination found what should not be there"),
    ];
}
