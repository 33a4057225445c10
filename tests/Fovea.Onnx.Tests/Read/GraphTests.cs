using Fovea.Fuzz;
using static Fovea.Onnx.Tests.Files;

namespace Fovea.Onnx.Tests;

/// <summary>Graphs that make no sense.</summary>
public sealed class GraphTests
{
    private static byte[] Versions(Action<Wire> write) => Wire.Of(w => write(w.Message(7, g => g.Node("Relu", ["x"], ["y"]).Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "y")))));

    public static TheoryData<string, byte[]> Wrong => new()
    {
        { "no IR version", Versions(w => w.Message(8, o => o.Number(2, 18))) },
        { "IR version 2", Versions(w => w.Number(1, 2).Message(8, o => o.Number(2, 18))) },
        { "IR version 14", Versions(w => w.Number(1, 14).Message(8, o => o.Number(2, 18))) },
        { "no graph", Wire.Of(w => w.Number(1, 8).Message(8, o => o.Number(2, 18))) },
        { "nothing of a model", Wire.Of(w => w.Text(2, "me")) },
        { "no opset", Versions(w => w.Number(1, 8).Message(8, o => o.Text(1, "ai.onnx.ml").Number(2, 3))) },
        { "opset 0", Versions(w => w.Number(1, 8).Message(8, o => o.Text(1, "ai.onnx"))) },
        { "opset 5 with an op that changed", Model(g => g.Node("Add", ["x"], ["y"]).Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "y"))).Opset(5) },
        { "opset 23", Versions(w => w.Number(1, 8).Message(8, o => o.Number(2, 23))) },
        { "two opsets", Versions(w => w.Number(1, 8).Message(8, o => o.Number(2, 18)).Message(8, o => o.Text(1, "ai.onnx").Number(2, 17))) },
        { "no nodes", Model(g => g.Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "x"))) },
        { "no outputs", Model(g => g.Node("Relu", ["x"], ["y"]).Message(11, v => v.Text(1, "x"))) },
        { "a node without an op", Sound(g => g.Message(1, n => n.Text(1, "x").Text(2, "z"))) },
        { "a node without outputs", Sound(g => g.Node("Relu", ["x"], [""])) },
        { "a value that nothing makes", Sound(g => g.Node("Relu", ["conv1.out"], ["z"]).Node("Conv", ["x"], ["conv1_out"])) },
        { "an output that nothing makes", Sound(g => g.Message(12, v => v.Text(1, "logits"))) },
        { "a value made twice", Sound(g => g.Node("Tanh", ["x"], ["y"])) },
        { "a value made twice by one node", Sound(g => g.Node("Split", ["x"], ["a", "a"])) },
        { "an input made again", Sound(g => g.Node("Tanh", ["y"], ["x"])) },
        { "an initializer made again", Sound(g => g.Node("Tanh", ["y"], ["w"]).Message(5, t => t.Number(2, 1).Number(1, 0).Text(8, "w"))) },
        { "two inputs of one name", Sound(g => g.Message(11, v => v.Text(1, "x"))) },
        { "two outputs of one name", Sound(g => g.Message(12, v => v.Text(1, "y"))) },
        { "two initializers of one name", Sound(g => g.Message(5, t => t.Number(2, 1).Number(1, 0).Text(8, "w")).Message(5, t => t.Number(2, 1).Number(1, 0).Text(8, "w"))) },
        { "an input without a name", Sound(g => g.Message(11, v => { })) },
        { "an initializer without a name", Sound(g => g.Message(5, t => t.Number(2, 1).Number(1, 0))) },
        { "a self-loop", Sound(g => g.Node("Add", ["x", "z"], ["z"], n => n.Text(3, "sum"))) },
        { "a cycle", Sound(g => g.Node("Add", ["x", "c"], ["a"]).Node("Relu", ["a"], ["b"]).Node("Relu", ["b"], ["c"]).Node("Tanh", ["c"], ["d"])) },
        { "an input with a negative size", Sound(g => g.Message(11, v => v.Text(1, "i").Message(2, t => t.Message(1, k => k.Number(1, 1).Message(2, s => s.Message(1, d => d.Number(1, -5))))))) },
        { "an input of two types", Sound(g => g.Message(11, v => v.Text(1, "i").Message(2, t => t.Message(1, k => k.Number(1, 1)).Message(4, k => { })))) },
        { "an input of two sizes", Sound(g => g.Message(11, v => v.Text(1, "i").Message(2, t => t.Message(1, k => k.Message(2, s => s.Message(1, d => d.Number(1, 3).Text(2, "N"))))))) },
        { "an input of nine axes", Sound(g => g.Message(11, v => v.Text(1, "i").Message(2, t => t.Message(1, k => k.Message(2, s => { for (int i = 0; i < 9; i++) s.Message(1, d => { }); }))))) },
        { "an input of complex numbers", Sound(g => g.Message(11, v => v.Text(1, "i").Message(2, t => t.Message(1, k => k.Number(1, 14))))) },
        { "a local function", Sound(g => g.Node("Twice", ["x"], ["z"], n => n.Text(7, "own").Text(3, "f1")), w => w.Message(25, f => f.Text(1, "Twice").Text(10, "own"))) },
        { "local functions that call each other", Sound(g => g.Node("A", ["x"], ["z"], n => n.Text(7, "own")), w => w
            .Message(25, f => f.Text(1, "A").Text(10, "own").Message(7, n => n.Text(4, "B").Text(7, "own")))
            .Message(25, f => f.Text(1, "B").Text(10, "own").Message(7, n => n.Text(4, "A").Text(7, "own")))) },
        { "a sparse initializer", Sound(g => g.Message(15, s => s.Message(1, t => t.Text(8, "w")))) },
        { "two attributes of one name", Sound(g => g.Node("Relu", ["x"], ["z"], n => n.Message(5, a => a.Text(1, "axis").Number(20, 2)).Message(5, a => a.Text(1, "axis").Number(20, 2)))) },
        { "an attribute without a name", Sound(g => g.Node("Relu", ["x"], ["z"], n => n.Message(5, a => a.Number(20, 2)))) },
        { "an attribute without a type", Sound(g => g.Node("Relu", ["x"], ["z"], n => n.Message(5, a => a.Text(1, "axis").Number(3, 2)))) },
        { "an attribute of two types", Sound(g => g.Node("Relu", ["x"], ["z"], n => n.Message(5, a => a.Text(1, "axis").Number(20, 2).Number(3, 2).Text(4, "two")))) },
        { "an attribute of another type", Sound(g => g.Node("Relu", ["x"], ["z"], n => n.Message(5, a => a.Text(1, "axis").Number(20, 7).Number(3, 2)))) },
        { "a tensor attribute without a tensor", Sound(g => g.Node("Constant", [], ["z"], n => n.Message(5, a => a.Text(1, "value").Number(20, 4)))) },
        { "an attribute of a function", Sound(g => g.Node("Relu", ["x"], ["z"], n => n.Message(5, a => a.Text(1, "axis").Number(20, 2).Text(21, "outer")))) },
        { "metadata twice", Sound(more: w => w.Message(14, p => p.Text(1, "labels")).Message(14, p => p.Text(1, "labels"))) },
        { "names that steer a terminal", Sound(g => g.Node("Re\u001b[31mlu", ["\u202etxt"], ["z"], n => n.Text(3, "a\nb"))) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_graphs_are_refused(string what, byte[] bytes) => Refused(what, bytes);

    [Fact]
    public void Unsorted_nodes_are_sorted_and_stay_where_they_can()
    {
        OnnxGraph graph = Read(Model(g => g.Node("C", ["b", "a"], ["y"]).Node("B", ["a"], ["b"]).Node("A", ["x"], ["a"]).Node("D", ["x"], ["d"])
            .Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "y"))));
        Assert.Equal(["A", "B", "C", "D"], graph.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void A_chain_of_a_million_nodes_backwards_is_sorted()
    {
        const int length = 1_000_000;
        byte[] bytes = Model(g =>
        {
            for (int i = length; i > 0; i--) g.Node("Relu", [$"v{i - 1}"], [$"v{i}"]);
            g.Message(11, v => v.Text(1, "v0")).Message(12, v => v.Text(1, $"v{length}"));
        });
        OnnxGraph graph = Read(bytes, new OnnxLimits { Nodes = length, Links = 2 * length });
        Assert.Equal("v1", graph.Nodes[0].Outputs[0]);
        Assert.Equal($"v{length}", graph.Nodes[^1].Outputs[0]);
    }

    [Fact]
    public void Old_files_list_initializers_as_inputs()
    {
        OnnxGraph graph = Read(Sound(g => g.Message(11, v => v.Text(1, "w")).Message(5, t => t.Text(8, "w").Number(2, 1).Tag(4, 5).Raw(0, 0, 0, 0x40))));
        Assert.Equal("x", Assert.Single(graph.Inputs).Name);
        Assert.Equal([2f], graph.Initializers["w"].As<float>());
    }

    [Fact]
    public void Ops_of_other_domains_are_kept_and_the_two_spellings_of_our_own_are_one()
    {
        OnnxGraph graph = Read(Sound(g => g.Node("FusedConv", ["x"], ["z"], n => n.Text(7, "com.microsoft")).Node("Tanh", ["x"], ["t"], n => n.Text(7, "ai.onnx"))));
        Assert.Equal(["", "com.microsoft", ""], graph.Nodes.Select(n => n.Domain));
        Assert.Equal("com.microsoft.FusedConv node 'z'", graph.Nodes[1].ToString());
    }

    [Fact]
    public void Metadata_is_read()
        => Assert.Equal("a,ä", Read(Sound(more: w => w.Message(14, p => p.Text(1, "labels").Text(2, "a,ä")))).Metadata["labels"]);

    [Fact]
    public void Attributes_of_every_kind_are_read_and_what_is_left_out_is_zero()
    {
        OnnxAttributes a = Read(Sound(g => g.Node("Own", ["x"], ["z"], n => n
            .Message(5, m => m.Text(1, "i").Number(20, 2).Number(3, -7)).Message(5, m => m.Text(1, "i0").Number(20, 2))
            .Message(5, m => m.Text(1, "f").Number(20, 1).Tag(2, 5).Raw(BitConverter.GetBytes(0.5f))).Message(5, m => m.Text(1, "f0").Number(20, 1))
            .Message(5, m => m.Text(1, "s").Number(20, 3).Text(4, "SAME_UPPER")).Message(5, m => m.Text(1, "s0").Number(20, 3))
            .Message(5, m => m.Text(1, "is").Number(20, 7).Number(8, 1).Bytes(8, 2, 3).Number(8, -4)).Message(5, m => m.Text(1, "is0").Number(20, 7))
            .Message(5, m => m.Text(1, "fs").Number(20, 6).Tag(7, 5).Raw(BitConverter.GetBytes(1f)).Bytes(7, BitConverter.GetBytes(2f)))
            .Message(5, m => m.Text(1, "type").Number(20, 13).Message(14, t => { }))))).Nodes[1].Attributes;
        Assert.Equal((-7L, 0L, 0.5f, 0f, "SAME_UPPER", ""), (a.Integer("i", 9), a.Integer("i0", 9), a.Number("f", 9), a.Number("f0", 9), a.Word("s", "no"), a.Word("s0", "no")));
        Assert.Equal([1, 2, 3, -4], a.Integers("is")!);
        Assert.Empty(a.Integers("is0")!);
        Assert.Equal([1f, 2f], a.Numbers("fs")!);
        Assert.Equal("attribute 'type' is a subgraph, a sparse tensor or a type, not an integer", Assert.Throws<OnnxNodeException>(() => a.Integer("type", 0)).Message);
    }

    [Fact]
    public void Opset_1_is_read_as_6_where_its_ops_are_the_same()
        => Assert.Equal(6, Read(Model(g => g.Node("GlobalAveragePool", ["x"], ["y"]).Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "y"))).Opset(1)).Opset);

    [Fact]
    public void Inputs_keep_type_and_sizes()
    {
        OnnxGraph graph = Read(Sound(g => g.Message(11, v => v.Text(1, "i").Message(2, t => t.Message(1, k => k.Number(1, 10).Message(2, s => s
            .Message(1, d => d.Text(2, "batch")).Message(1, d => d.Number(1, 3)).Message(1, d => d.Number(1, -1))))))
            .Message(11, v => v.Text(1, "sequence").Message(2, t => t.Message(4, s => { })))));
        Assert.Equal(OnnxType.Float16, graph.Inputs[1].Type);
        Assert.Equal([-1, 3, -1], graph.Inputs[1].Dims!);
        Assert.Equal((null, null), (graph.Inputs[2].Type, graph.Inputs[2].Dims));
    }

    [Fact]
    public void A_node_with_a_subgraph_is_refused_when_it_is_reached()
    {
        OnnxGraph graph = Read(Model(g => g.Node("Loop", ["x"], ["y"], n => n.Text(3, "l1").Message(5, a => a.Text(1, "body").Number(20, 5).Message(6, s => { })))
            .Message(11, v => v.Text(1, "x")).Message(12, v => v.Text(1, "y"))));
        var e = Assert.Throws<ModelFileException>(() => Evaluator.Run(graph, new Dictionary<string, OnnxTensor> { ["x"] = OnnxTensor.Scalar(1f) }));
        Refusals.Check("a loop, when it is reached", e.Message);
    }
}
