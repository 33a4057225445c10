using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fovea.Fuzz;

/// <summary>What a worker found: an input that the reader neither reads nor refuses in time, in memory, with a proper error.</summary>
internal sealed record Finding(byte[] Input, string What);

/// <summary>
/// Feeds a reader inputs made from others. An input that brings an error text not seen before joins the others: a cheap stand-in
/// for coverage, since every check has its own text.
/// </summary>
internal sealed partial class FuzzWorker(FuzzTarget target, IReadOnlyCollection<byte[]> seeds, ulong seed)
{
    private const int MostBytes = 16_384, MostKept = 4_096;
    private readonly int seedCount = seeds.Count;
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private readonly FuzzRandom random = new(seed);
    private readonly List<byte[]> corpus = [.. seeds];
    private readonly HashSet<string> texts = new(StringComparer.Ordinal);

    /// <summary>Inputs tried so far.</summary>
    public long Inputs { get; private set; }

    /// <summary>Those that were read; the others were refused.</summary>
    public long Accepted { get; private set; }

    /// <summary>Different error texts, names and numbers aside.</summary>
    public int Texts => texts.Count;

    /// <summary>These texts.</summary>
    public IReadOnlyCollection<string> Shapes => texts;

    /// <summary>Inputs to make others from.</summary>
    public int Corpus => corpus.Count;

    /// <summary>The longest time an input took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>The most bytes an input made the reader allocate.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>The input that is being read now, for whoever watches over a hang.</summary>
    public byte[] Current { get; private set; } = [];

    /// <summary>The last refusal.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Is told each input before it is read.</summary>
    public Action<byte[]> Before { get; set; } = _ => { };

    /// <summary>Tries one input; null when all is well.</summary>
    public Finding? Step()
    {
        byte[] input = Inputs < seedCount ? corpus[(int)Inputs] : target.Mutate(random, Parent(), random.Pick(corpus));
        if (input.Length > MostBytes) input = input[..MostBytes];
        return Try(input);
    }

    /// <summary>Tries a given input.</summary>
    /// <param name="input">What is read.</param>
    /// <param name="again">A slow input is tried once more, and its processor time is taken: another program may have held the processor.</param>
    public Finding? Try(byte[] input, bool again = false)
    {
        Current = input;
        Before(input);
        Inputs++;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp(), worked = again ? Worked() : 0;
        string text = "read";
        TimeSpan took = default;
        long allocated = 0;
        try
        {
            object read = target.Read(input);
            Measure();
            Accepted++;
            if (read is string kind) text = $"read {kind}";
            target.Check(input, read);
        }
        catch (FormatException e)
        {
            Measure();
            Said = e.Message;
            text = Shape(Said);
        }
#pragma warning disable CA1031 // whatever it is, it is a finding
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Finding(input, e.ToString());
        }
        if (took > Slow && !again) return Try(input, again: true);
        if (took > Slowest) Slowest = took;
        MostAllocated = Math.Max(MostAllocated, allocated);
        if (texts.Add(text) && corpus.Count < MostKept) corpus.Add(input);
        if (took > Slow) return new Finding(input, $"took {took.TotalSeconds:F1} s: {text}");
        return allocated > target.Allowance + (400L * input.Length) ? new Finding(input, $"allocated {allocated:N0} bytes for {input.Length:N0}: {text}") : null;

        void Measure()
        {
            took = again && worked > 0 ? TimeSpan.FromMicroseconds((Worked() - worked) / 1000) : Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    // Nanoseconds of processor time of this thread; 0 where the system does not say.
    private static long Worked()
    {
        const string path = "/proc/thread-self/schedstat";
        return File.Exists(path) ? long.Parse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture) : 0;
    }

    // Sound files lead further than what came of them.
    private byte[] Parent() => seedCount > 0 && random.OneIn(2) ? corpus[random.Below(seedCount)] : random.Pick(corpus);

    // The text without numbers and names. An op stands in it without quotes: it is kept where it is one, with the rule and the help,
    // which nearly every check has.
    private static string Shape(string message)
    {
        int node = message.IndexOf(" node '", StringComparison.Ordinal);
        if (node < 0) return Varying().Replace(message, "#");
        int rule = message.IndexOf("\n  rule", StringComparison.Ordinal), start = message.IndexOf(": ", StringComparison.Ordinal) + 2;
        string op = start <= node && Onnx.OnnxOps.Importers.ContainsKey(message[start..node]) ? message[start..node] : "";
        return op + Varying().Replace(message[(rule >= 0 ? rule : node)..], "#");
    }

    [GeneratedRegex("'.*'|\".*\"|[0-9][0-9,.e+×]*", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Varying();
}
