using Fovea.Onnx.Proto;

namespace Fovea.Onnx;

/// <summary>An ONNX file is one protobuf message, which has at most 2³¹ − 1 bytes.</summary>
internal static class FileSize
{
    /// <summary>Refuses by the parameters alone, before any of them is copied.</summary>
    public static void Check(string model, Graph graph) => Check(model, graph.Nodes.Sum(n => n.Parameters.Sum(p => p.Shape.Count)) * sizeof(float));

    /// <summary>Refuses when names and attributes are what is too much.</summary>
    public static void Check(string model, ModelProto proto) => Check(model, Sum(proto.CalculateSize()));

    // The runtime counts in 32 bits, and the parameters alone are fewer: beyond the limit the count is negative.
    private static long Sum(int size) => (uint)size;

    private static void Check(string model, long bytes)
    {
        if (bytes > int.MaxValue) throw new OnnxLimitException(model, bytes);
    }
}
