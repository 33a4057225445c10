using System.Runtime.InteropServices;
using Fovea.Kernels;

namespace Fovea.Onnx.Tests;

/// <summary>A model written and read again, held against itself.</summary>
internal static class RoundTrip
{
    /// <summary>A file's bytes as a network.</summary>
    public static OnnxImport Read(byte[] file, OnnxImportOptions? options = null, string name = "test.onnx")
        => Importer.Run(OnnxReader.Read(file, name), options ?? OnnxImportOptions.Default);

    /// <summary>Fails unless the model read again has the same nodes, names, values, preprocessing and labels, and the same bits come out.</summary>
    public static void IsSame(Model model, OnnxExportOptions options, string what, int seed, int batch = 2)
    {
        OnnxImport read;
        try
        {
            read = Read(Runtime.Bytes(model, options));
        }
        catch (ModelFileException e)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
        using Model again = read.Model;
        if (!options.FoldBatchNorm) SameGraph(model, again, what);
        Assert.Equal(model.Preprocessing, again.Preprocessing);
        Assert.Equal(model.Labels, again.Labels);
        Assert.Equal(model.Name, again.Name);
        float[] images = Values.Normal(new Random(seed), batch * (int)model.Graph.Input.Shape.Count);
        float[] expected = Runtime.Run(model, images, batch), actual = Runtime.Run(again, images, batch);
        if (!options.FoldBatchNorm) Assert.True(Bits(expected).SequenceEqual(Bits(actual)), $"{what}: other bits came out");
        else if (expected.All(float.IsFinite)) Runtime.Near(expected, actual, 1e-4, what);
    }

    private static ReadOnlySpan<uint> Bits(float[] values) => MemoryMarshal.Cast<float, uint>(values);

    private static void SameGraph(Model model, Model again, string what)
    {
        string expected = Text(model.Graph), actual = Text(again.Graph);
        Assert.True(expected == actual, $"{what}: the graph was\n{expected}\nand is\n{actual}");
        foreach (Parameter p in model.Parameters.All)
            Assert.True(model.Parameters[p.Name].SequenceEqual(again.Parameters[p.Name]), $"{what}: {p.Name} has other values");
    }

    private static string Text(Graph graph)
        => string.Join('\n', graph.Nodes.Select(n => $"{n.Name}({string.Join(", ", n.Inputs.Select(i => i.Name))}) = {Plain(n)} → {n.Shape}{(n == graph.Output ? " output" : "")}"));

    // What is written as numbers comes back as numbers: padding by its pixels, rounding up by the windows that it makes.
    private static string Plain(Node node)
    {
        Shape? x = node.Inputs.Count > 0 ? node.Inputs[0].Shape : null;
        return node.Op switch
        {
            Conv2d op => (op with { Padding = Pixels(op.Padding, op.Geometry(x!.Value).SpanH, op.Geometry(x.Value).SpanW) }).ToString(),
            ConvTranspose2d op => (op with { Padding = Pixels(op.Padding, op.Geometry(x!.Value).SpanH, op.Geometry(x.Value).SpanW) }).ToString(),
            MaxPool op => $"maxpool {Windows(op.Geometry(x!.Value))}",
            AveragePool op => $"avgpool {Windows(op.Geometry(x!.Value))}",
            GroupNorm op => (op with { Groups = op.GroupsOf(x!.Value) }).ToString(),
            Clip { Least: 0, Most: 6 } => "relu6",
            _ => node.Op.ToString(),
        };
    }

    private static Padding Pixels(Padding padding, int spanH, int spanW)
    {
        var (top, bottom, left, right) = padding.For(spanH, spanW);
        return Padding.Explicit(top, bottom, left, right);
    }

    private static string Windows(PoolGeometry g) => $"{g.KernelH}x{g.KernelW} stride {g.StrideH}x{g.StrideW} dilation {g.DilationH}x{g.DilationW} from {g.PadTop},{g.PadLeft} out {g.OutH}x{g.OutW}";
}
