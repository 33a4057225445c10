using System.Text.Json.Serialization;
using Fovea.Kernels;

namespace Fovea.Bench;

/// <summary>What the figures were measured on.</summary>
internal sealed record Machine(string Processor, int Cores, string Runtime, string Torch, string OnnxRuntime,
    IReadOnlyList<double> FmaPeakGflops, [property: JsonPropertyName("memoryGBs")] IReadOnlyList<double> MemoryGBs, double OthersShare)
{
    /// <summary>
    /// Other programs want the processors too. Figures from such a machine flatter us: libtorch's threads wait for each other by
    /// spinning, and lose many times more than ours when one of them is preempted.
    /// </summary>
    public bool IsBusy => OthersShare > 0.05;

    public static Machine Measure(string torch, string onnxRuntime)
    {
        double others = BusyShareWhileWeSleep();
        return new Machine(
            ProcessorName(),
            Environment.ProcessorCount,
            System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            torch,
            onnxRuntime,
            [.. Enumerable.Range(1, Math.Min(2, Environment.ProcessorCount)).Select(FmaPeak)],
            [.. Enumerable.Range(1, Math.Min(2, Environment.ProcessorCount)).Select(MemoryBandwidth.Measure)],
            others);
    }

    /// <summary>How much of the processors other programs used in a second in which we did nothing; 0 where the system does not tell.</summary>
    private static double BusyShareWhileWeSleep()
    {
        const string file = "/proc/stat";
        if (!File.Exists(file)) return 0;
        (double idleBefore, double allBefore) = Read();
        Thread.Sleep(1000);
        (double idle, double all) = Read();
        return 1 - (idle - idleBefore) / Math.Max(all - allBefore, 1);

        static (double Idle, double All) Read()
        {
            double[] ticks = [.. File.ReadLines(file).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(double.Parse)];
            return (ticks[3] + ticks[4], ticks.Sum()); // idle and waiting for the disk
        }
    }

    private static string ProcessorName()
    {
        const string info = "/proc/cpuinfo";
        return File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
            : System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static double FmaPeak(int threads)
    {
        using var team = new Team(threads);
        return MachineProbe.FmaPeak(team);
    }
}
