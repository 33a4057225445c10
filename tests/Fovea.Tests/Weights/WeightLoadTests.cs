using System.Runtime.InteropServices;

namespace Fovea.Tests;

/// <summary>Values, conversions, and what is said when a file and a network do not agree.</summary>
public sealed class WeightLoadTests : IDisposable
{
    private const string Net = "4x4x1 | conv 2 3x3 | bn | relu | flatten | dense 3";
    private readonly string folder = Directory.CreateTempSubdirectory("fovea-weights").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly (string Name, long[] Shape)[] Sequential =
    [
        ("0.weight", [2, 1, 3, 3]), ("0.bias", [2]), ("1.weight", [2]), ("1.bias", [2]), ("1.running_mean", [2]), ("1.running_var", [2]), ("4.weight", [3, 32]), ("4.bias", [3]),
    ];

    // Values that half, bfloat16, single and double all hold exactly.
    private static float[] Values(string name, long count) => [.. Enumerable.Range(0, (int)count).Select(i => (i + name.Length) % 128 / 8f)];

    private string Write(IEnumerable<(string Name, long[] Shape)> tensors, SafetensorsType type = SafetensorsType.F32)
    {
        string path = Path.Combine(folder, "w.safetensors");
        using FileStream stream = File.Create(path);
        SafetensorsFile.Write(stream, new Dictionary<string, string>(), [.. tensors.Select(t => new SafetensorsTensor(t.Name, type, t.Shape,
            s => s.Write(Bytes(Values(t.Name, t.Shape.Aggregate(1L, (a, b) => a * b)), type))))]);
        return path;
    }

    private static byte[] Bytes(float[] values, SafetensorsType type) => type switch
    {
        SafetensorsType.F16 => MemoryMarshal.AsBytes<Half>(values.Select(v => (Half)v).ToArray()).ToArray(),
        SafetensorsType.BF16 => MemoryMarshal.AsBytes<ushort>(values.Select(v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16)).ToArray()).ToArray(),
        SafetensorsType.F64 => MemoryMarshal.AsBytes<double>(values.Select(v => (double)v).ToArray()).ToArray(),
        _ => MemoryMarshal.AsBytes<float>(values).ToArray(),
    };

    private static float[] InFileOrder(Model model, string parameter)
    {
        Parameter p = model.Parameters.Find(parameter);
        return ParameterLayout.ToFile(p, model.Parameters.Values(p).Span);
    }

    [Theory]
    [InlineData(SafetensorsType.F32)]
    [InlineData(SafetensorsType.F16)]
    [InlineData(SafetensorsType.BF16)]
    [InlineData(SafetensorsType.F64)]
    public void Values_arrive_from_every_type(SafetensorsType type)
    {
        using Model model = Model.Parse(Net, name: "small");
        string path = Write([.. Sequential, ("1.num_batches_tracked", [])], type);
        WeightReport report = Weights.Load(model, path);
        Assert.Equal(Values("0.weight", 18), InFileOrder(model, "conv1.weight"));
        Assert.Equal(Values("1.running_var", 2), InFileOrder(model, "bn1.running_var"));
        Assert.Equal(Values("4.weight", 96), InFileOrder(model, "dense1.weight"));
        Assert.Equal($"{path} → small: names of nn.Sequential\nmatched    8 of 8 parameters, 127 values{(type == SafetensorsType.F32 ? "" : $", 8 of them from {type}")}\nignored    1: '1.num_batches_tracked'", report.ToString());
        Assert.Null(report.Preprocessing);
    }

    [Fact]
    public void Names_behind_a_wrapper_are_found()
    {
        using Model model = Model.Parse(Net, name: "small");
        WeightReport report = Weights.Load(model, Write(Sequential.Select(t => ("module." + t.Name, t.Shape))));
        Assert.True(report.IsComplete);
        Assert.Equal("names of nn.Sequential behind 'module.'", report.Names);
    }

    [Fact]
    public void What_does_not_agree_is_listed_by_name_and_nothing_changes()
    {
        using Model model = Model.Parse(Net, name: "small");
        float[] before = model.Parameters.Trainable.Span.ToArray();
        string path = Write([.. Sequential.Where(t => t.Name != "0.bias").Select(t => t.Name == "4.weight" ? (t.Name, [5, 32]) : t), ("6.weight", [7])]);
        var e = Assert.Throws<ModelFileException>(() => Weights.Load(model, path));
        Assert.Equal(
            $"{path}: 2 of 8 parameters of small have no values in it (names of nn.Sequential)\n"
            + "  missing    1 in the file\n"
            + "             conv1.bias 2, looked for as 0.bias\n"
            + "  different  1 in shape\n"
            + "             dense1.weight needs 3×32, '4.weight' is 5×32\n"
            + "  unknown    1 in the file\n"
            + "             '6.weight' 7\n"
            + "  rule  a network is loaded whole, or as far as it goes when that is asked for\n"
            + "  help  to keep first values for these, load the rest: WeightOptions.Partial, --partial", e.Message);
        Assert.Equal(before, model.Parameters.Trainable.Span.ToArray());
    }

    [Fact]
    public void Part_of_a_network_is_loaded_when_that_is_asked_for()
    {
        using Model model = Model.Parse(Net, seed: 3, name: "small");
        float[] head = InFileOrder(model, "dense1.weight");
        WeightReport report = Weights.Load(model, Write(Sequential.SkipLast(2)), new WeightOptions { Partial = true });
        Assert.Equal((6, 2), (report.Matched.Count, report.Missing.Count));
        Assert.Equal(head, InFileOrder(model, "dense1.weight"));
        Assert.Equal(Values("0.weight", 18), InFileOrder(model, "conv1.weight"));
    }

    [Fact]
    public void Unknown_names_are_matched_by_order_only_when_asked()
    {
        using Model model = Model.Parse(Net, name: "small");
        // Sorted by name, as safetensors sorts them: the tenth layer lies before the second.
        string path = Write(Sequential.Select(t => (t.Name.Replace("0.", "block2.", StringComparison.Ordinal).Replace("1.", "block10.", StringComparison.Ordinal).Replace("4.", "block11.", StringComparison.Ordinal), t.Shape))
            .OrderBy(t => t.Item1, StringComparer.Ordinal));
        var e = Assert.Throws<ModelFileException>(() => Weights.Load(model, path));
        Assert.EndsWith("help  no name is known, but all shapes agree in order: load by order and look at the result (WeightOptions.ByOrder, --by-order)", e.Message, StringComparison.Ordinal);
        WeightReport report = Weights.Load(model, path, new WeightOptions { ByOrder = true });
        Assert.Equal("by order", report.Names);
        Assert.Equal([("conv1.weight", "block2.weight"), ("conv1.bias", "block2.bias"), ("bn1.weight", "block10.weight")], report.Matched.Take(3).Select(m => (m.Parameter, m.Tensor)));
        Assert.Equal(Values("block11.weight", 96), InFileOrder(model, "dense1.weight"));
    }

    [Fact]
    public void A_foreign_network_does_not_load_in_part_either()
    {
        using Model model = Model.Parse(Net, name: "small");
        var e = Assert.Throws<ModelFileException>(() => Weights.Load(model, Write([("a.weight", [9])]), new WeightOptions { Partial = true }));
        Assert.StartsWith("8 of 8 parameters of small have no values in it (no name is known)", e.Problem, StringComparison.Ordinal);
        Assert.EndsWith("help  is it the file of another network? 'fovea summary NET' lists the parameters", e.Message, StringComparison.Ordinal);
    }

    // torchvision's file through the whole way: the values of one tensor of each kind, the classifier of 1000 classes.
    [Fact]
    public void ResNet_of_torchvision_loads()
    {
        using Model model = Model.Parse(Zoo.Nets["resnet18"], name: "resnet18");
        string path = Write(TorchNames.ResNet([2, 2, 2, 2], false).Select(e => (e.Name, e.Shape)), SafetensorsType.F16);
        WeightReport report = Weights.Load(model, path);
        Assert.Equal((102, 20), (report.Matched.Count, report.Ignored.Count));
        Assert.Equal(Values("layer2.0.downsample.0.weight", 128 * 64), InFileOrder(model, "down1.conv3.weight"));
        Assert.Equal(Values("fc.weight", 512 * 1000), InFileOrder(model, "dense1.weight"));
        Assert.Equal([0.485f, 0.456f, 0.406f], report.Preprocessing!.Mean);
    }

    // Its first dense layer is a 7×7 convolution in timm: the same values in the same order.
    [Fact]
    public void Dense_layer_may_be_a_convolution_over_the_map()
    {
        const string net = "4x4x2 | conv 3 3x3 | relu | maxpool 2 | flatten | dense 5 | relu | dropout 0.5 | dense 5 | relu | dropout 0.5 | dense 2";
        using Model model = Model.Parse(net, name: "small");
        WeightReport report = Weights.Load(model, Write([("features.0.weight", [3, 2, 3, 3]), ("features.0.bias", [3]), ("pre_logits.fc1.weight", [5, 3, 2, 2]), ("pre_logits.fc1.bias", [5]),
            ("pre_logits.fc2.weight", [5, 5, 1, 1]), ("pre_logits.fc2.bias", [5]), ("head.fc.weight", [2, 5]), ("head.fc.bias", [2])]));
        Assert.Equal("names of timm's vgg", report.Names);
        Assert.Equal(Values("pre_logits.fc1.weight", 60), InFileOrder(model, "dense1.weight"));
    }

    [Fact]
    public void Names_of_a_stranger_are_printed_harmlessly()
    {
        using Model model = Model.Parse(Net, name: "small");
        WeightReport report = Weights.Load(model, Write([.. Sequential, ("\u001b[31mred", [1])]));
        Assert.Contains(@"'\u001b[31mred' 1", report.ToString(), StringComparison.Ordinal);
    }
}
