using Fovea.Fuzz;

namespace Fovea.Onnx.Tests;

/// <summary>Small files by hand.</summary>
internal static class Files
{
    /// <summary>A model around the fields of a graph.</summary>
    public static byte[] Model(Action<Wire> graph, Action<Wire>? more = null)
        => Wire.Of(w =>
        {
            w.Number(1, 8).Message(8, o => o.Number(2, 18)).Message(7, graph);
            more?.Invoke(w);
        });

    /// <summary>A model that is sound: x → Relu → y, with something added to its graph.</summary>
    public static byte[] Sound(Action<Wire>? graph = null, Action<Wire>? more = null)
        => Model(g =>
        {
            g.Node("Relu", ["x"], ["y"]).Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "y"));
            graph?.Invoke(g);
        }, more);

    /// <summary>A sound model with one initializer.</summary>
    public static byte[] Weight(Action<Wire> tensor)
        => Sound(g => g.Message(5, t =>
        {
            t.Text(8, "w");
            tensor(t);
        }));

    public static Wire Node(this Wire graph, string op, string[] inputs, string[] outputs, Action<Wire>? more = null)
        => graph.Message(1, n =>
        {
            foreach (string input in inputs) n.Text(1, input);
            foreach (string output in outputs) n.Text(2, output);
            n.Text(4, op);
            more?.Invoke(n);
        });

    /// <summary>Another opset in place of 18.</summary>
    public static byte[] Opset(this byte[] model, byte opset)
    {
        byte[] other = [.. model];
        int at = other.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x42, 2, 0x10, 18]);
        other[at + 3] = opset;
        return other;
    }

    public static OnnxGraph Read(byte[] bytes, OnnxLimits? limits = null) => OnnxReader.Read(bytes, "net.onnx", limits);

    /// <summary>The whole text of the refusal, without the file's name.</summary>
    public static string Refusal(byte[] bytes, OnnxLimits? limits = null)
    {
        var e = Assert.Throws<ModelFileException>(() => Read(bytes, limits));
        Assert.StartsWith("net.onnx: ", e.Message, StringComparison.Ordinal);
        return e.Message["net.onnx: ".Length..];
    }

    /// <summary>Holds the text of a refusal against <c>Refusals.txt</c>.</summary>
    public static void Refused(string what, byte[] bytes, OnnxLimits? limits = null) => Refusals.Check(what, Refusal(bytes, limits));
}
