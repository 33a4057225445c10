using Fovea.Onnx.Proto;

namespace Fovea.Onnx.Tests;

/// <summary>Files read back.</summary>
internal static class OnnxText
{
    public static ModelProto Read(Model model, OnnxExportOptions? options = null) => ModelProto.Parser.ParseFrom(Runtime.Bytes(model, options));

    /// <summary>The ONNX operators in order.</summary>
    public static string[] Ops(Model model, OnnxExportOptions? options = null) => [.. Read(model, options).Graph.Node.Select(n => n.OpType)];
}
