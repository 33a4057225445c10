namespace Fovea.Onnx.Tests;

/// <summary>Sizes written in a file do not take the machine's memory.</summary>
public sealed class MemoryTests
{
    private static readonly OnnxTensor One = OnnxTensor.Of([1, 1, 1, 1], [1f]);

    public static TheoryData<string> Ops =>
    [
        "ConstantOfShape", "Expand", "Tile", "Pad", "Range", "OneHot", "Resize", "Resize sizes", "Upsample", "Add", "MatMul", "Conv", "ConvTranspose", "AveragePool", "MaxUnpool", "RoiAlign", "Einsum", "Gather", "Concat", "Reshape",
    ];

    [Theory]
    [MemberData(nameof(Ops))]
    public void A_tensor_of_2_to_the_40_elements_is_refused_before_it_is_made(string op)
    {
        long many = 1L << 40, half = 1L << 20;
        OnnxTensor column = OnnxTensor.Of([1 << 20, 1], new float[1 << 20]), row = column.Reshaped([1, 1 << 20]);
        OneNode node = op switch
        {
            "ConstantOfShape" => new(op, 9, OnnxTensor.Vector(half, half)),
            "Expand" => new(op, 13, One, OnnxTensor.Vector(half, half, 1L, 1L)),
            "Tile" => new(op, 13, One, OnnxTensor.Vector(half, half, 1L, 1L)),
            "Pad" => new(op, 13, One, OnnxTensor.Vector(0L, 0, half, half, 0, 0, 0, 0)),
            "Range" => new(op, 11, OnnxTensor.Scalar(0L), OnnxTensor.Scalar(many), OnnxTensor.Scalar(1L)),
            "OneHot" => new(op, 11, OnnxTensor.Vector(0L), OnnxTensor.Scalar(many), OnnxTensor.Vector(0f, 1f)),
            "Resize" => new(op, 13, One, null, OnnxTensor.Vector(1f, 1f, 1048576f, 1048576f)),
            "Resize sizes" => new("Resize", 13, One, null, null, OnnxTensor.Vector(1L, 1L, half, half)),
            "Upsample" => new(op, 9, One, OnnxTensor.Vector(1f, 1f, 1048576f, 1048576f)),
            "Add" => new(op, 13, column, row),
            "MatMul" => new(op, 13, column, row),
            "Conv" => new OneNode(op, 13, One, One).With("pads", new[] { 1 << 19, 1 << 19, 1 << 19, 1 << 19 }),
            "ConvTranspose" => new OneNode(op, 13, OnnxTensor.Of([1, 1, 2, 2], new float[4]), One).With("strides", new[] { 1 << 20, 1 << 20 }),
            "AveragePool" => new OneNode(op, 13, One).With("kernel_shape", new[] { 1, 1 }).With("pads", new[] { 1 << 19, 1 << 19, 1 << 19, 1 << 19 }),
            "MaxUnpool" => new OneNode(op, 11, One, OnnxTensor.Of([1, 1, 1, 1], [0L]), OnnxTensor.Vector(1L, 1L, half, half)).With("kernel_shape", new[] { 1, 1 }),
            "RoiAlign" => new OneNode(op, 10, One, OnnxTensor.Of([1, 4], new float[4]), OnnxTensor.Vector(0L)).With("output_height", 1 << 20).With("output_width", 1 << 20),
            "Einsum" => new OneNode(op, 12, column, row).With("equation", "ia,bj->ij"),
            "Gather" => new OneNode(op, 13, row, OnnxTensor.Vector(new long[1 << 20])).With("axis", 0),
            "Concat" => new OneNode(op, 13, [.. Enumerable.Repeat<OnnxTensor?>(column, 1000)]).With("axis", 0),
            _ => new(op, 13, column, OnnxTensor.Vector(many, many, -1L)),
        };
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ModelFileException>(() => node.Evaluate());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000, $"{op} allocated {GC.GetAllocatedBytesForCurrentThread() - before:N0} bytes");
        Assert.Contains(op is "Reshape" ? "elements" : op is "Einsum" ? "at most 1e11 steps" : "limit 2 GB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_says_how_much_and_the_limit()
        => Assert.Equal("""
            test.onnx: ConstantOfShape node 'n' (opset 9): a tensor of 1048576×1048576 Float32 needs 4.4 TB, limit 2 GB
              rule  all values together fit into the limit of memory
            """, Assert.Throws<ModelFileException>(() => new OneNode("ConstantOfShape", 9, OnnxTensor.Vector(1L << 20, 1L << 20)).Evaluate()).Message);

    [Fact]
    public void A_pool_that_would_run_for_hours_is_refused()
        => Assert.Equal("""
            test.onnx: AveragePool node 'n' (opset 13): a window of 4000×4000 at 2001×2001 places takes 1.6e13 steps
              rule  a node takes at most 1e11 steps
            """, Assert.Throws<ModelFileException>(() => new OneNode("AveragePool", 13, OnnxTensor.Of([1, 1, 2000, 2000], new float[4_000_000]))
                .With("kernel_shape", new[] { 4000, 4000 }).With("pads", new[] { 2000, 2000, 2000, 2000 }).Evaluate()).Message);

    [Fact]
    public void Values_count_until_their_last_reader()
    {
        // Each value is 40 kB: three are held at once, however long the chain.
        OnnxNode[] nodes = [.. Enumerable.Range(0, 50).Select(i => new OnnxNode($"n{i}", "Add", "", [$"v{i}", $"v{i}"], [$"v{i + 1}"], OnnxAttributes.None))];
        OnnxGraph graph = Graph(nodes, "v0", "v50");
        var inputs = new Dictionary<string, OnnxTensor> { ["v0"] = OnnxTensor.Vector(new float[10_000]) };
        Assert.Equal(10_000, Evaluator.Run(graph, inputs, 120_000)[0].Count);
        var error = Assert.Throws<ModelFileException>(() => Evaluator.Run(graph, inputs, 70_000));
        Assert.Equal("""
            test.onnx: Add node 'n0' (opset 13): a tensor of 10000 Float32 needs 40 kB beside 40 kB in use, limit 70 kB
              rule  all values together fit into the limit of memory
            """, error.Message);
    }

    [Fact]
    public void Reshaped_values_share_their_elements()
    {
        OnnxNode[] nodes = [.. Enumerable.Range(0, 50).Select(i => new OnnxNode($"n{i}", "Flatten", "", [$"v{i}"], [$"v{i + 1}"], OnnxAttributes.None)), new OnnxNode("last", "Concat", "", ["v0", "v50"], ["y"], new OnnxAttributes(new Dictionary<string, object> { ["axis"] = 0L }))];
        var inputs = new Dictionary<string, OnnxTensor> { ["v0"] = OnnxTensor.Of([1, 10_000], new float[10_000]) };
        Assert.Equal(20_000, Evaluator.Run(Graph(nodes, "v0", "y"), inputs, 130_000)[0].Count);
    }

    private static OnnxGraph Graph(OnnxNode[] nodes, string input, string output)
        => new("test.onnx", 13, [new OnnxValueInfo(input, OnnxType.Float32, null)], [new OnnxValueInfo(output, OnnxType.Float32, null)], nodes, new Dictionary<string, OnnxTensor>(), new Dictionary<string, string>());
}
