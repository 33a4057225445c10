using System.Diagnostics;
using System.Globalization;
using Fovea.Onnx;

namespace Fovea.Fuzz;

/// <summary>Time and peak memory of reading one model in a fresh process, as Linux counts it.</summary>
internal static class Peak
{
    public static int Read(string file, Func<string, OnnxGraph> read)
    {
        long before = Kilobytes();
        long start = Stopwatch.GetTimestamp();
        string said;
        OnnxGraph? graph = null;
        try
        {
            graph = read(file);
            said = $"{graph.Nodes.Count:N0} nodes, {graph.Initializers.Count:N0} initializers";
        }
        catch (FormatException e)
        {
            said = e.Message;
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{new FileInfo(file).Length:N0} bytes, {seconds:F2} s, peak {Kilobytes() / 1024.0:F0} MB ({before / 1024.0:F0} MB before): {said}"));
        GC.KeepAlive(graph);
        return 0;
    }

    private static long Kilobytes()
        => long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
