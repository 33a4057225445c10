using System.Text.Json;
using Fovea.Kernels;
using Fovea.Tests;

namespace Fovea.Explain.Tests;

public sealed class ProvenanceTests
{
    // Their numbers are shown without products; `fovea why` says so.
    private static readonly HashSet<string> WithoutAccount =
    [
        "div", "max", "min", "pow", "matmul", "attention", "reduce", "transpose", "slice", "scale", "position", "token", "resize", "logsoftmax", "prelu", "groupnorm", "instancenorm", "lrn", "convtranspose",
    ];

    // Statistics and scales that are not those of an untrained net.
    private static void Randomise(Model model, int seed)
    {
        foreach (Parameter p in model.Parameters.All)
        {
            Span<float> values = model.Parameters.Values(p).Span;
            for (int i = 0; i < values.Length; i++)
            {
                float draw = CounterRandom.Normal((ulong)seed, CounterRandom.Stream(p.Name), 1, (uint)i);
                values[i] = p.Spec.Kind == ParameterKind.RunningVariance ? 0.5f + Math.Abs(draw) : 0.5f * draw;
            }
        }
        model.Parameters.MarkChanged();
    }

    private static Tensor Image(Shape shape, int seed) => new(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => CounterRandom.Normal((ulong)seed, 7, 0, (uint)i))]);

    [Fact]
    public void The_account_of_any_number_of_random_nets_is_what_the_run_has()
    {
        var kinds = new HashSet<string>();
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            string net = RandomNet.OfAllOps(random);
            using Model model = Model.Parse(net, (ulong)seed);
            Randomise(model, seed);
            using Tensor image = Image(model.Graph.Input.Shape, seed);
            foreach (Node node in model.Graph.Nodes)
            {
                Shape shape = node.Shape;
                (int row, int column, int channel) = (random.Next(shape.Height), random.Next(shape.Width), random.Next(shape.Channels));
                Provenance p = model.Why(image, node.Name, row, column, channel, threads: 1);
                Assert.True(p.Kind == AccountKind.Unknown == WithoutAccount.Contains(node.Op.Stem), $"{node.Op.Stem} {(p.Kind == AccountKind.Unknown ? "has no account" : "has an account: take it off the list")}");
                Assert.True(Math.Abs(p.Computed - p.Activation) <= 1e-5 * p.Size + 1e-6, $"seed {seed}, {p.Place} {node.Op} of {net}: {p.Computed} in the account, {p.Activation} in the run");
                if (p.Kind == AccountKind.Sum) Assert.Equal(p.Sum, p.Computed);
                Assert.NotEmpty(p.ToString());
                kinds.Add(node.Op.Stem);
            }
        }
        foreach (string stem in new[] { "conv", "dense", "maxpool", "avgpool", "globalavgpool", "globalmaxpool", "bn", "layernorm", "add", "concat", "pad", "padchannels", "flatten", "dropout", "softmax", "relu", "gelu" })
            Assert.Contains(stem, kinds);
    }

    [Theory]
    [InlineData("9x7x6 | conv 4 3x3 stride 2 groups 2 | globalavgpool")]
    [InlineData("9x7x6 | conv 4 3x2 dilation 2 pad 1,0,2,1 nobias | relu | globalavgpool")]
    [InlineData("9x7x6 | depthwise 3x3 stride 2x1 | bn | relu | flatten | dense 3")]
    public void Every_number_of_a_convolution_adds_up(string net)
    {
        using Model model = Model.Parse(net, 3);
        Randomise(model, 3);
        using Tensor image = Image(model.Graph.Input.Shape, 5);
        Node conv = model.Graph.Nodes[1];
        for (int i = 0; i < conv.Shape.Count; i++)
        {
            int pixel = i / conv.Shape.Channels;
            Provenance p = model.Why(image, conv.Name, pixel / conv.Shape.Width, pixel % conv.Shape.Width, i % conv.Shape.Channels, threads: 1);
            Assert.Equal(p.Activation, p.Sum, 1e-6 * p.Size + 1e-7);
        }
    }

    [Fact]
    public void A_hand_computed_window_is_multiplied_summed_and_put_out()
    {
        using Model model = Model.Parse("3x3x1 | conv 1 2x2 pad valid | relu | flatten | dense 2");
        new float[] { 1, 2, 3, -4 }.CopyTo(model.Parameters["conv1.weight"]);
        new float[] { 0.5f }.CopyTo(model.Parameters["conv1.bias"]);
        model.Parameters.MarkChanged();
        using var image = new Tensor(Shape.Image(3, 3, 1), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Provenance p = model.Why(image, "conv1", 1, 0, 0);
        // 4·1 + 5·2 + 7·3 − 8·4 + 0.5.
        Assert.Equal(3.5, p.Sum);
        Assert.Equal(3.5f, p.Activation);
        Assert.Equal([4.0, 10, 21, -32], p.Windows[0].Channels[0].Taps.Select(t => t.Product));
        Assert.Equal([0, 0, 0, 1, 2, 0, 3, 4, 0], p.Looked);
        Assert.Equal(4, p.EffectivePixels);
        Assert.Equal([new Successor("relu1", "relu", 3.5f)], p.Then);
        Assert.Equal("""
            conv1[1,0,0] = 3.5   conv 1 2x2 pad valid
              formula  y[i,j,o] = b[o] + Σ_{u,v,c} x[i·s + u·d − pad, j·s + v·d − pad, c]·w[u,v,c,o]
              reads    rows 1 to 2, columns 0 to 1 of input (3×3×1), channel 0: 4 numbers
              the strongest input channel, 0
                values            weights           products
                  4.000   5.000     1.000   2.000     4.000  10.000
                  7.000   8.000 ×   3.000  −4.000 =  21.000 −32.000
              sum      4 products 3 + conv1.bias 0.5 = 3.5
              the run  3.5, the same to float accuracy
              then     relu1 = 3.5   relu
            """.ReplaceLineEndings("\n"), p.ToString());
    }

    [Fact]
    public void A_dense_layer_is_shown_by_the_channels_that_were_flattened()
    {
        using Model model = Model.Parse("2x2x3 | flatten | dense 2", 1);
        using Tensor image = Image(model.Graph.Input.Shape, 1);
        Provenance p = model.Why(image, "dense1", 0, 0, 1);
        InputWindow window = Assert.Single(p.Windows);
        Assert.Equal(("input", 3, 4), (window.Node, window.Channels.Count, window.Channels[2].Taps.Count));
        Tap tap = window.Channels[2].Taps[3];
        Assert.Equal((1, 1, image[0, 1, 1, 2]), (tap.Row, tap.Column, tap.Value));
        Assert.Equal(model.Parameters["dense1.weight"][11 * 2 + 1], tap.Weight);
    }

    [Fact]
    public void A_maximum_names_its_winner_and_a_border_is_counted()
    {
        using Model model = Model.Parse("4x4x1 | maxpool 2 | conv 1 3x3 | flatten | dense 2", 1);
        using var image = new Tensor(Shape.Image(4, 4, 1), [.. Enumerable.Range(0, 16).Select(i => i == 6 ? 50f : i)]);
        Provenance max = model.Why(image, "maxpool1", 0, 1, 0);
        Assert.Equal((1, 2, 50f), (max.Winner!.Value.Row, max.Winner.Value.Column, max.Winner.Value.Value));
        Assert.Contains("largest  50 at row 1, column 2, of 4", max.ToString());
        Provenance corner = model.Why(image, "conv1", 0, 0, 0);
        Assert.Equal((5, 4), (corner.Windows[0].Outside, corner.Products));
        Assert.Contains("rows −1 to 1, columns −1 to 1 of maxpool1 (2×2×1), channel 0: 4 numbers, 5 of 9 pixels beyond the border", corner.ToString());
    }

    [Fact]
    public void What_does_not_exist_is_refused()
    {
        using Model model = Model.Parse("4x4x1 | conv 3 3x3 | flatten | dense 2", 1);
        using var image = new Tensor(Shape.Image(4, 4, 1));
        Assert.Equal("unit (4, 0, 0): conv1 has 4 rows, 4 columns and 3 channels, counted from 0", Assert.Throws<ArgumentException>(() => model.Why(image, "conv1", 4, 0, 0)).Message);
        using var two = new Tensor(Shape.Image(4, 4, 1), 2);
        Assert.StartsWith("2 × 4×4×1 for a network that takes one image of 4×4×1", Assert.Throws<ArgumentException>(() => model.Why(two, "conv1", 0, 0, 0)).Message);
    }

    [Fact]
    public void The_JSON_has_every_product()
    {
        using Model model = Model.Parse("4x4x2 | conv 3 3x3 | relu | flatten | dense 2", 1);
        using Tensor image = Image(model.Graph.Input.Shape, 2);
        Provenance p = model.Why(image, "conv1", 1, 2, 1);
        JsonElement json = JsonDocument.Parse(p.ToJson()).RootElement;
        double sum = json.GetProperty("offset").GetDouble();
        foreach (JsonElement channel in json.GetProperty("windows")[0].GetProperty("channels").EnumerateArray())
            foreach (JsonElement tap in channel.GetProperty("products").EnumerateArray()) sum += tap[2].GetDouble() * tap[3].GetDouble();
        Assert.Equal(p.Activation, sum, 1e-5);
        Assert.Equal("relu1", json.GetProperty("then")[0].GetProperty("node").GetString());
    }
}
