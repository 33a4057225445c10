namespace Fovea.Onnx;

/// <summary>The image that a file takes.</summary>
/// <param name="Shape">Height × width × channels, or a vector.</param>
/// <param name="Layout">Which axis of the file's input is which.</param>
/// <param name="FixedBatch">How many images the file wants at once; 1 for any number.</param>
internal sealed record ImportInput(Shape Shape, Layout Layout, int FixedBatch)
{
    /// <summary>Finds out what a graph's input is.</summary>
    /// <exception cref="ModelFileException">Its sizes are unknown, or it is no image.</exception>
    public static ImportInput Of(OnnxGraph graph, Preparation prepared, OnnxImportOptions options)
    {
        OnnxValueInfo input = prepared.Input;
        string what = $"input '{input.Name}'";
        if (input.Type is not (OnnxType.Float32 or OnnxType.Float16 or OnnxType.Float64 or OnnxType.BFloat16 or null))
            throw new ModelFileException(graph.File, $"{what} takes {input.Type}", "a network takes real numbers", "export the network without the conversion of pixels");
        if (input.Dims is not { } dims) throw new ModelFileException(graph.File, $"{what} has no declared sizes", "the number of axes is known");
        if (dims.Count is not (2 or 3 or 4))
            throw new ModelFileException(graph.File, $"{what} is {Text(dims)}", "the input is N × C × H × W, N × H × W × C, N × C × L or N × length");
        bool last = dims.Count == 4 && ChannelsLast(dims, graph, prepared);
        int[] sizes = [1, .. dims.Skip(1)];
        if (options.Size is { } size) Fill(sizes, size, last, graph.File, $"{what} is {Text(dims)}");
        if (sizes.Any(s => s < 1))
            throw new ModelFileException(graph.File, $"{what} is {Text(dims)}", "the size of the image is known", "give it: --input-size 224x224x3, height × width × channels");
        var layout = Layout.Of(sizes, sizes.Length switch { 2 => [1], 3 => [2, 1], _ => last ? [1, 2, 3] : [2, 3, 1] }, dims[0] == 1 ? null : new Atom(1, isBatch: true));
        Shape shape = sizes.Length switch
        {
            2 => Shape.Vector(sizes[1]),
            3 => Shape.Image(1, sizes[2], sizes[1]),
            _ => last ? Shape.Image(sizes[1], sizes[2], sizes[3]) : Shape.Image(sizes[2], sizes[3], sizes[1]),
        };
        if (IsTooLarge(shape)) throw new ModelFileException(graph.File, $"{what} is {Text(dims)}", TooLarge);
        return new ImportInput(shape, layout, Math.Max(dims[0], 1));
    }

    /// <summary>The rule about sizes.</summary>
    public const string TooLarge = "an activation has at most 2,000,000,000 values";

    /// <summary>True for an activation whose indices do not fit 32 bits.</summary>
    public static bool IsTooLarge(Shape shape) => (Int128)shape.Height * shape.Width * shape.Channels > 2_000_000_000;

    // N H W C files come from TensorFlow: a transposition stands before the first op that has a window or channels. A file without such
    // an op tells by the number of colours.
    private static bool ChannelsLast(IReadOnlyList<int> dims, OnnxGraph graph, Preparation prepared)
    {
        if (MetadataReader.Preprocessing(graph) is not null) return false;
        var reached = new HashSet<string> { prepared.Input.Name };
        foreach (OnnxNode node in prepared.Nodes.Where(n => n.Inputs.Any(reached.Contains)))
        {
            if (node.OpType == "Transpose" && Perm(node, graph) is [0, 3, 1, 2]) return true;
            if (node.OpType is "Conv" or "ConvTranspose" or "MaxPool" or "AveragePool" or "BatchNormalization" or "GlobalAveragePool" or "Flatten" or "Reshape" or "Transpose") return false;
            reached.UnionWith(node.Outputs);
        }
        return dims[3] is 1 or 3 && dims[1] is not (1 or 3);
    }

    private static long[]? Perm(OnnxNode node, OnnxGraph graph)
    {
        try
        {
            return node.Attributes.Integers("perm");
        }
        catch (OnnxNodeException e)
        {
            throw e.At(graph.File, node, graph.Opset);
        }
    }

    private static void Fill(int[] sizes, Shape size, bool channelsLast, string file, string what)
    {
        int[] given = sizes.Length switch
        {
            2 => [size.Channels],
            3 => [size.Channels, size.Height * size.Width],
            _ => channelsLast ? [size.Height, size.Width, size.Channels] : [size.Channels, size.Height, size.Width],
        };
        for (int i = 0; i < given.Length; i++)
        {
            if (sizes[i + 1] > 0 && sizes[i + 1] != given[i])
                throw new ModelFileException(file, $"{what}, not {size}", "a size that the file fixes cannot be changed", "leave the size out, or export the network with open sizes");
            sizes[i + 1] = given[i];
        }
    }

    private static string Text(IReadOnlyList<int> dims) => string.Join('×', dims.Select((d, i) => d > 0 ? $"{d}" : i == 0 ? "N" : "?"));
}
