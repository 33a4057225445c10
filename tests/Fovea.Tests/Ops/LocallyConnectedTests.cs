using Fovea.Kernels;
using static Fovea.Tests.PlanRig;

namespace Fovea.Tests;

/// <summary>Locally connected layers beside the convolution they are without weight sharing, at sizes the random problems do not have.</summary>
public sealed class LocallyConnectedTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelTable.Entries.Where(e => e.IsSupported).Select(e => e.Variant)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_channel_tail_and_batch_is_exact(KernelVariant variant)
    {
        // Batches around the last one that streams, a tile, and the images of one block.
        foreach (int batch in (int[])[1, 2, 3, 4, 6, 9, 49])
            for (int channels = 1; channels <= 41; channels += batch < 4 ? 1 : 5)
            {
                using var run = new OpRun(new OpProblem("LocallyConnected2d", $"4x3x{(channels * 7 + batch) % 37 + 1} | local {channels} 3x2 stride 1x2", batch, false, channels), integers: true);
                ReferenceRun<double> reference = run.Reference();
                foreach ((string name, float[] actual) in run.Compute(variant, 1 + channels % 3))
                {
                    double[] expected = run.Expected(reference, name);
                    for (int i = 0; i < expected.Length; i++) Assert.True(expected[i] == actual[i], $"{run.Problem}, {variant}: {name}[{i}] is {actual[i]}, not {expected[i]}");
                }
            }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Gradients_that_are_added_are_exact(KernelVariant variant)
    {
        foreach (int batch in (int[])[2, 7])
        {
            using var run = new OpRun(new OpProblem("LocallyConnected2d", "5x4x19 | residual(local 19 3x3 ; local 19 3x3 nobias | relu)", batch, false, 4), integers: true);
            ReferenceRun<double> reference = run.Reference();
            foreach ((string name, float[] actual) in run.Compute(variant, 2))
            {
                double[] expected = run.Expected(reference, name);
                for (int i = 0; i < expected.Length; i++) Assert.True(expected[i] == actual[i], $"{run.Problem}, {variant}: {name}[{i}] is {actual[i]}, not {expected[i]}");
            }
        }
    }

    [Fact]
    public void Equal_windows_give_the_numbers_of_a_convolution()
    {
        using Model conv = Model.Parse("9x7x3 | conv 5 3x3 stride 2 pad 1", 3), local = Model.Parse("9x7x3 | local 5 3x3 stride 2 pad 1", 3);
        float[] window = conv.Parameters["conv1.weight"].ToArray();
        Span<float> weight = local.Parameters["local1.weight"];
        for (int i = 0; i < weight.Length; i++) weight[i] = window[i % window.Length];
        foreach (int batch in (int[])[1, 5])
        {
            using Plan shared = conv.Compile(new PlanOptions { MaxBatch = batch, Capture = ["conv1"] }), own = local.Compile(new PlanOptions { MaxBatch = batch, Capture = ["local1"] });
            foreach (Plan plan in (Plan[])[shared, own])
            {
                plan.Load(Images(conv, batch));
                plan.Run();
            }
            float[] expected = Read(shared, "conv1"), actual = Read(own, "local1");
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4f);
        }
    }

    [Fact]
    public void Smaller_batches_give_the_same_bits_for_each_image()
    {
        using Model model = Model.Parse("7x7x9 | local 21 3x3 stride 2 | relu | flatten | dense 4", 1);
        float[] images = Images(model, 7);
        using Plan plan = model.Compile(new PlanOptions { MaxBatch = 7, Threads = 2, Objective = Objective.Logit(0), Capture = ["input.grad"] });
        plan.Load(images);
        plan.Run();
        float[] output = Read(plan, "dense1"), gradient = Read(plan, "input.grad");
        foreach (int batch in (int[])[1, 2, 3, 4])
        {
            plan.Load(images.AsSpan(0, batch * images.Length / 7));
            plan.Run();
            SameBits(output.AsSpan(0, batch * 4), Read(plan, "dense1"), $"output of {batch}");
            SameBits(gradient.AsSpan(0, batch * images.Length / 7), Read(plan, "input.grad"), $"gradient of {batch}");
        }
    }

    [Fact]
    public void Parameters_cost_and_first_deviation_are_those_of_unshared_windows()
    {
        using Model model = Model.Define("local", Shape.Image(28, 28, 8), x => x.LocallyConnected2d(16, 3).Relu());
        Node node = model.Graph["local1"];
        Assert.Equal("local 16 3x3", node.Op.ToString());
        Assert.Equal(28 * 28 * (9 * 8 * 16 + 16), node.ParameterCount);
        Assert.Equal(28 * 28 * 9 * 8 * 16, node.Cost.Macs);
        double squares = 0;
        Span<float> weight = model.Parameters["local1.weight"];
        foreach (float w in weight) squares += w * w;
        Assert.Equal(Math.Sqrt(2.0 / 72), Math.Sqrt(squares / weight.Length), 1e-3);
    }

    [Fact]
    public void File_gives_back_every_bit()
    {
        using Model model = Model.Parse("6x5x3 | local 4 3x3 stride 2 pad valid | relu | flatten | dense 2", 8);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        using SafetensorsFile opened = SafetensorsFile.Read(stream, "local.safetensors");
        using Model back = ModelFile.Load(opened);
        Assert.Equal("local 4 3x3 stride 2 pad valid", back.Graph["local1"].Op.ToString());
        foreach (Parameter p in model.Parameters.All) Assert.Equal(model.Parameters.Values(p).Span.ToArray(), back.Parameters[p.Name].ToArray());
    }

    [Theory]
    [InlineData("8 | local 4 3x3", "local needs feature maps, got a vector of 8\n  help  put it before flatten")]
    [InlineData("4x4x1 | local 4 7x7 pad valid", "a 7×7 window does not fit input 4×4×1\n  rule  H + padding ≥ kernel\n  help  set padding: 3, or drop a pooling layer before this one")]
    [InlineData("224x224x64 | local 64 3x3", "224×224 windows of 36,864 weights\n  rule  a layer has at most 1,073,741,824\n  help  conv shares one window among all pixels")]
    [InlineData("4x4x1 | local 0 3x3", "0 output channels\n  rule  a locally connected layer has at least one")]
    public void Sizes_that_do_not_fit_are_explained(string net, string says)
        => Assert.EndsWith(says, Assert.Throws<DeclarationException>(() => NetText.Parse(net)).Message);
}
