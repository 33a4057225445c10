using System.Diagnostics;
using System.Globalization;
using Fovea.Onnx;

namespace Fovea.Fuzz;

/// <summary>Time and peak memory of reading one model in a fresh process, as Linux counts it.</summary>
internal static class Peak
{
    public static int Read(string file)
    {
        long before = Kilobytes();
        long start = Stopwatch.GetTimestamp();
        string said;
        object? kept = null;
        try
        {
            if (file.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                SafetensorsFile tensors = SafetensorsFile.Open(file);
                said = $"{tensors.Entries.Count:N0} tensors, {tensors.Entries.Sum(e => (long)tensors.ReadFloats(e.Name).Length):N0} elements";
                kept = tensors;
            }
            else
            {
                OnnxGraph graph = OnnxReader.Read(file);
                said = $"{graph.Nodes.Count:N0} nodes, {graph.Initializers.Count:N0} initializers";
                kept = graph;
            }
        }
        catch (FormatException e)
        {
            said = e.Message;
        }
        double processor = Environment.CpuUsage.TotalTime.TotalSeconds, seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{new FileInfo(file).Length:N0} bytes, {seconds:F2} s ({processor:F2} s of processor with the start of the program), peak {Kilobytes() / 1024.0:F0} MB ({before / 1024.0:F0} MB before): {said}"));
        GC.KeepAlive(kept);
        return 0;
    }

    private static long Kilobytes()
        => long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
