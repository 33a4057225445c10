using System.Diagnostics;
using Fovea.Onnx.Proto;
using Google.Protobuf;
using static Fovea.Onnx.Tensors;

namespace Fovea.Onnx.Tests;

/// <summary>Files that the fuzzer made, by hand and smaller: a whole error, or a model, within a second and in memory that fits the file.</summary>
public sealed class HostileImportTests
{
    private const long MostBytes = 64 << 20;
    private static readonly OnnxImportOptions Little = new() { ConstantBytes = 4 << 20 };

    private static readonly Dictionary<string, Func<byte[]>> Refused = new()
    {
        ["a choice of a class without inputs"] = () => One(f => f.Node("Cast", [f.Node("ArgMax", [])], Int("to", 1))),
        ["a cast without inputs behind nothing"] = () => One(f => f.Node("Cast", [], Int("to", 1))),
        ["a quotient of one value"] = () => One(f => f.Node("Div", ["image"])),
        ["a sum of three values"] = () => One(f => f.Node("Add", ["image", "image", "image"])),
        ["a clip of four values"] = () => One(f => f.Node("Clip", ["image", f.Number(0), f.Number(1), f.Number(2)])),
        ["a join with a nameless input"] = () => One(f => f.Node("Concat", ["image", ""], Int("axis", 1))),
        ["a transposition of two outputs"] = () => One(f => f.Node("Transpose", 2, ["image"])[0]),
        ["a maximum without a name"] = () =>
        {
            var f = new FileMaker(13, -1, 3, 4, 4);
            ModelProto proto = ModelProto.Parser.ParseFrom(f.Bytes(f.Node("MaxPool", 2, ["image"], Ints("kernel_shape", 2, 2))[1]));
            proto.Graph.Node[0].Output[0] = "";
            return proto.ToByteArray();
        },
        ["an op that only Fovea has inside"] = () => One(f => f.Node("ScaledDotProduct", ["image", "image", "image"])),
        ["a stride of 40 bits"] = () => One(f => f.Node("MaxPool", ["image"], Ints("kernel_shape", 2, 2), Ints("strides", 1L << 40, 1))),
        ["a stride of 30 bits"] = () => One(f => f.Node("MaxPool", ["image"], Ints("kernel_shape", 2, 2), Ints("strides", 1L << 30, 1))),
        ["groups of 40 bits"] = () => One(f => f.Node("Conv", ["image", f.Weight("w", 4, 3, 1, 1)], Long("group", 1L << 40))),
        ["output padding of three numbers"] = () => One(f => f.Node("ConvTranspose", ["image", f.Weight("w", 3, 4, 1, 1)], Ints("output_padding", 0, 0, 0))),
        ["two groups of three channels, transposed"] = () => One(f => f.Node("ConvTranspose", ["image", f.Weight("w", 3, 4, 1, 1)], Int("group", 2))),
        ["an input of 6 billion numbers"] = () => One(f => f.Node("Relu", ["image"]), -1, 3, 1, int.MaxValue),
        ["maps that grow to 33 billion numbers"] = () => One(f => f.Node("Conv", ["image", f.Weight("w", 16, 1, 1, 1)]), -1, 1, 1, 2_000_000_000),
        ["a factor for two billion channels"] = () => One(f => f.Node("Mul", ["image", f.Number(2)]), -1, 2_000_000_000),
        ["a hard sigmoid of two billion channels"] = () => One(f => f.Node("HardSigmoid", ["image"]), -1, 2_000_000_000),
        ["a constant that takes a billion steps"] = () => One(f =>
        {
            string side = f.Node("ConstantOfShape", [f.Ints(600, 600)]);
            return f.Node("Add", ["image", f.Node("MatMul", [side, side])]);
        }),
        ["a constant of a terabyte"] = () => One(f => f.Node("Add", ["image", f.Node("ConstantOfShape", [f.Ints(1_000_000, 1_000_000)])])),
        ["weights that many layers read"] = () => One(f =>
        {
            string x = "image", w = f.Weight("w", 256, 256);
            for (int i = 0; i < 100; i++) x = f.Node("MatMul", [x, w]);
            return x;
        }, -1, 256),
        ["more tokens than a network has nodes"] = () => One(f => f.Node("Concat", [f.Weight("tokens", 1, 20_000, 2), "image"], Int("axis", 1)), 1, 5, 2),
        ["padding of 40 bits"] = () => One(f => f.Node("Pad", ["image", f.Ints(0, 0, 0, 0, 0, 0, 0, 1L << 40)])),
        ["padding of 4.29 billion, which is 0 in 32 bits"] = () => One(f => f.Node("Pad", ["image", f.Ints(0, 0, 0, 0, 0, 0, 0, 1L << 32)])),
        ["a place of 4.29 billion, which is 0 in 32 bits"] = () => One(f => f.Node("Gather", ["image", f.Int(1L << 32)], Int("axis", 1))),
        ["a split of sizes that overflow"] = () => One(f => f.Node("Split", 3, ["image", f.Ints(long.MaxValue, long.MaxValue, 5)], Int("axis", 1))[0]),
        ["an axis twice"] = () => One(f => f.Node("Unsqueeze", ["image", f.Ints(0, 0)])),
        ["a hundred axes"] = () => One(f => f.Node("Reshape", ["image", f.Ints([.. Enumerable.Repeat(1L, 99), 48])])),
        ["blocks whose square overflows"] = () => One(f => f.Node("DepthToSpace", ["image"], Int("blocksize", 65_536))),
        ["no groups"] = () => Of(f => f.Node("GroupNormalization", ["image", f.Weight("s", 3), f.Weight("b", 3)], Int("num_groups", 0)), 21, -1, 3, 4, 4),
        ["a bound of two numbers"] = () => One(f => f.Node("Clip", ["image", f.Weight("low", 2)])),
        ["places that are no integers"] = () => One(f => f.Node("Gather", ["image", f.Number(1)])),
        ["sizes of 40 bits"] = () => One(f => f.Node("Resize", ["image", "", "", f.Ints(1, 3, 1L << 40, 4)])),
    };

    public static TheoryData<string> Cases => [.. Refused.Keys];

    private static AttributeProto Long(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static byte[] One(Func<FileMaker, string> node, params int[] input) => Of(node, 18, input);

    private static byte[] Of(Func<FileMaker, string> node, int opset, params int[] input)
    {
        var f = new FileMaker(opset, input.Length == 0 ? [-1, 3, 4, 4] : input);
        return f.Bytes(node(f));
    }

    private static T Bounded<T>(Func<T> read)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = read();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(bytes < MostBytes, $"{bytes:N0} bytes");
        return result;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_wrong_is_said(string what)
    {
        byte[] file = Refused[what]();
        Refusals.Check($"import: {what}", Bounded(() => Assert.Throws<ModelFileException>(() => RoundTrip.Read(file, Little)).Message));
    }

    [Fact]
    public void An_activation_of_two_billion_numbers_costs_nothing_before_it_runs()
    {
        OnnxImport import = Bounded(() => RoundTrip.Read(One(f => f.Node("Softmax", [f.Node("Relu", ["image"])], Int("axis", 1)), -1, 2_000_000_000), Little));
        using Model model = import.Model;
        Assert.Equal(Shape.Vector(2_000_000_000), model.Graph.Output.Shape);
    }

    [Fact]
    public void A_dilated_window_over_two_billion_columns_is_measured_at_its_ends()
    {
        long start = Stopwatch.GetTimestamp();
        using Model model = RoundTrip.Read(One(f => f.Node("MaxPool", ["image"], Ints("kernel_shape", 1, 2), Ints("dilations", 1, 2), Ints("pads", 0, 1, 0, 1)), -1, 1, 1, 1_900_000_000), Little).Model;
        Assert.Equal(Shape.Image(1, 1_900_000_000, 1), model.Graph.Output.Shape);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_chain_of_squares_of_a_size_is_looked_at_once()
    {
        byte[] file = One(f =>
        {
            string n = f.Node("Cast", [f.Node("Size", ["image"])], Int("to", 1));
            for (int i = 0; i < 60; i++) n = f.Node("Mul", [n, n]);
            string scores = f.Node("Softmax", [f.Node("Mul", [f.Node("MatMul", ["image", "image"]), n])], Int("axis", -1));
            return f.Node("MatMul", [scores, "image"]);
        });
        using Model model = RoundTrip.Read(file, Little).Model;
        Assert.Equal(3 * 4 * 4, model.Graph.Output.Shape.Count);
    }

    [Fact]
    public void Five_thousand_nodes_of_one_name_get_numbers()
    {
        ModelProto proto = ModelProto.Parser.ParseFrom(One(f =>
        {
            string x = "image";
            for (int i = 0; i < 5_000; i++) x = f.Node("Relu", [x]);
            return x;
        }));
        // A letter of another alphabet for each, which all become the same underscore.
        var letters = new Dictionary<string, string> { ["image"] = "image" };
        foreach (NodeProto node in proto.Graph.Node)
        {
            letters[node.Output[0]] = $"{(char)('\u4e00' + letters.Count)}";
            node.Input[0] = letters[node.Input[0]];
            node.Output[0] = letters[node.Output[0]];
        }
        proto.Graph.Output[0].Name = letters[proto.Graph.Output[0].Name];
        using Model again = RoundTrip.Read(proto.ToByteArray()).Model;
        Assert.Equal("_-5000", again.Graph.Output.Name);
    }

    [Fact]
    public void Transpositions_of_many_axes_are_planned_in_time()
    {
        byte[] file = One(f =>
        {
            var random = new Random(3);
            string x = f.Node("Reshape", ["image", f.Ints([1, .. Enumerable.Repeat(2L, 20)])]);
            for (int i = 0; i < 200; i++)
            {
                long[] order = [.. Enumerable.Range(1, 20).Select(a => (long)a)];
                random.Shuffle(order);
                x = f.Node("Softmax", [f.Node("Transpose", [x], Ints("perm", [0, .. order]))], Int("axis", 5));
            }
            return x;
        }, 1, 1 << 20);
        long start = Stopwatch.GetTimestamp();
        using Model model = RoundTrip.Read(file, Little).Model;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.True(model.Graph.Nodes.Count == 793 && seconds < 20, $"{seconds:F2} s for {file.Length} bytes, {model.Graph.Nodes.Count} nodes");
    }
}
