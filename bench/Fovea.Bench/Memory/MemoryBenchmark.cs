using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Fovea.Bench;

/// <summary>The peak of resident memory of training steps, each engine in a process of its own, everything in it counted.</summary>
internal sealed class MemoryBenchmark() : Benchmark("memory", "peak MB (before the net)", "ours", "default", "ch.-last")
{
    public const string Ours = "ours", Default = "default", ChannelsLast = "channels-last";

    public static NetCase Case { get; } = new("ResNet-18 b32", 32, ResNets.ResNet18Cifar);

    public override IEnumerable<Result> Run(Arguments arguments)
    {
        string name = $"{Case.Name} train";
        if (!arguments.Wants(name)) yield break;
        foreach (int threads in arguments.Threads)
        {
            MemoryUse[] uses = [.. new[] { Ours, Default, ChannelsLast }.Select(engine => Measure(engine, threads, arguments.Repetitions))];
            yield return new MemoryResult(name, threads, uses[0], uses[1], uses[2]);
        }
    }

    private static MemoryUse Measure(string engine, int threads, int repetitions)
    {
        var baselines = new List<double>();
        var peaks = new List<double>();
        for (int r = 0; r < repetitions; r++)
        {
            double[] numbers = Child(engine, threads);
            baselines.Add(numbers[0]);
            peaks.Add(numbers[1]);
        }
        Timing peak = Timing.Of(peaks);
        return new MemoryUse(Timing.Of(baselines).Milliseconds, peak.Milliseconds, peak.Spread);
    }

    private static double[] Child(string engine, int threads)
    {
        string[] words = [Assembly.GetExecutingAssembly().Location, MemoryChild.Word, engine, $"{threads}"];
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, words) { RedirectStandardOutput = true })!;
        string answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? [.. answer.Split(' ').Select(w => double.Parse(w, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"the process that trains with {engine} ended with exit code {child.ExitCode}");
    }
}
