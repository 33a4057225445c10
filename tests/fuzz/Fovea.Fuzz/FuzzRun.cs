using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace Fovea.Fuzz;

/// <summary>Many workers on one target, with a watch over hangs and crashes and a line of figures now and then.</summary>
/// <remarks>
/// Findings are kept as files. The input of every worker lies in a mapped file too, so that it is still there when the process itself
/// dies (a stack overflow cannot be caught).
/// </remarks>
internal static class FuzzRun
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(120);

    public sealed record Options(long Inputs, int Workers, ulong Seed, string Corpus, string Out);

    public static int Go(FuzzTarget target, Options options)
    {
        Directory.CreateDirectory(options.Out);
        byte[][] seeds = [.. Directory.GetFiles(options.Corpus).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        FuzzWorker[] workers = [.. Enumerable.Range(0, options.Workers).Select(i => new FuzzWorker(target, seeds, options.Seed + ((ulong)i << 32)))];
        long start = Stopwatch.GetTimestamp(), findings = 0;
        Thread[] threads = [.. workers.Select((w, i) => new Thread(() => Work(w, i)) { IsBackground = true })];
        foreach (Thread thread in threads) thread.Start();
        long[] seen = new long[workers.Length], still = new long[workers.Length];
        for (int tick = 1; !threads.All(t => t.Join(TimeSpan.FromSeconds(20.0 / workers.Length))); tick++)
        {
            for (int i = 0; i < workers.Length; i++)
            {
                // Several ticks: another program may hold the processor for a while.
                still[i] = threads[i].IsAlive && workers[i].Inputs == seen[i] ? still[i] + 1 : 0;
                if (still[i] == 6)
                {
                    Keep(options.Out, new Finding(workers[i].Current, $"did not end within {Hang.TotalSeconds} s"));
                    return 70;
                }
                seen[i] = workers[i].Inputs;
            }
            Say();
        }
        Say();
        File.WriteAllLines(Path.Combine(options.Out, "texts.txt"), workers.SelectMany(w => w.Shapes).Distinct().Order(StringComparer.Ordinal));
        return findings == 0 ? 0 : 1;

        void Work(FuzzWorker worker, int index)
        {
            using var map = MemoryMappedFile.CreateFromFile(Path.Combine(options.Out, $"current-{index}.bin"), FileMode.Create, null, 4 + (1 << 16));
            using MemoryMappedViewAccessor view = map.CreateViewAccessor();
            worker.Before = input =>
            {
                view.Write(0, input.Length);
                view.WriteArray(4, input, 0, input.Length);
            };
            long share = options.Inputs / options.Workers;
            while (worker.Inputs < share)
            {
                if (worker.Step() is not { } finding) continue;
                Interlocked.Increment(ref findings);
                Keep(options.Out, finding);
            }
        }

        void Say()
        {
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            long inputs = workers.Sum(w => w.Inputs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{DateTime.UtcNow:HH:mm:ss} {target.Name}: {inputs:N0} inputs in {seconds:F0} s ({inputs / seconds:N0}/s), {workers.Sum(w => w.Accepted):N0} read, {workers.Max(w => w.Texts)} texts, {workers.Max(w => w.Corpus)} kept, slowest {workers.Max(w => w.Slowest).TotalMilliseconds:F0} ms, most {workers.Max(w => w.MostAllocated):N0} bytes, {findings} findings"));
        }
    }

    private static void Keep(string folder, Finding finding)
    {
        string name = Path.Combine(folder, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(finding.Input))[..16]);
        File.WriteAllBytes(name + ".bin", finding.Input);
        File.WriteAllText(name + ".txt", finding.What);
        Console.WriteLine($"FINDING {name}.bin: {finding.What.Split('\n')[0]}");
    }
}
