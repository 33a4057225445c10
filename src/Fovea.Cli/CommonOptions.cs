using System.CommandLine;

namespace Fovea.Cli;

/// <summary>What every verb understands.</summary>
internal sealed class CommonOptions
{
    public Option<bool> Json { get; } = Flags.Switch("--json", "one JSON object on standard output, nothing else there");

    public Option<ulong> Seed { get; } = Flags.Seed("--seed", 42, "decides first weights, order, augmentation and dropout: same seed, same bits");

    public Option<int> Threads { get; } = Flags.Int("--threads", 0, "threads; 0 takes one for each processor, results do not depend on it", least: 0, most: 256);

    public Option<bool> Verbose { get; } = Flags.Switch("--verbose", "show the stack trace of an error, and how an ONNX file was read");

    public IEnumerable<Option> All => [Json, Seed, Threads, Verbose];
}
