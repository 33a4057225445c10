using System.Text.Json;
using Fovea.Bench;

// Fovea.Bench train [--json FILE] [--threads 1,2] [--repetitions 9] [--case TEXT]
if (args is not ["train", ..])
{
    Console.Error.WriteLine("usage: bench/run.sh train [--json FILE] [--threads 1,2] [--repetitions 9] [--case TEXT]");
    return 2;
}

string Option(string name, string fallback)
{
    int at = Array.IndexOf(args, name);
    return at > 0 && at + 1 < args.Length ? args[at + 1] : fallback;
}

int repetitions = Math.Max(7, int.Parse(Option("--repetitions", "9")));
int[] threads = [.. Option("--threads", "1,2").Split(',').Select(int.Parse)];
Machine machine = Machine.Measure($"libtorch {TorchSharp.torch.__version__}");
Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, {machine.Torch}");
Console.WriteLine($"FMA peak {string.Join(", ", machine.FmaPeakGflops.Select((p, i) => $"{p:F0} GFLOP/s on {i + 1}"))}");
if (machine.IsBusy) Console.WriteLine($"WARNING: other programs use {machine.OthersShare:P0} of the processors: these figures are not to be quoted");
Console.WriteLine($"{"milliseconds, medians of " + repetitions,-28} {"threads",7} {"ours",9} {"default",9} {"ch.-last",9} {"ratio",6}");

List<Result> results = [];
foreach (TrainCase c in TrainCase.All.Where(c => c.Name.Contains(Option("--case", ""), StringComparison.OrdinalIgnoreCase)))
{
    foreach (int count in threads)
    {
        foreach (Result r in TrainBenchmark.Run(c, count, repetitions))
        {
            results.Add(r);
            Console.WriteLine($"{r.Name,-28} {r.Threads,7} {r.OursMs,9:F2} {r.TheirsDefaultMs,9:F2} {r.TheirsChannelsLastMs,9:F2} {r.Ratio,6:F2}");
        }
    }
}

var report = new Report(machine, results);
Console.WriteLine($"geometric mean {report.Geomean:F2}, worst {report.Worst:F2}");
if (Option("--json", "") is { Length: > 0 } file)
    File.WriteAllText(file, JsonSerializer.Serialize(report, new JsonSerializerOptions(JsonSerializerDefaults.Web)));
return 0;
