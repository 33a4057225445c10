using PureHDF;

namespace Fovea.Keras.Tests;

/// <summary>Files as Keras 2 and 3 lay them out, written with PureHDF.</summary>
public sealed class KerasWeightsTests : IDisposable
{
    private const string Net = "6x6x2 | conv 3 3x3 | bn | relu | depthwise 3x3 nobias | conv 4 1x1 nobias | relu | flatten | dense 5 | relu | dense 2";
    private readonly string folder = Directory.CreateTempSubdirectory("fovea-keras").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Layer, class in Keras 3, variables with shapes in the order Keras makes them.
    private static readonly (string Node, string Keras3, string Keras2, (string Name, int[] Shape)[] Variables)[] Layers =
    [
        ("conv1", "conv2d", "conv2d_7", [("kernel", [3, 3, 2, 3]), ("bias", [3])]),
        ("bn1", "batch_normalization", "batch_normalization_3", [("gamma", [3]), ("beta", [3]), ("moving_mean", [3]), ("moving_variance", [3])]),
        ("conv2", "depthwise_conv2d", "depthwise_conv2d", [("depthwise_kernel", [3, 3, 3, 1])]),
        ("conv3", "conv2d_1", "conv2d_8", [("kernel", [1, 1, 3, 4])]),
        ("dense1", "dense", "features", [("kernel", [144, 5]), ("bias", [5])]),
        ("dense2", "dense_1", "answer", [("kernel", [5, 2]), ("bias", [2])]),
    ];

    private static float[] Values(string node, string variable, int[] shape)
        => [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (i + node.Length + variable.Length) % 64 / 4f)];

    private static H5Dataset Data(string node, (string Name, int[] Shape) v, string type = "F32")
    {
        float[] values = Values(node, v.Name, v.Shape);
        ulong[] axes = [.. v.Shape.Select(n => (ulong)n)];
        return type switch
        {
            "F64" => new H5Dataset(values.Select(x => (double)x).ToArray(), fileDims: axes),
            "F16" => new H5Dataset(values.Select(x => (Half)x).ToArray(), fileDims: axes),
            _ => new H5Dataset(values, fileDims: axes),
        };
    }

    private string Keras3(string type = "F32", Func<string, bool>? with = null)
    {
        var layers = new H5Group();
        // Backwards: what lies first in the file is not what comes first in the model.
        foreach (var layer in Layers.Reverse().Where(l => with?.Invoke(l.Node) ?? true))
        {
            var vars = new H5Group();
            for (int i = 0; i < layer.Variables.Length; i++) vars[$"{i}"] = Data(layer.Node, layer.Variables[i], type);
            layers[layer.Keras3] = new H5Group { ["vars"] = vars };
        }
        layers["flatten"] = new H5Group { ["vars"] = new H5Group() };
        string path = Path.Combine(folder, "net.weights.h5");
        new H5File { ["layers"] = layers, ["optimizer"] = new H5Group { ["vars"] = new H5Group { ["0"] = new float[] { 1 } } } }.Write(path);
        return path;
    }

    private string Keras2(bool whole = false)
    {
        var root = new H5Group();
        foreach (var layer in Layers)
        {
            var inner = new H5Group();
            foreach (var v in layer.Variables) inner[v.Name + ":0"] = Data(layer.Node, v);
            root[layer.Keras2] = new H5Group { [layer.Keras2] = inner };
        }
        root.Attributes["layer_names"] = Layers.Select(l => l.Keras2).ToArray();
        string path = Path.Combine(folder, "net.h5");
        var file = new H5File();
        if (whole) file["model_weights"] = root;
        else
        {
            foreach ((string name, object group) in root) file[name] = group;
            file.Attributes["layer_names"] = Layers.Select(l => l.Keras2).ToArray();
        }
        file.Write(path);
        return path;
    }

    private static void Holds(Model model)
    {
        foreach (var layer in Layers)
            foreach (var v in layer.Variables)
            {
                string suffix = v.Name switch { "kernel" or "depthwise_kernel" or "gamma" => "weight", "beta" => "bias", "moving_mean" => "running_mean", "moving_variance" => "running_var", _ => v.Name };
                Assert.Equal(Values(layer.Node, v.Name, v.Shape), model.Parameters[$"{layer.Node}.{suffix}"].ToArray());
            }
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F64")]
    [InlineData("F16")]
    public void Weights_of_Keras_3_load(string type)
    {
        using Model model = Model.Parse(Net, name: "small");
        WeightReport report = KerasWeights.Load(model, Keras3(type));
        Assert.Equal("names of Keras", report.Names);
        Assert.Equal((12, 0, 0), (report.Matched.Count, report.Unknown.Count, report.Ignored.Count));
        Assert.All(report.Matched, m => Assert.Equal(type, m.Type));
        Holds(model);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_of_Keras_2_load(bool whole)
    {
        using Model model = Model.Parse(Net, name: "small");
        Assert.True(KerasWeights.Load(model, Keras2(whole)).IsComplete);
        Holds(model);
    }

    [Fact]
    public void Layers_that_are_called_as_the_nodes_are_taken_by_name()
    {
        // Branches, where counting would leave the order open.
        using Model model = Model.Parse("6x6x3 | conv1: conv 3 3x3 | residual(a: conv 3 3x3 ; b: conv 3 3x3) | globalavgpool", name: "small");
        var file = new H5File();
        foreach (string layer in (string[])["b", "conv1", "a"])
            file[layer] = new H5Group { [layer] = new H5Group { ["kernel:0"] = Data(layer, ("kernel", [3, 3, 3, 3])), ["bias:0"] = Data(layer, ("bias", [3])) } };
        file.Attributes["layer_names"] = new[] { "conv1", "b", "a" };
        string path = Path.Combine(folder, "names.h5");
        file.Write(path);
        WeightReport report = KerasWeights.Load(model, path);
        Assert.Equal("names of Keras, with the layers' names of this network", report.Names);
        foreach (string layer in (string[])["a", "b", "conv1"]) Assert.Equal(Values(layer, "kernel", [3, 3, 3, 3]), model.Parameters[$"{layer}.weight"].ToArray());
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using Model model = Model.Parse(Net, name: "small");
        string path = Keras3(with: n => n != "bn1");
        Assert.Equal($"{path}: 4 of 12 parameters of small have no values in it (names of Keras)\n"
            + "  missing    4 in the file\n"
            + "             bn1.weight 3, looked for as batch_normalization.gamma\n"
            + "             bn1.bias 3, looked for as batch_normalization.beta\n"
            + "             bn1.running_mean 3, looked for as batch_normalization.moving_mean\n"
            + "             bn1.running_var 3, looked for as batch_normalization.moving_variance\n"
            + "  rule  a network is loaded whole, or as far as it goes when that is asked for\n"
            + "  help  to keep first values for these, load the rest: WeightOptions.Partial, --partial", Assert.Throws<ModelFileException>(() => { KerasWeights.Load(model, path); }).Message);
    }

    // Any file that is cut short or damaged is bad input and nothing else.
    [Fact]
    public void A_damaged_file_is_refused()
    {
        byte[] whole = File.ReadAllBytes(Keras3());
        string path = Path.Combine(folder, "damaged.h5");
        var random = new Random(5);
        using Model model = Model.Parse(Net, name: "small");
        for (int n = 0; n < 300; n++)
        {
            byte[] bytes = n < 100 ? whole[..(8 + random.Next(whole.Length - 8))] : [.. whole];
            if (n >= 100)
                for (int k = 0; k < 4; k++) bytes[8 + random.Next(Math.Min(bytes.Length - 8, 4000))] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);
            Exception? e = Record.Exception(() => { KerasWeights.Load(model, path); });
            Assert.True(e is null or ModelFileException, $"{n}: {e}");
        }
    }

    [Fact]
    public void Another_file_is_no_HDF5_file()
    {
        string path = Path.Combine(folder, "x.h5");
        File.WriteAllText(path, "hello");
        using Model model = Model.Parse(Net, name: "small");
        Assert.Equal($"{path}: this is no HDF5 file\n  rule  Keras writes weights as HDF5\n  help  in Keras: model.save_weights('x.weights.h5')",
            Assert.Throws<ModelFileException>(() => { KerasWeights.Load(model, path); }).Message);
    }

    [Fact]
    public void A_file_without_layers_says_so()
    {
        string path = Path.Combine(folder, "x.h5");
        new H5File { ["numbers"] = new float[] { 1, 2 } }.Write(path);
        using Model model = Model.Parse(Net, name: "small");
        Assert.StartsWith("it holds no layers with weights", Assert.Throws<ModelFileException>(() => { KerasWeights.Load(model, path); }).Problem, StringComparison.Ordinal);
    }
}
