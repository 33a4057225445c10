using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Fovea.Explain;

namespace Fovea.Bench;

/// <summary>
/// What explanations of ResNet-20 on images of CIFAR's size cost beside a pass and a step of training of the same batch, as a user calls them:
/// the plan is compiled anew in every call. Ours alone, in turn; always all processors, which is what explanations take.
/// </summary>
internal sealed class ExplainBenchmark() : Benchmark("explain", "milliseconds a batch of 64", "ours", "yardstick", "cost", "at most")
{
    /// <summary>Marks the child process.</summary>
    public const string Word = "explain-memory";

    private const int Steps = 50, Explained = 16;
    private const double MostOfAPass = 1.3, LeastThroughput = 0.8;

    private static readonly NetCase Case = new("ResNet-20 b64", 64, CifarResNets.ResNet20);

    public override IEnumerable<Result> Run(Arguments arguments)
    {
        using Model model = Model.Parse(Case.Net, seed: 1), trained = Model.Parse(Case.Net, seed: 1);
        using var images = new Tensor(model.Graph.Input.Shape, Case.Images(model.Graph.Input.Shape), Case.Batch);
        using var few = new Tensor(images.Shape, images.Values[..(int)(Explained * images.Shape.Count)], Explained);
        int[] labels = Case.Labels(model.Outputs);
        using var trainer = new FoveaTrainer(Case, trained, threads: 0);
        foreach ((string name, Action explain, Action yardstick, double most, double share) in new (string, Action, Action, double, double)[]
        {
            ("Grad-CAM, a pass and back", () => model.Explain(images, new GradCam(), Objective.Logit(), labels), () => trainer.Pass(), MostOfAPass, 1),
            ("Integrated gradients, 50 steps, a training step", () => model.Explain(few, new IntegratedGradients(Steps), Objective.Logit(), labels.AsSpan(0, Explained)),
                () => trainer.Step(), 1 / LeastThroughput, (double)Case.Batch / (Steps * Explained)),
        })
        {
            if (!arguments.Wants(name)) continue;
            Timing[] t = Alternating.Time([explain, yardstick], arguments.Repetitions);
            yield return new CostResult(name, Environment.ProcessorCount, new Timing(t[0].Milliseconds * share, t[0].Spread * share), t[1], most);
        }
        foreach ((string name, int fewer, int more) in new[] { ("ig", 50, 500), ("rise", 400, 4000) })
        {
            string title = name == "ig" ? $"Integrated gradients, {more} and {fewer} steps" : $"RISE, {more} and {fewer} masks";
            if (arguments.Wants(title)) yield return new GrowthResult(title, Environment.ProcessorCount, Peak(name, fewer, arguments), Peak(name, more, arguments));
        }
    }

    /// <summary>What the child does: explains four images and prints its resident memory before, and its peak.</summary>
    public static int RunChild(string method, string count)
    {
        double baseline = ProcessMemory.NowMb();
        int n = int.Parse(count, CultureInfo.InvariantCulture);
        using Model model = Model.Parse(Case.Net, seed: 1);
        using var images = new Tensor(model.Graph.Input.Shape, Case.Images(model.Graph.Input.Shape).AsSpan(0, (int)(4 * model.Graph.Input.Shape.Count)), 4);
        model.Explain(images, method == "ig" ? new IntegratedGradients(n) : new Rise(n), Objective.Logit(3));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{baseline} {ProcessMemory.PeakMb()}"));
        return 0;
    }

    private static MemoryUse Peak(string method, int count, Arguments arguments)
    {
        double[][] runs = [.. Enumerable.Range(0, arguments.Repetitions).Select(_ => Child(method, count))];
        Timing peak = Timing.Of(runs.Select(r => r[1]));
        return new MemoryUse(Timing.Of(runs.Select(r => r[0])).Milliseconds, peak.Milliseconds, peak.Spread);
    }

    private static double[] Child(string method, int count)
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Assembly.GetExecutingAssembly().Location, Word, method, $"{count}"]) { RedirectStandardOutput = true })!;
        string answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? [.. answer.Split(' ').Select(w => double.Parse(w, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"the process that explains with {method} ended with exit code {child.ExitCode}");
    }
}
