using PureHDF;

namespace Fovea.Keras;

/// <summary>Finds the layers of a file, in the order of the model where the file tells it.</summary>
internal static class KerasLayers
{
    private const int MaxDepth = 12, MaxObjects = 20_000;

    /// <summary>The layers that have variables.</summary>
    public static IReadOnlyList<KerasLayer> Of(IH5Group root, string path)
    {
        var datasets = new Dictionary<string, List<(string, IH5Dataset)>>();
        int objects = 0;
        bool legacy = root.AttributeExists("layer_names") || root.LinkExists("model_weights");
        IH5Group top = root.LinkExists("model_weights") ? root.Group("model_weights") : root;
        Walk(top, [], datasets, ref objects, path);
        string[] order = legacy ? Texts(top, "layer_names") : [.. datasets.Keys.Order(NaturalOrder)];
        KerasLayer[] layers = [.. order.Where(datasets.ContainsKey).Select(n => KerasLayer.Of(n, Known(datasets[n])))];
        if (layers.Length == 0)
            throw new ModelFileException(path, "it holds no layers with weights", "Keras 3 keeps them under layers/NAME/vars, Keras 2 under NAME with the attribute layer_names", "in Keras: model.save_weights('x.weights.h5')");
        return layers;
    }

    /// <summary>
    /// The variables as <c>layer.variable</c>: layers by their own names where the network's nodes have the same, otherwise counted by kind.
    /// </summary>
    public static IReadOnlyList<WeightTensor> Named(IReadOnlyList<KerasLayer> layers, Graph graph)
    {
        bool own = layers.All(l => graph.Contains(l.Name));
        var counts = new Dictionary<string, int>();
        var tensors = new List<WeightTensor>();
        foreach (KerasLayer layer in layers)
        {
            int number = counts[layer.Kind] = counts.GetValueOrDefault(layer.Kind, -1) + 1;
            string name = own ? layer.Name : number == 0 ? layer.Kind : $"{layer.Kind}_{number}";
            foreach ((string variable, IH5Dataset values) in layer.Variables)
                tensors.Add(new WeightTensor($"{name}.{variable}", [.. values.Space.Dimensions.Select(d => (long)Math.Min(d, long.MaxValue))], Type(values), WeightLayout.Keras, () => Read(values)));
        }
        return tensors;
    }

    // Keras 3: layers/conv2d/vars/0. Keras 2: conv2d/conv2d/kernel:0, with the model's name in between where models are nested.
    private static void Walk(IH5Group group, string[] path, Dictionary<string, List<(string, IH5Dataset)>> found, ref int objects, string file)
    {
        if (path.Length > MaxDepth) throw new ModelFileException(file, $"its groups are more than {MaxDepth} deep", "a file of weights has a few levels");
        foreach (IH5Object child in group.Children())
        {
            if (++objects > MaxObjects) throw new ModelFileException(file, $"it holds more than {MaxObjects:N0} objects", "a file of weights has a few for each layer");
            string name = child.Name.Split('/')[^1];
            if (child is IH5Group inner && !(path.Length == 0 && name is "optimizer" or "optimizer_weights" or "top_level_model_weights")) Walk(inner, [.. path, name], found, ref objects, file);
            // A virtual data set and one in pieces elsewhere would read other files.
            else if (child is IH5Dataset data && data.Layout.Class is H5DataLayoutClass.Contiguous or H5DataLayoutClass.Chunked or H5DataLayoutClass.Compact && path.Length > 0)
            {
                string layer = path[^1] == "vars" ? path.Length > 1 ? path[^2] : "" : path[0];
                if (!found.TryGetValue(layer, out List<(string, IH5Dataset)>? list)) found.Add(layer, list = []);
                list.Add((name.Split(':')[0], data));
            }
        }
    }

    // Keras 3 numbers the variables of a layer in the order they were made in.
    private static List<(string Name, IH5Dataset Values)> Known(List<(string Name, IH5Dataset Values)> variables)
    {
        if (!variables.All(v => v.Name.All(char.IsAsciiDigit))) return variables;
        (string Name, IH5Dataset Values)[] ordered = [.. variables.OrderBy(v => v.Name.Length).ThenBy(v => v.Name, StringComparer.Ordinal)];
        string[] names = ordered switch
        {
            [{ Values.Space.Rank: > 1 }] => ["kernel"],
            [{ Values.Space.Rank: > 1 }, { Values.Space.Rank: 1 }] => ["kernel", "bias"],
            [{ Values.Space.Rank: 1 }, { Values.Space.Rank: 1 }] => ["gamma", "beta"],
            [{ Values.Space.Rank: 1 }, { Values.Space.Rank: 1 }, { Values.Space.Rank: 1 }, { Values.Space.Rank: 1 }] => ["gamma", "beta", "moving_mean", "moving_variance"],
            _ => [.. ordered.Select(v => v.Name)],
        };
        return [.. ordered.Select((v, i) => (names[i], v.Values))];
    }

    private static string Type(IH5Dataset values) => (values.Type.Class, values.Type.Size) switch
    {
        (H5DataTypeClass.FloatingPoint, 4) => "F32",
        (H5DataTypeClass.FloatingPoint, 8) => "F64",
        (H5DataTypeClass.FloatingPoint, 2) => "F16",
        _ => $"{values.Type.Class} of {values.Type.Size} bytes",
    };

    private static float[] Read(IH5Dataset values) => Type(values) switch
    {
        "F32" => values.Read<float[]>(),
        "F64" => [.. values.Read<double[]>().Select(v => (float)v)],
        "F16" => [.. values.Read<Half[]>().Select(v => (float)v)],
        _ => throw new FormatException($"{values.Name} is {Type(values)}, weights are floating-point numbers of 2, 4 or 8 bytes"),
    };

    private static string[] Texts(IH5Object at, string attribute) => at.AttributeExists(attribute) ? at.Attribute(attribute).Read<string[]>() : [];

    // conv2d, conv2d_1, conv2d_2, conv2d_10.
    private static readonly Comparer<string> NaturalOrder = Comparer<string>.Create((a, b) =>
    {
        (string stemA, int numberA) = Split(a);
        (string stemB, int numberB) = Split(b);
        int order = string.CompareOrdinal(stemA, stemB);
        return order != 0 ? order : numberA - numberB;
    });

    private static (string Stem, int Number) Split(string name)
        => name.LastIndexOf('_') is > 0 and var at && int.TryParse(name.AsSpan(at + 1), out int number) ? (name[..at], number) : (name, -1);
}
