using Fovea.Bench;

// Fovea.Bench layers | train | infer | latency | memory | summary | explain [--json FILE] [--threads 1,2] [--repetitions 9] [--case TEXT]
if (args is [MemoryChild.Word, ..]) return MemoryChild.Run(args[1..]);

if (args is [SummaryBenchmark.Word, var net]) return SummaryBenchmark.RunChild(net);

if (args is [ExplainBenchmark.Word, var method, var count]) return ExplainBenchmark.RunChild(method, count);

Benchmark[] all = [new LayersBenchmark(), new TrainBenchmark(), new InferBenchmark(), new LatencyBenchmark(), new MemoryBenchmark(), new SummaryBenchmark(), new ExplainBenchmark()];
Benchmark? benchmark = all.FirstOrDefault(b => args.Length > 0 && b.Name == args[0]);
if (benchmark is null)
{
    Console.Error.WriteLine($"usage: bench/run.sh {string.Join(" | ", all.Select(b => b.Name))} {Arguments.Usage}");
    return 2;
}
try
{
    return Bench.Run(benchmark, Arguments.Read(args.AsSpan(1)));
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\nusage: bench/run.sh {benchmark.Name} {Arguments.Usage}");
    return 2;
}
