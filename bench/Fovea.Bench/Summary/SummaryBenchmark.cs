using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Fovea.Analysis;

namespace Fovea.Bench;

/// <summary>
/// Reading a network's declaration, its receptive fields, lint with all rules and both memory layouts, without weights: again and again in one
/// process, and the first time in processes of their own, where everything is compiled on the way.
/// </summary>
internal sealed class SummaryBenchmark() : Benchmark("summary", "milliseconds", "ours", "promised")
{
    /// <summary>Marks the child process.</summary>
    public const string Word = "summary-once";

    private const double PromisedMs = 50;
    private const int Warm = 40;

    public override IEnumerable<Result> Run(Arguments arguments)
    {
        foreach ((string name, string net) in new[] { ("ResNet-50", ResNets.ResNet50), ("VGG-16", VggNets.Vgg16), ("MobileNetV2", LeanNets.MobileNetV2) })
        {
            if (arguments.Wants($"{name} summary"))
            {
                for (int i = 0; i < Warm; i++) Once(net);
                yield return new BoundResult($"{name} summary", Timing.Of([.. Enumerable.Range(0, 10 * arguments.Repetitions).Select(_ => Once(net))]), PromisedMs);
            }
            if (arguments.Wants($"{name} first summary"))
                yield return new BoundResult($"{name} first summary", Timing.Of([.. Enumerable.Range(0, arguments.Repetitions).Select(_ => First(name))]), PromisedMs);
        }
    }

    /// <summary>What the child does: prints the milliseconds of its first summary.</summary>
    public static int RunChild(string name)
    {
        string net = name == "VGG-16" ? VggNets.Vgg16 : name == "MobileNetV2" ? LeanNets.MobileNetV2 : ResNets.ResNet50;
        Console.WriteLine(Once(net).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static double Once(string net)
    {
        var watch = Stopwatch.StartNew();
        Summary.Of(NetText.Parse(net));
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double First(string name)
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Assembly.GetExecutingAssembly().Location, Word, name]) { RedirectStandardOutput = true })!;
        string answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }
}
