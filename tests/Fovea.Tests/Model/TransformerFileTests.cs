namespace Fovea.Tests;

/// <summary>A network of tokens goes through a file and comes back with the same numbers.</summary>
public sealed class TransformerFileTests
{
    private const string Net = """
        def block d { residual(layernorm | attention 2(conv d 1x1 ; conv d 1x1 ; conv d 1x1) | scale nobias) | residual(layernorm | conv 16 1x1 | gelu | conv d 1x1) }
        8x8x3 | conv 8 2x2 stride 2 pad valid | reshape 16x1x8 | token | position | 2 * block 8
          | mul( ; reduce mean h | tanh) | concat h( ; slice h 3,2,-1) | transpose whc | matmul transposeb( ; clip min -1) | reduce max c | reshape 19 | dense 4 | logsoftmax
        """;

    [Fact]
    public void Saved_and_loaded_it_gives_the_same_bits()
    {
        using Model model = Model.Parse(Net, seed: 5);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        model.Save(path);
        using Model back = ModelFile.Load(path);
        File.Delete(path);
        Assert.Equal(model.Graph.Nodes.Select(n => n.ToString()), back.Graph.Nodes.Select(n => n.ToString()));
        var random = new Random(1);
        float[] images = [.. Enumerable.Range(0, 2 * 192).Select(_ => random.NextSingle() - 0.5f)];
        Assert.Equal(Run(model, images), Run(back, images));
        Assert.Equal(0.02, Deviation(model.Parameters["position1.weight"]), 0.005);
    }

    private static float[] Run(Model model, float[] images)
    {
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 2, Threads = 2 });
        plan.Load(images);
        plan.Run();
        using Tensor output = plan.Read(model.Graph.Output.Name);
        Assert.All(output.Values.ToArray(), v => Assert.True(float.IsFinite(v)));
        return output.Values.ToArray();
    }

    private static double Deviation(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values) sum += v * v;
        return Math.Sqrt(sum / values.Length);
    }
}
