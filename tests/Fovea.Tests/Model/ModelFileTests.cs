using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Saving and loading: the same model, the same bits, the same bytes.</summary>
public sealed class ModelFileTests
{
    private static readonly string[] Nets =
    [
        SmallNets.LeNet5,
        Net,
        "9x7x4 | stem: conv 8 3x3 groups 2 pad 1,2,0,1 | s: 2 * (depthwise 3x3 | bn eps 0.001 momentum 0.3 | leakyrelu 0.2) | concat(maxpool 3x2 stride 2x1 ceil ; avgpool 3x2 stride 2x1 ceil excludepad) "
            + "| pad 1,0,2,3 | layernorm eps 0.001 | elu 1.5 | dropout 0.25 | flatten | dense 5 nobias | softmax",
    ];

    public static TheoryData<string> AllNets => [.. Nets];

    private static byte[] Saved(Model model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static Model Loaded(byte[] file)
    {
        using SafetensorsFile opened = SafetensorsFile.Read(new MemoryStream(file), "cnn.safetensors");
        return ModelFile.Load(opened);
    }

    [Theory]
    [MemberData(nameof(AllNets))]
    public void Loaded_model_computes_the_same_bits_and_saves_the_same_bytes(string net)
    {
        using Model parsed = Model.Parse(net, seed: 6, name: "zoo: ä \"quoted\"");
        using Model model = parsed.With(new Preprocessing(ResizeRule.FitCrop, [0.1f], [0.7f]), [.. Enumerable.Range(0, parsed.Outputs).Select(i => $"class ✓ {i}")]);
        var random = new Random(1);
        foreach (Parameter p in model.Parameters.All)
        {
            Span<float> values = model.Parameters[p.Name];
            for (int i = 0; i < values.Length; i++) values[i] = random.NextSingle() + 0.1f;
        }
        byte[] bytes = Saved(model);
        using Model loaded = Loaded(bytes);
        Assert.Equal(bytes, Saved(loaded));
        Assert.Equal(model.Name, loaded.Name);
        Assert.Equal(model.Labels, loaded.Labels);
        Assert.Equal(model.Preprocessing, loaded.Preprocessing);
        Assert.Equal(model.Graph.Nodes.Select(n => $"{n} {string.Join(' ', n.Inputs.Select(i => i.Name))}"),
            loaded.Graph.Nodes.Select(n => $"{n} {string.Join(' ', n.Inputs.Select(i => i.Name))}"));
        SameBits(model.Parameters.Trainable.Span, loaded.Parameters.Trainable.Span, "parameters");
        SameBits(model.Parameters.Statistics.Span, loaded.Parameters.Statistics.Span, "statistics");
        SameBits(Output(model), Output(loaded), "output");
    }

    private static float[] Output(Model model)
    {
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2 });
        plan.Load(Images(model, 2));
        plan.Run();
        return Read(plan, model.Graph.Output.Name);
    }

    [Fact]
    public void File_on_disk_is_the_stream()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fovea-{Guid.NewGuid():N}.safetensors");
        try
        {
            using Model model = Model.Parse(SmallNets.LeNet5);
            model.Save(path);
            Assert.Equal(Saved(model), File.ReadAllBytes(path));
            using Model loaded = ModelFile.Load(path);
            SameBits(model.Parameters.Trainable.Span, loaded.Parameters.Trainable.Span, "parameters");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Numbers_without_a_network_say_how_to_use_them()
    {
        byte[] file = SafetensorsText.Written(new Dictionary<string, string> { ["format"] = "pt" }, SafetensorsTensor.Of("fc.weight", [1, 2], new float[2]));
        Assert.Equal("cnn.safetensors: it holds numbers but no network\n  rule  a model file carries its network in the metadata 'fovea'\n"
            + "  help  give them to a network: fovea convert NET --weights cnn.safetensors --to model.safetensors",
            Assert.Throws<ModelFileException>(() => Loaded(file)).Message);
    }

    [Fact]
    public void Weights_of_another_net_name_the_parameter_and_both_shapes()
    {
        byte[] file = SafetensorsText.Written(new Dictionary<string, string>(), SafetensorsTensor.Of("fc.weight", [1, 2], new float[2]), SafetensorsTensor.Of("fc.bias", [1], new float[1]));
        using SafetensorsFile opened = SafetensorsText.Read(file);
        using Model narrow = Model.Parse("3 | fc: dense 1");
        Assert.Equal("cnn.safetensors: fc.weight is 1×2, the network needs 1×3", Assert.Throws<ModelFileException>(() => narrow.LoadWeights(opened)).Message);
        using Model renamed = Model.Parse("2 | fc1: dense 1");
        Assert.Equal("cnn.safetensors: fc1.weight is missing; did you mean 'fc.weight'?", Assert.Throws<ModelFileException>(() => renamed.LoadWeights(opened)).Message);
    }

    [Fact]
    public void Torch_file_is_refused_with_the_way_out()
    {
        string path = Path.Combine(Path.GetTempPath(), $"fovea-{Guid.NewGuid():N}.pt");
        try
        {
            File.WriteAllBytes(path, [0x50, 0x4b, 3, 4, .. new byte[60]]);
            Assert.Contains("this is a pickle file, and reading one can run code", Assert.Throws<ModelFileException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, [0x80, 2, .. new byte[60]]);
            Assert.Contains("s.save_file(torch.load(", Assert.Throws<ModelFileException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Truncated_file_is_refused_at_every_length()
    {
        using Model model = Model.Parse("5x5x1 | conv 2 3x3 | bn | relu | flatten | dense 2");
        byte[] file = Saved(model);
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<ModelFileException>(() => Loaded(file[..length]).Dispose());
    }

    [Fact]
    public void Flipped_bits_of_the_header_are_refused_or_load()
    {
        using Model model = Model.Parse("4x4x1 | conv 2 3x3 | bn | relu | flatten | dense 2");
        byte[] file = Saved(model);
        int header = 8 + (int)BitConverter.ToInt64(file);
        for (int bit = 0; bit < header * 8; bit += 3)
        {
            byte[] broken = (byte[])file.Clone();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Loaded(broken).Dispose();
            }
            catch (ModelFileException e)
            {
                Assert.NotEmpty(e.Problem);
            }
        }
    }

    [Fact]
    public void Labels_and_preprocessing_are_checked()
    {
        using Model model = Model.Parse("4x4x3 | flatten | dense 2", name: "digits");
        Assert.Equal("digits has 2 outputs, got 3 labels (a, b, c) (Parameter 'labels')", Assert.Throws<ArgumentException>(() => model.With(labels: ["a", "b", "c"])).Message);
        Assert.Equal("preprocessing has 2 means for 3 channels", Assert.Throws<ArgumentException>(() => model.With(new Preprocessing(ResizeRule.Exact, [0, 0], [1]))).Message);
        Assert.Equal("preprocessing needs positive deviations, got 0", Assert.Throws<ArgumentException>(() => model.With(new Preprocessing(ResizeRule.Exact, [0], [0]))).Message);
        Assert.Equal("preprocessing needs finite means, got NaN", Assert.Throws<ArgumentException>(() => model.With(new Preprocessing(ResizeRule.Exact, [float.NaN], [1]))).Message);
    }
}
