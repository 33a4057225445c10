using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Serialization;

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

    /// <summary>GFLOP/s of nothing but fused multiply-adds on that many threads; the best of five.</summary>
    private static double FmaPeak(int threads)
    {
        if (!Fma.IsSupported) return 0;
        const int rounds = 2_000_000;
        double best = 0;
        for (int repetition = 0; repetition < 5; repetition++)
        {
            long start = Stopwatch.GetTimestamp();
            Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => Spin(rounds)))];
            foreach (Thread worker in workers) worker.Start();
            foreach (Thread worker in workers) worker.Join();
            best = Math.Max(best, threads * rounds * 12.0 * 8 * 2 / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }

    private static float Spin(int rounds)
    {
        Vector256<float> a = Vector256.Create(1e-9f), b = Vector256.Create(0.999f);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Fma.MultiplyAdd(c0, b, a);
            c1 = Fma.MultiplyAdd(c1, b, a);
            c2 = Fma.MultiplyAdd(c2, b, a);
            c3 = Fma.MultiplyAdd(c3, b, a);
            c4 = Fma.MultiplyAdd(c4, b, a);
            c5 = Fma.MultiplyAdd(c5, b, a);
            c6 = Fma.MultiplyAdd(c6, b, a);
            c7 = Fma.MultiplyAdd(c7, b, a);
            c8 = Fma.MultiplyAdd(c8, b, a);
            c9 = Fma.MultiplyAdd(c9, b, a);
            c10 = Fma.MultiplyAdd(c10, b, a);
            c11 = Fma.MultiplyAdd(c11, b, a);
        }
        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
