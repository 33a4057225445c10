using Microsoft.ML.OnnxRuntime;

namespace Fovea.Bench;

/// <summary>Runs a benchmark: the machine, the table line by line, the summary, the report.</summary>
internal static class Bench
{
    private const int NameWidth = 40, CellWidth = 16;

    public static int Run(Benchmark benchmark, Arguments arguments)
    {
        Machine machine = Machine.Measure($"libtorch {TorchSharp.torch.__version__}", $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}");
        Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Runtime}, {machine.Torch}, {machine.OnnxRuntime}");
        Console.WriteLine($"FMA peak {PerThreads(machine.FmaPeakGflops, "GFLOP/s")}; memory {PerThreads(machine.MemoryGBs, "GB/s")}");
        if (machine.IsBusy) Console.WriteLine($"WARNING: other programs use {machine.OthersShare:P0} of the processors: these figures are not to be quoted");
        Line($"{benchmark.Unit}, medians of {arguments.Repetitions}", "threads", benchmark.Columns, "ratio");

        List<Result> results = [];
        foreach (Result r in benchmark.Run(arguments))
        {
            results.Add(r);
            Line(r.Name, $"{r.Threads}", r.Cells, $"{r.Ratio:F2}");
        }
        if (results.Count == 0) throw new ArgumentException($"no case of {benchmark.Name} holds '{arguments.Case}' in its name");

        var report = new Report(benchmark.Name, machine, arguments.Repetitions, results);
        Console.WriteLine($"geometric mean {report.Geomean:F2}, worst {report.Worst:F2}");
        if (arguments.JsonFile is { } file) report.Save(file);
        return 0;
    }

    private static string PerThreads(IReadOnlyList<double> values, string unit) => string.Join(", ", values.Select((v, i) => $"{v:F0} {unit} on {i + 1}"));

    private static void Line(string name, string threads, IReadOnlyList<string> cells, string ratio)
        => Console.WriteLine($"{name.PadRight(NameWidth)} {threads,7} {string.Concat(cells.Select(c => c.PadLeft(CellWidth)))} {ratio,7}");
}
