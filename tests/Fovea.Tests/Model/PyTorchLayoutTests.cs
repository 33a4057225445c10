using Fovea.Golden;

namespace Fovea.Tests;

/// <summary>Files hold PyTorch's layouts: by hand for one small net, and with three nets that libtorch trained.</summary>
public sealed class PyTorchLayoutTests
{
    [Fact]
    public void Convolution_weights_are_O_I_H_W()
    {
        using Model model = Model.Parse("4x4x2 | conv 3 2x1 pad valid");
        // memory [u][v][c][o]: 1000u + 100v + 10c + o
        Span<float> w = model.Parameters["conv1.weight"];
        for (int u = 0, i = 0; u < 2; u++)
            for (int c = 0; c < 2; c++)
                for (int o = 0; o < 3; o++) w[i++] = 1000 * u + 10 * c + o;
        using SafetensorsFile file = Saved(model);
        Assert.Equal([3, 2, 2, 1], file.Find("conv1.weight")!.Shape);
        Assert.Equal([0, 1000, 10, 1010, 1, 1001, 11, 1011, 2, 1002, 12, 1012], file.ReadFloats("conv1.weight"));
    }

    // PyTorch has the inputs of a transposed convolution first.
    [Fact]
    public void Transposed_convolution_weights_are_I_O_H_W()
    {
        using Model model = Model.Parse("4x4x3 | convtranspose 4 2x1 groups 1 nobias");
        // memory [u][v][o][c]: 1000u + 10o + c
        Span<float> w = model.Parameters["convtranspose1.weight"];
        for (int u = 0, i = 0; u < 2; u++)
            for (int o = 0; o < 4; o++)
                for (int c = 0; c < 3; c++) w[i++] = 1000 * u + 10 * o + c;
        using SafetensorsFile file = Saved(model);
        Assert.Equal([3, 4, 2, 1], file.Find("convtranspose1.weight")!.Shape);
        Assert.Equal([0, 1000, 10, 1010, 20, 1020, 30, 1030, 1, 1001], file.ReadFloats("convtranspose1.weight")[..10]);
    }

    [Fact]
    public void Slopes_behind_flatten_are_permuted_as_their_input()
    {
        using Model model = Model.Parse("1x2x3 | flatten | prelu | prelu shared | dense 2");
        for (int i = 0; i < 6; i++) model.Parameters["prelu1.weight"][i] = i;
        using SafetensorsFile file = Saved(model);
        Assert.Equal([0, 3, 1, 4, 2, 5], file.ReadFloats("prelu1.weight"));
        Assert.Equal([0.25f], file.ReadFloats("prelu2.weight"));
    }

    [Fact]
    public void Dense_weights_behind_flatten_read_channels_first()
    {
        using Model model = Model.Parse("1x2x3 | flatten | dense 2");
        // memory [in][out] with in = pixel·3 + channel: 10·in + out
        Span<float> w = model.Parameters["dense1.weight"];
        for (int i = 0; i < 6; i++)
            for (int o = 0; o < 2; o++) w[i * 2 + o] = 10 * i + o;
        using SafetensorsFile file = Saved(model);
        Assert.Equal([2, 6], file.Find("dense1.weight")!.Shape);
        // channel 0 of both pixels, then channel 1, then channel 2
        Assert.Equal([0, 30, 10, 40, 20, 50, 1, 31, 11, 41, 21, 51], file.ReadFloats("dense1.weight"));
    }

    [Theory]
    [InlineData("1x2x3 | relu | flatten | relu | dropout 0.5 | dense 2", true)]
    [InlineData("1x2x3 | flatten | bn | dense 2", true)]
    [InlineData("1x2x3 | flatten | prelu | dense 2", true)]
    [InlineData("1x2x3 | globalavgpool | dense 6 | dense 2", false)]
    [InlineData("6 | dense 2", false)]
    public void Only_what_reads_flattened_maps_is_permuted(string net, bool permuted)
    {
        using Model model = Model.Parse(net);
        string name = model.Graph.Output.Name + ".weight";
        Span<float> w = model.Parameters[name];
        for (int i = 0; i < w.Length; i++) w[i] = i / 2;
        using SafetensorsFile file = Saved(model);
        Assert.Equal(permuted ? [0, 3, 1, 4, 2, 5] : [0, 1, 2, 3, 4, 5], file.ReadFloats(name)[..6]);
    }

    [Fact]
    public void Norm_behind_flatten_is_permuted_as_its_input()
    {
        using Model model = Model.Parse("1x2x3 | flatten | bn | dense 2");
        foreach (string suffix in (string[])["weight", "bias", "running_mean", "running_var"])
            for (int i = 0; i < 6; i++) model.Parameters[$"bn1.{suffix}"][i] = i;
        using SafetensorsFile file = Saved(model);
        foreach (string suffix in (string[])["weight", "bias", "running_mean", "running_var"])
            Assert.Equal([0, 3, 1, 4, 2, 5], file.ReadFloats($"bn1.{suffix}"));
    }

    public static TheoryData<string, string> TrainedNets => new()
    {
        { "lenet_sgd", "16x16x3 | conv1: conv 6 5x5 pad 2 | relu | maxpool 2 | conv2: conv 12 3x3 pad 1 | relu | maxpool 2 | flatten | dense1: dense 20 | relu | dense2: dense 5" },
        { "resnet_sgd", ResNet },
        { "resnet_adamw", ResNet },
    };

    private const string ResNet = "16x16x3 | conv1: conv 8 3x3 pad 1 nobias | bn1: bn | relu | residual(conv2: conv 8 3x3 pad 1 nobias | bn2: bn) | relu "
        + "| conv3: conv 12 3x3 stride 2 pad 1 nobias | bn3: bn | relu | globalavgpool | dense: dense 5";

    [Theory]
    [MemberData(nameof(TrainedNets))]
    public void Net_of_libtorch_loads_by_name_and_has_its_first_loss_and_gradients(string kind, string net)
    {
        GoldenCase c = GoldenFile.Load("training").Cases.Single(c => c.Text("kind") == kind);
        using Model model = Model.Parse(net, seed: 9);
        using (SafetensorsFile file = SafetensorsText.Read(FileOf(model, n => Initial(model, c, n))))
            model.LoadWeights(file);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 16, Threads = 2, Training = true, Objective = Objective.CrossEntropy(), ParameterGradients = true });
        plan.Load(c["images"].ToNhwc());
        c["labels"].ToInts().CopyTo(plan.Labels);
        plan.Run();
        Assert.Equal(c["losses"].Data[0], plan.Value, 1e-5 * c["losses"].Data[0]);
        foreach (Parameter p in model.Parameters.All.Where(p => p.Spec.IsTrainable))
        {
            // The gradient in file order, as libtorch has it.
            double error = GoldenFile.RelativeError(ParameterLayout.ToFile(p, plan.Gradient(p.Name)), c[$"first_step_grad.{p.Name}"].Data);
            Assert.True(error <= 1e-4, $"{kind}: {p.Name}.grad is off by {error:E2}");
        }
    }

    private static float[] Initial(Model model, GoldenCase c, string name)
        => c.Has(name) ? c[name].Data : [.. Enumerable.Repeat(name.EndsWith("running_var", StringComparison.Ordinal) ? 1f : 0f, model.Parameters.Find(name).Count)];

    private static byte[] FileOf(Model model, Func<string, float[]> values) => SafetensorsText.Written(new Dictionary<string, string> { ["format"] = "pt" },
        [.. model.Parameters.All.Select(p => SafetensorsTensor.Of(p.Name, ParameterLayout.FileShape(p.Spec), values(p.Name)))]);

    private static SafetensorsFile Saved(Model model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return SafetensorsText.Read(stream.ToArray());
    }
}
