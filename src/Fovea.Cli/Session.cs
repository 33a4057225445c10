using System.CommandLine;

namespace Fovea.Cli;

/// <summary>One invocation of a verb: where it writes and the options that every verb has.</summary>
internal sealed class Session(Terminal terminal, ParseResult parsed, CommonOptions common, Interrupts interrupts)
{
    public Terminal Terminal => terminal;

    public ParseResult Parsed => parsed;

    public bool Json { get; } = parsed.GetValue(common.Json);

    public bool Verbose { get; } = parsed.GetValue(common.Verbose);

    public ulong Seed { get; } = parsed.GetValue(common.Seed);

    public int Threads { get; } = parsed.GetValue(common.Threads);

    public CancellationToken Cancel => interrupts.Token;

    public Interrupts Interrupts => interrupts;

    /// <summary>True when progress is drawn instead of listed.</summary>
    public bool Live => terminal.Live && !Json;

    /// <summary>A line for people; silent with --json.</summary>
    public void Say(string text = "")
    {
        if (!Json) terminal.Out.WriteLine(text.TrimEnd('\n'));
    }

    /// <summary>Something worth knowing that is no error.</summary>
    public void Warn(string text) => terminal.Error.WriteLine($"note  {Printable.Of(text).Replace("\n", "\n      ", StringComparison.Ordinal)}");

    /// <summary>The answer for machines: one line of JSON; silent without --json.</summary>
    public void Answer(string json)
    {
        if (Json) terminal.Out.WriteLine(JsonLine.Of(json));
    }

    /// <summary>Writes either the text or the JSON.</summary>
    public void Answer(string text, string json)
    {
        Say(text);
        Answer(json);
    }

    public T Value<T>(Option<T> option) => parsed.GetValue(option)!;

    public T Value<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    /// <summary>The numbers, or null when the option was not given: the parser makes an empty list of that.</summary>
    public float[]? Numbers(Option<float[]?> option) => Given(option) ? parsed.GetValue(option) : null;

    public bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
}
